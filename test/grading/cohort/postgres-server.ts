import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { freePort } from '../../../src/server/port.ts';

/** Debian keeps the server's programs here, by version. */
const DEBIAN = '/usr/lib/postgresql';
/** Nobody; PostgreSQL does not start as root. */
const NOBODY = 65_534;
const PATIENCE_MS = 30_000;

/** Where PostgreSQL's programs are; undefined where it is not installed. */
export const POSTGRES = [
  ...(existsSync(DEBIAN) ? readdirSync(DEBIAN).map((version) => join(DEBIAN, version, 'bin')) : []),
  '/usr/local/bin',
  '/opt/homebrew/bin',
].find((folder) => existsSync(join(folder, 'initdb')));

/** A PostgreSQL server for a test alone. */
export class PostgresServer {
  readonly url: string;
  readonly #child: ChildProcess;
  readonly #folder: string;

  private constructor(port: number, child: ChildProcess, folder: string) {
    this.url = `postgres://dojo@127.0.0.1:${port}/postgres`;
    this.#child = child;
    this.#folder = folder;
  }

  static async start(): Promise<PostgresServer> {
    if (POSTGRES === undefined) throw new Error('PostgreSQL is not installed.');
    const folder = mkdtempSync(join(tmpdir(), 'dojo-postgres-'));
    const asNobody = process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {};
    if ('uid' in asNobody) chownSync(folder, NOBODY, NOBODY);
    const data = join(folder, 'data');
    const made = spawnSync(
      join(POSTGRES, 'initdb'),
      ['--no-sync', '-U', 'dojo', '-A', 'trust', '-D', data],
      { cwd: folder, encoding: 'utf8', ...asNobody },
    );
    if (made.status !== 0) throw new Error(`initdb: ${made.stderr}`);
    const port = await freePort();
    const child = spawn(
      join(POSTGRES, 'postgres'),
      ['-D', data, '-p', String(port), '-k', folder, '-c', 'listen_addresses=127.0.0.1'],
      { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'], ...asNobody },
    );
    let said = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
    for (const began = Date.now(); !said.includes('ready to accept connections');) {
      if (Date.now() - began > PATIENCE_MS || child.exitCode !== null) throw new Error(said);
      await pause(50);
    }
    return new PostgresServer(port, child, folder);
  }

  async stop(): Promise<void> {
    const exit = once(this.#child, 'exit');
    this.#child.kill('SIGINT');
    await exit;
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
