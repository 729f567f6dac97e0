import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cacheOf } from '../../judge/bench.ts';
import { HOST_MAIN, HOST_OPTIONS } from '../../runtime/host-process.ts';
import { OWN } from './sandbox.ts';

/**
 * Compiles what every host loads, once for this version of Node: a host then starts in 0.35 s instead
 * of 0.55. No answer is ever near the process that does it, and in a sandbox the result can only be
 * read.
 *
 * @param root the repository
 * @returns the folder with the result, for Node's compile cache; empty when nothing could be compiled
 */
export async function compileMachinery(root: string): Promise<string> {
  const { version, arch } = process;
  const folder = join(cacheOf(root), `sealed-${version}-${arch}-sdk-${await sdkVersion()}`);
  if (existsSync(folder)) return folder;
  await mkdir(cacheOf(root), { recursive: true });
  const made = await mkdtemp(join(cacheOf(root), 'sealed-making-'));
  // Without anybody to talk to, it loads everything and ends.
  const child = spawn(process.execPath, [...HOST_OPTIONS, fileURLToPath(HOST_MAIN)], {
    env: { NODE_COMPILE_CACHE: made },
    stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'],
  });
  for (const stream of child.stdio.slice(3)) stream?.on('error', () => undefined);
  const ended = once(child, 'exit');
  child.stdio[3]?.destroy();
  await ended;
  // Another process may have been faster.
  await rename(made, folder).catch(() => rm(made, { recursive: true, force: true }));
  return folder;
}

async function sdkVersion(): Promise<string> {
  const path = join(OWN, 'node_modules', '@temporalio', 'worker', 'package.json');
  const { version } = JSON.parse(await readFile(path, 'utf8')) as { version: string };
  return version;
}
