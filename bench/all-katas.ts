import { Dojo } from '../src/judge/dojo.ts';
import { CourseError } from '../src/course/error.ts';
import { readKatas } from '../src/course/katas.ts';
import type { KataTiming } from './figures.ts';
import type { Progress } from './progress.ts';
import { timing } from './statistics.ts';

const VERDICTS = 5;

/**
 * Judges the solution of each kata, again and again, as the watch does after a save: with all that
 * judges warm. Nothing is saved, so what a watch needs to hear of a save comes on top.
 *
 * @param root the course
 * @throws {CourseError} when a solution does not pass
 */
export async function warmKatas(root: string, progress: Progress): Promise<KataTiming[]> {
  const katas = await readKatas(root);
  const dojo = await Dojo.open(root, (line) => progress.line(line));
  try {
    const timings: KataTiming[] = [];
    for (const kata of katas) {
      progress.begin(kata.slug.slice(0, 11));
      const samples: number[] = [];
      let checks = 0;
      // The first one makes what is kept from then on, and is not counted.
      for (let turn = 0; turn <= VERDICTS; turn += 1) {
        const began = performance.now();
        const verdict = await dojo.verdict(kata, kata.solution, `answers/${kata.lesson.folder}`);
        const spent = performance.now() - began;
        if (verdict.verdict !== 'pass') throw notPassed(kata.slug, verdict.verdict);
        checks = verdict.checks.length;
        if (turn === 0) continue;
        progress.took(spent);
        samples.push(spent);
      }
      timings.push({ kata: kata.slug, checks, ...timing(samples) });
    }
    return timings;
  } finally {
    await dojo.close();
  }
}

function notPassed(slug: string, verdict: string): CourseError {
  return new CourseError(
    `The verdict on the solution of ${slug} is '${verdict}', and not that it passes.`,
    'Type `npm test` to see what is broken.',
  );
}
