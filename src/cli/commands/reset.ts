import { join } from 'node:path';
import { CourseError } from '../../course/error.ts';
import { readFiles } from '../../course/files.ts';
import { readKatas } from '../../course/katas.ts';
import { kataMeant } from '../at-hand.ts';
import { EXIT } from '../exit.ts';
import { Progress } from '../progress.ts';
import { resetText, undoText } from '../reset-text.ts';
import { ROOT } from '../root.ts';
import { resetAnswer, undoReset } from '../snapshots.ts';

/** Puts the starting point in the place of an answer, or an earlier answer in its place. */
export async function reset(
  word: string | undefined,
  { undo = false }: { readonly undo?: boolean },
): Promise<number> {
  const progress = await Progress.read(ROOT, (line) => console.error(line));
  const kata = await kataMeant(ROOT, await readKatas(ROOT), progress, word);
  if (!kata) return EXIT.pass;
  const { slug, lesson } = kata;
  if (undo) {
    const undone = await undoReset(ROOT, kata);
    if (!undone) {
      throw new CourseError(
        `No earlier answer to ${slug} is kept.`,
        `One is kept whenever you type: npx dojo reset ${slug}`,
        { kind: 'usage' },
      );
    }
    console.log(undoText(kata, undone));
    return EXIT.pass;
  }
  const present = await readFiles(join(ROOT, 'answers', lesson.folder));
  if (Object.keys(present).length === 0) {
    throw new CourseError(
      `There is no answer in answers/${lesson.folder} yet, so there is nothing to reset.`,
      `Begin one: npx dojo start ${slug}`,
      { kind: 'usage' },
    );
  }
  console.log(resetText(kata, await resetAnswer(ROOT, kata)));
  return EXIT.pass;
}
