import { spawn } from 'node:child_process';
import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { kitCommand } from '../../src/workshop/kit-package.ts';
import { shell } from '../cli/desk.ts';

/** What came of the one command. */
export interface Fetched {
  readonly code: number | null;
  readonly output: string;
  /** Names in the learner's folder. */
  readonly left: readonly string[];
}

export interface Typing {
  /** How the command is started: in another namespace, say. */
  readonly within?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Presses Ctrl-C when this has been printed. */
  readonly stopAt?: RegExp;
  readonly npmCache?: string;
}

/** Types the one command in a folder, with an npm that has fetched nothing yet and has no registry. */
export async function fetchCourse(
  address: string,
  folder: string,
  { within = [], env = {}, stopAt, npmCache = `${folder}.npm` }: Typing = {},
): Promise<Fetched> {
  await mkdir(folder, { recursive: true });
  const typed = ['/bin/sh', '-c', kitCommand(`${address}/kit`)];
  const [command = '', ...args] = within.concat(typed);
  const npm = { npm_config_cache: npmCache, npm_config_registry: 'http://127.0.0.1:9/' };
  const child = spawn(command, args, {
    cwd: folder,
    env: shell({ ...npm, ...env }),
    stdio: ['ignore', 'pipe', 'pipe'],
    // So that Ctrl-C is for all of them, as in a terminal.
    detached: true,
  });
  let output = '';
  let stopped = false;
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
      if (stopped || !stopAt?.test(output) || child.pid === undefined) return;
      stopped = true;
      process.kill(-child.pid, 'SIGINT');
    });
  }
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { code, output, left: (await readdir(folder)).toSorted() };
}

/** A learner's folder below another. */
export function learnerIn(folder: string, name = 'learner'): string {
  return join(folder, `${name} größer`);
}
