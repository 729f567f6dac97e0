import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Dojo } from '../src/judge/dojo.ts';
import { steadyTranscript } from '../src/cli/transcript-text.ts';
import { answerFolder, START, transcriptFolder, transcriptOf } from '../src/cli/transcript.ts';
import { readFiles } from '../src/course/files.ts';
import { SUITE } from '../src/course/kata.ts';
import { readKatas } from '../src/course/katas.ts';
import { readLessons } from '../src/course/lesson.ts';
import { suiteChecks } from '../src/course/suite-checks.ts';
import { idsOf, readTopics } from '../src/course/topics.ts';
import type { Judge } from '../src/judge/judge.ts';
import { TOPICS } from '../src/kit/topics.ts';
import { printKillMatrix, printProblem, sweep } from '../src/sweep/index.ts';

const ROOT = join(import.meta.dirname, '..');
/** Long enough for thirty verdicts on a machine that is busy with other things. */
const LIMIT_MS = 900_000;

test('the course is whole, as far as can be seen without running anything', async () => {
  const { problems, uncovered } = await sweep(ROOT);
  if (uncovered.length > 0) say(`Not taught yet: ${uncovered.join(' ')}`);
  expect(problems.map(printProblem)).toEqual([]);
});

test('what a failed check may send to besides its own heading is a topic of the course', async () => {
  const known = idsOf(await readTopics(ROOT));
  expect(Object.values(TOPICS).filter((topic) => !known.includes(topic))).toEqual([]);
});

// Later katas take longer, and what is long should not come last and alone.
const slugs = (await readLessons(ROOT)).map(({ slug }) => slug).toReversed();

test.concurrent.for(slugs)(
  '%s: the kata tells right from wrong',
  { timeout: LIMIT_MS },
  async (only, { expect, onTestFinished }) => {
    const read = new Map<string, string>();
    // Each kata has a server of its own; what fails by our fault is tried once more, as for learners.
    const dojo = await Dojo.open(ROOT, say);
    onTestFinished(async () => dojo.close());
    const { problems, matrices, lessons } = await sweep(ROOT, {
      judge: listening(dojo, read),
      only,
      progress: say,
    });
    say(`\n${matrices.map(printKillMatrix).join('\n')}\n`);
    expect(problems.map(printProblem)).toEqual([]);

    // Graders and pages know a suite's checks by its text.
    const kata = (await readKatas(ROOT)).find(({ slug }) => slug === only);
    const announced = suiteChecks(kata?.pristine[SUITE] ?? '').map(({ id }) => `${only}/${id}`);
    expect(matrices[0]?.checks).toEqual(announced);

    const [lesson] = lessons;
    const recorded = lesson ? await readFiles(transcriptFolder(ROOT, lesson)) : {};
    expect([...read.keys()].toSorted(), RECORD).toEqual(Object.keys(recorded).toSorted());
    for (const [name, text] of read) {
      expect(steadyTranscript(text), `${name} ${RECORD}`).toBe(
        steadyTranscript(recorded[name] ?? ''),
      );
    }
  },
);

const RECORD =
  'differs from test/transcripts: if that is wanted, type `npm run record` and read it';

/** The judge, overheard: what a learner would read of the starting point and of each mistake. */
function listening(dojo: Dojo, read: Map<string, string>): Pick<Judge, 'judge'> {
  return {
    async judge(kata, files, shown) {
      const folder = answerFolder(kata.lesson);
      const verdict = await dojo.verdict(kata, files, folder, [], ({ trouble = '' }) =>
        say(`  ${shown}: once more, with everything new: ${reasonsIn(trouble)}`),
      );
      const mistake = kata.mistakes.find(({ name }) => shown === `wrong-${name}`);
      const isStart = shown.startsWith('katas/');
      if (mistake) read.set(`${mistake.name}.txt`, transcriptOf(kata, verdict, mistake));
      if (isStart) read.set(`${START}.txt`, transcriptOf(kata, verdict));
      return verdict;
    },
  };
}

/** What went wrong, and because of what. */
function reasonsIn(trouble: string): string {
  return trouble
    .split('\n')
    .filter((line, index) => index === 0 || line.startsWith('Because: '))
    .join(' ');
}

/** Vitest keeps what a test prints until its end; a sweep is long enough to be watched. */
function say(line: string): void {
  process.stderr.write(`${line}\n`);
}
