import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Connection } from '@temporalio/client';
import { freePort } from '../../src/server/port.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const PATIENCE_MS = 30_000;

/** The `temporal` program, where it is installed or was built by `.ci/run`. */
export const TEMPORAL = [
  join(ROOT, '.dojo/bin'),
  ...(process.env['PATH'] ?? '').split(delimiter),
  join(process.env['HOME'] ?? '', 'go/bin'),
]
  .map((folder) => join(folder, process.platform === 'win32' ? 'temporal.exe' : 'temporal'))
  .find((path) => existsSync(path));

/** A real Temporal server for a test alone. What it knows is in a file, so that it may be killed. */
export class DevServer {
  readonly address: string;
  readonly #port: number;
  readonly #file: string;
  #child: ChildProcess | undefined;

  private constructor(port: number, file: string) {
    this.#port = port;
    this.#file = file;
    this.address = `127.0.0.1:${port}`;
  }

  /** @param file its database */
  static async start(file: string): Promise<DevServer> {
    const server = new DevServer(await freePort(), file);
    await server.start();
    return server;
  }

  async start(): Promise<void> {
    if (TEMPORAL === undefined) throw new Error('The `temporal` program is not installed.');
    this.#child = spawn(
      TEMPORAL,
      `server start-dev --headless --log-level never --ip 127.0.0.1 --port ${this.#port}`
        .split(' ')
        .concat('--db-filename', this.#file),
      { stdio: 'ignore' },
    );
    for (const began = Date.now(); ; await pause(100)) {
      try {
        const connection = await Connection.connect({ address: this.address, connectTimeout: 500 });
        await connection.workflowService.describeNamespace({ namespace: 'default' });
        await connection.close();
        return;
      } catch (error) {
        if (Date.now() - began > PATIENCE_MS) throw error;
      }
    }
  }

  /** Ends it at once, as a machine does that loses its power. */
  async kill(): Promise<void> {
    if (!this.#child) return;
    const exit = once(this.#child, 'exit');
    this.#child.kill('SIGKILL');
    await exit;
    this.#child = undefined;
  }
}
