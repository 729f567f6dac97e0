import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { overlay, syncFolder, type Files } from './files.ts';
import { editableOf, type Kata } from './kata.ts';

/**
 * How an answer is type-checked: strictly, with the same resolution as it is bundled, and with what
 * the course's own Node has.
 */
export const ANSWER_TSCONFIG = `${JSON.stringify(
  {
    compilerOptions: {
      target: 'es2024',
      lib: ['es2024'],
      module: 'nodenext',
      types: ['node'],
      noEmit: true,
      strict: true,
      allowImportingTsExtensions: true,
      skipLibCheck: true,
    },
  },
  undefined,
  2,
)}\n`;

/**
 * Where this process stages answers: two that judge in one repository must not meet. It goes when
 * the process ends, and with it what killed processes left behind.
 */
export function stagingDesk(root: string): string {
  const all = join(root, '.dojo', 'staged');
  const own = join(all, String(process.pid));
  if (desks.has(own)) return own;
  desks.add(own);
  for (const name of existsSync(all) ? readdirSync(all) : []) {
    if (!isAlive(Number(name))) rmSync(join(all, name), { recursive: true, force: true });
  }
  process.once('exit', () => rmSync(own, { recursive: true, force: true }));
  return own;
}

const desks = new Set<string>();

/** Whether there is a process of this number. */
export function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/**
 * Lays an overlay on a kata and writes the result into a git-ignored folder of the repository,
 * where `node_modules` resolves. The suite stays out: an answer never meets it.
 *
 * @param desk where; by default, at this process's own desk
 * @returns the folder
 */
export async function stage(
  root: string,
  kata: Kata,
  files: Files,
  desk = stagingDesk(root),
): Promise<string> {
  const folder = join(desk, kata.slug);
  const given = Object.fromEntries(
    Object.entries(kata.pristine).filter(
      ([path]) => isGiven(path) && !kata.editable.includes(path),
    ),
  );
  const staged = overlay(given, editableOf(kata, files));
  await syncFolder(folder, { ...staged, 'tsconfig.json': ANSWER_TSCONFIG });
  return folder;
}

/** Whether a file of the kata is the learner's to see and use; the suite and its world are not. */
export function isGiven(path: string): boolean {
  return /^[a-z-]+\.ts$/.test(path) && path !== 'world.ts';
}
