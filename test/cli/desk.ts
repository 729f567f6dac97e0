import { spawn } from 'node:child_process';
import { cp, mkdir, mkdtemp, realpath, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fetchServer } from '../../src/server/index.ts';

const ROOT = join(import.meta.dirname, '..', '..');
/** What a clone has that the command line needs. */
const CLONED = ['src', 'package.json', 'package-lock.json', 'tsconfig.json'];
/** Of the course, one lesson is enough. */
const LESSONS = ['07-saga'];

/** A clone of the course in a folder of its own, as a learner has it, after its first set-up. */
export interface Desk {
  readonly root: string;
  path(...parts: string[]): string;
  /** Writes the answer to the saga kata: one of the files of its solution. */
  answer(solution: string): Promise<void>;
  /** Runs `npx dojo …` to its end, without a terminal. */
  dojo(...args: string[]): Promise<Ran>;
  /** The same with more in the environment. */
  dojoWith(env: Readonly<Record<string, string>>, ...args: string[]): Promise<Ran>;
}

export interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly milliseconds: number;
}

/**
 * Gives a desk to the work, and clears it away afterwards. Packages and test server are those of
 * this repository, so nothing is fetched.
 *
 * @param lessons the folders of those that the course has
 */
export async function atDesk<T>(
  work: (desk: Desk) => Promise<T>,
  lessons: readonly string[] = LESSONS,
): Promise<T> {
  await fetchServer(join(ROOT, '.dojo', 'server'), () => undefined);
  const root = await realpath(await mkdtemp(join(tmpdir(), 'dojo desk größer ')));
  try {
    const course = lessons.flatMap((name) =>
      ['katas', 'lessons', 'solutions'].map((part) => join(part, name)),
    );
    for (const name of [...CLONED, ...course])
      await cp(join(ROOT, name), join(root, name), { recursive: true });
    await mkdir(join(root, '.dojo'));
    const link = process.platform === 'win32' ? 'junction' : 'dir';
    await symlink(join(ROOT, 'node_modules'), join(root, 'node_modules'), link);
    await mkdir(join(ROOT, '.dojo', 'cache'), { recursive: true });
    for (const part of ['server', 'cache']) {
      await symlink(join(ROOT, '.dojo', part), join(root, '.dojo', part), link);
    }
    return await work({
      root,
      path: (...parts) => join(root, ...parts),
      answer: (solution) =>
        cp(join(ROOT, 'solutions/07-saga', solution), join(root, 'answers/07-saga/workflows.ts')),
      dojo: (...args) => run(root, args, {}),
      dojoWith: (env, ...args) => run(root, args, env),
    });
  } finally {
    await rm(root, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** The bootstrap, as npm starts it. */
export function bootstrap(root: string): string {
  return join(root, 'src', 'cli', 'bootstrap.mjs');
}

/** The environment of a learner's shell: none of what Vitest adds to ours. */
export function shell(more: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv {
  const ours = /^(VITEST.*|NODE_ENV|NODE_OPTIONS|TEST|CI|FORCE_COLOR|COLUMNS|npm_.*)$/;
  const kept = Object.entries(process.env).filter(([name]) => !ours.test(name));
  return { ...Object.fromEntries(kept), NO_COLOR: '1', ...more };
}

async function run(
  root: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<Ran> {
  const began = performance.now();
  const child = spawn(process.execPath, [bootstrap(root), ...args], {
    cwd: root,
    env: shell(env),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  return { code, stdout, stderr, milliseconds: performance.now() - began };
}
