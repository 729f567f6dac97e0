import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readLessons } from '../src/course/lesson.ts';
import { Judge } from '../src/judge/judge.ts';
import { startServer, type RunningServer } from '../src/server/index.ts';
import { printKillMatrix, printProblem, sweep } from '../src/sweep/index.ts';
import { anyServer } from './server/fixtures.ts';

const ROOT = join(import.meta.dirname, '..');
/** Long enough for thirty verdicts on a machine that is busy with other things. */
const LIMIT_MS = 480_000;

let server: RunningServer;
let judge: Judge;

beforeAll(async () => {
  server = await startServer(await anyServer());
  judge = await Judge.open(ROOT, server.address);
});

afterAll(async () => {
  await judge?.close();
  await server?.stop();
});

test('the course is whole, as far as can be seen without running anything', async () => {
  const { problems } = await sweep(ROOT);
  expect(problems.map(printProblem)).toEqual([]);
});

const slugs = (await readLessons(ROOT)).map(({ slug }) => slug);

test.for(slugs)('%s: the kata tells right from wrong', { timeout: LIMIT_MS }, async (only) => {
  const { problems, matrices } = await sweep(ROOT, { judge, only, progress: say });
  say(`\n${matrices.map(printKillMatrix).join('\n')}\n`);
  expect(problems.map(printProblem)).toEqual([]);
});

/** Vitest keeps what a test prints until its end; a sweep is long enough to be watched. */
function say(line: string): void {
  process.stderr.write(`${line}\n`);
}
