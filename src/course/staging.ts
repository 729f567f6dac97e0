import { join } from 'node:path';
import { overlay, syncFolder, type Files } from './files.ts';
import { editableOf, type Kata } from './kata.ts';

/** How an answer is type-checked: strictly, and with the same resolution as it is bundled. */
export const ANSWER_TSCONFIG = `${JSON.stringify(
  {
    compilerOptions: {
      target: 'es2022',
      lib: ['es2023'],
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
 * Lays an overlay on a kata and writes the result into a git-ignored folder of the repository,
 * where `node_modules` resolves. The suite stays out: an answer never meets it.
 *
 * @returns the folder
 */
export async function stage(root: string, kata: Kata, files: Files): Promise<string> {
  const folder = join(root, '.dojo', 'staged', kata.slug);
  const given = Object.fromEntries(Object.entries(kata.pristine).filter(([path]) => isGiven(path)));
  const staged = overlay(given, editableOf(kata, files));
  await syncFolder(folder, { ...staged, 'tsconfig.json': ANSWER_TSCONFIG });
  return folder;
}

/** Whether a file of the kata is the learner's to see and use; the suite and its world are not. */
export function isGiven(path: string): boolean {
  return /^[a-z-]+\.ts$/.test(path) && path !== 'world.ts';
}
