import { join } from 'node:path';
import { expect, test } from 'vitest';
import { steadyTranscript } from '../src/cli/transcript-text.ts';
import { answerFolder, START, transcriptFolder, transcriptOf } from '../src/cli/transcript.ts';
import { readFiles } from '../src/course/files.ts';
import { readLessons } from '../src/course/lesson.ts';
import { idsOf, readTopics } from '../src/course/topics.ts';
import { Judge } from '../src/judge/judge.ts';
import { TOPICS } from '../src/kit/topics.ts';
import { startServer, type RunningServer } from '../src/server/index.ts';
import { printKillMatrix, printProblem, sweep } from '../src/sweep/index.ts';
import { anyServer } from './server/fixtures.ts';

const ROOT = join(import.meta.dirname, '..');
/** Long enough for thirty verdicts on a machine that is busy with other things. */
const LIMIT_MS = 480_000;

test('the course is whole, as far as can be seen without running anything', async () => {
  const { problems, uncovered } = await sweep(ROOT);
  if (uncovered.length > 0) say(`Not taught yet: ${uncovered.join(' ')}`);
  expect(problems.map(printProblem)).toEqual([]);
});

test('what a failed check may send to besides its own heading is a topic of the course', async () => {
  const known = idsOf(await readTopics(ROOT));
  expect(Object.values(TOPICS).filter((topic) => !known.includes(topic))).toEqual([]);
});

const slugs = (await readLessons(ROOT)).map(({ slug }) => slug);

test.for(slugs)(
  '%s: the kata tells right from wrong',
  { timeout: LIMIT_MS },
  async (only, { onTestFinished }) => {
    const read = new Map<string, string>();
    const judge = await PatientJudge.open();
    onTestFinished(async () => judge.close());
    const { problems, matrices, lessons } = await sweep(ROOT, {
      judge: listening(judge, read),
      only,
      progress: say,
    });
    say(`\n${matrices.map(printKillMatrix).join('\n')}\n`);
    expect(problems.map(printProblem)).toEqual([]);

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

/**
 * A judge with a test server of its own. What fails by our own fault is tried once more with
 * everything new, as for learners.
 */
class PatientJudge implements Pick<Judge, 'judge'> {
  #server: RunningServer;
  #judge: Judge;

  private constructor(server: RunningServer, judge: Judge) {
    this.#server = server;
    this.#judge = judge;
  }

  static async open(): Promise<PatientJudge> {
    const server = await startServer(await anyServer());
    return new PatientJudge(server, await Judge.open(ROOT, server.address));
  }

  async judge(...answer: Parameters<Judge['judge']>): ReturnType<Judge['judge']> {
    const verdict = await this.#judge.judge(...answer);
    if (verdict.verdict !== 'infra') return verdict;
    say(`  once more, with everything new: ${verdict.trouble?.split('\n')[0] ?? ''}`);
    await this.close();
    this.#server = await startServer(await anyServer());
    this.#judge = await Judge.open(ROOT, this.#server.address);
    return this.#judge.judge(...answer);
  }

  async close(): Promise<void> {
    await this.#judge.close();
    await this.#server.stop();
  }
}

/** The judge, overheard: what a learner would read of the starting point and of each mistake. */
function listening(real: Pick<Judge, 'judge'>, read: Map<string, string>): Pick<Judge, 'judge'> {
  return {
    async judge(kata, files, shown) {
      const verdict = await real.judge(kata, files, answerFolder(kata.lesson));
      const mistake = kata.mistakes.find(({ name }) => shown === `wrong-${name}`);
      const isStart = shown.startsWith('katas/');
      if (mistake) read.set(`${mistake.name}.txt`, transcriptOf(kata, verdict, mistake));
      if (isStart) read.set(`${START}.txt`, transcriptOf(kata, verdict));
      return verdict;
    },
  };
}

/** Vitest keeps what a test prints until its end; a sweep is long enough to be watched. */
function say(line: string): void {
  process.stderr.write(`${line}\n`);
}
