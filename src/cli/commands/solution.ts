import { readAnswer } from '../../course/answer.ts';
import { CourseError } from '../../course/error.ts';
import type { Kata, Variant } from '../../course/kata.ts';
import { readKatas } from '../../course/katas.ts';
import { kataMeant } from '../at-hand.ts';
import { columns } from '../columns.ts';
import { EXIT } from '../exit.ts';
import { Progress } from '../progress.ts';
import { ROOT } from '../root.ts';
import { solutionText } from '../solution-text.ts';

export interface SolutionOptions {
  readonly anyway?: boolean;
  readonly other?: string;
}

/** Shows the reference beside the answer when that has passed, or when somebody insists. */
export async function solution(
  word: string | undefined,
  { anyway = false, other }: SolutionOptions,
): Promise<number> {
  const progress = await Progress.read(ROOT, (line) => console.error(line));
  const kata = await kataMeant(ROOT, await readKatas(ROOT), progress, word);
  if (!kata) return EXIT.pass;
  const variant = other === undefined ? undefined : variantNamed(kata, other);
  const answer = await readAnswer(ROOT, kata);
  if (anyway || progress.isSolved(kata, answer)) {
    console.log(solutionText(kata, answer, variant, columns()));
    return EXIT.pass;
  }
  console.log(
    [
      answer.untouched
        ? `You have not begun ${kata.slug} yet. An answer teaches most when you have looked for one.`
        : `Your answer to ${kata.slug} has not passed as it is now.`,
      '',
      answer.untouched
        ? `  Begin it        npx dojo start ${kata.slug}`
        : `  Judge it        npx dojo check ${kata.slug}`,
      `  Open a hint     npx dojo hint ${kata.slug}`,
      `  See it anyway   npx dojo solution ${kata.slug} --anyway`,
    ].join('\n'),
  );
  return EXIT.fail;
}

function variantNamed(kata: Kata, name: string): Variant {
  const found = kata.alsoRight.find((variant) => variant.name === name);
  if (found) return found;
  throw new CourseError(
    `${kata.slug} has no other right answer '${name}'.`,
    `It has ${kata.alsoRight.map((variant) => variant.name).join(', ') || 'none'}.`,
    { kind: 'usage' },
  );
}
