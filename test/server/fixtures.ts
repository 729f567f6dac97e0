import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo, Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import type { TestContext } from 'vitest';
import { inPath } from '../../src/server/command.ts';
import { fetchServer } from '../../src/server/index.ts';
import type { ServerProgram } from '../../src/server/index.ts';
import { cachedFromMaven } from '../../src/server/maven.ts';

/** The cache that learners use too. Tests fill it when it is empty, and else only read it. */
const SHARED_CACHE = fileURLToPath(new URL('../../.dojo/server', import.meta.url));

/** Any test server that works on this machine. */
export async function anyServer(): Promise<ServerProgram> {
  return fetchServer(SHARED_CACHE, () => {});
}

/** The server as jars and Java, whatever else the cache holds. */
export async function javaServer(): Promise<ServerProgram | undefined> {
  await anyServer();
  return cachedFromMaven(SHARED_CACHE);
}

/** Skips a test that needs something this machine lacks; in CI that is a failure. */
export function needs(context: TestContext, present: boolean, what: string): void {
  if (present) return;
  if (process.env['CI']) throw new Error(`CI must have what this test needs: ${what}`);
  context.skip(`needs ${what}`);
}

export function hasJavaAndMaven(): boolean {
  return inPath('java') !== undefined && inPath('mvn') !== undefined;
}

/** Gives a folder of its own to the work, and removes it afterwards. */
export async function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'dojo server '));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

/** Writes an executable that does what the program does, as one file. Not for Windows. */
export async function wrapper(path: string, program: ServerProgram): Promise<void> {
  const words = [program.command ?? '', ...(program.args ?? [])];
  const quoted = words.map((word) => `'${word}'`).join(' ');
  await writeFile(path, `#!/bin/sh\nexec ${quoted} "$@"\n`);
  await chmod(path, 0o755);
}

/** A server on this machine that does with each connection what it is told. */
export async function listening(
  serve: (server: Server) => void = () => {},
): Promise<{ port: number; close: () => Promise<void> }> {
  const server = createServer();
  const sockets = new Set<{ destroy(): void }>();
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
  });
  serve(server);
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((closed) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => closed());
      }),
  };
}

/** A proxy's address that refuses every connection. */
export async function refusingProxy(): Promise<string> {
  const { port, close } = await listening();
  await close();
  return `http://127.0.0.1:${port}`;
}

/** Whether a process runs; one that ended and waits to be collected does not. */
export function runs(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  if (process.platform !== 'linux') return true;
  try {
    return !/^\d+ \(.*\) Z/s.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

/** Starts one of the `.ts` scripts of this folder, in a process group of its own. */
export function script(name: string, ...args: string[]): ChildProcess {
  const path = fileURLToPath(new URL(`./${name}`, import.meta.url));
  return spawn(process.execPath, [path, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
    detached: true,
    env: { ...process.env, NODE_OPTIONS: '' },
  });
}

/** The lines that a process prints, one at a time; undefined when there are no more. */
export function lines(child: ChildProcess): () => Promise<string | undefined> {
  const ready: string[] = [];
  let rest = '';
  let ended = false;
  let wake = (): void => {};
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    const parts = (rest + text).split('\n');
    rest = parts.pop() ?? '';
    ready.push(...parts);
    wake();
  });
  child.once('close', () => {
    ended = true;
    wake();
  });
  return async () => {
    while (ready.length === 0 && !ended) {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
    return ready.shift();
  };
}
