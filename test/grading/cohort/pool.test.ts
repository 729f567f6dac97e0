import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openBook, type GradeBook } from '../../../src/grading/cohort/book/index.ts';
import { gradeHere } from '../../../src/grading/cohort/pool.ts';
import { answer, standIn } from '../../../bench/cohort/stand-in.ts';

let folder: string;
let log: string;
let book: GradeBook;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dojo-pool-'));
  log = join(folder, 'log');
  book = await openBook(join(folder, 'grades.sqlite'));
});

afterEach(async () => {
  await book.close();
  await rm(folder, { recursive: true });
});

async function cohortOf(texts: readonly string[]): Promise<void> {
  const entries = texts.map((text) => ({ learner: text, kata: 'light', key: text }));
  await book.begin('c', entries, new Map(texts.map((text) => [text, answer(text)])));
}

/** What was begun, each as often as it was. */
async function begun(): Promise<string[]> {
  return (await readFile(log, 'utf8')).split('\n').slice(0, -1).toSorted();
}

const texts = (count: number) =>
  Array.from({ length: count }, (_, index) => `a${String(index).padStart(4, '0')}`);
const never = new AbortController().signal;

test('the pool grades every answer of a cohort once, however many pages it has', async () => {
  await cohortOf(texts(1100));
  await gradeHere(book, 'c', standIn(log, 0), 3, never);
  expect(await book.counts('c')).toMatchObject({ pass: 1100, open: 0 });
  expect(await begun()).toEqual(texts(1100));
});

test('broken off, the pool goes on where it was', async () => {
  await cohortOf(texts(20));
  const end = new AbortController();
  const grader = standIn(log, 0);
  let graded = 0;
  const broken = gradeHere(
    book,
    'c',
    {
      ...grader,
      grade: async (...args) => {
        graded += 1;
        if (graded === 8) end.abort();
        return grader.grade(...args);
      },
    },
    2,
    end.signal,
  );
  await expect(broken).rejects.toThrow();
  const { open } = await book.counts('c');
  expect(open).toBeGreaterThan(5);
  await gradeHere(book, 'c', standIn(log, 0), 2, never);
  expect(await book.counts('c')).toMatchObject({ pass: 20, open: 0 });
  // What was being graded when it was broken off is graded again, and nothing else.
  expect((await begun()).length).toBeLessThanOrEqual(22);
});

test('what can’t be judged is tried three times, and keeps nobody waiting', async () => {
  await cohortOf(['a', 'infra', 'z']);
  await gradeHere(book, 'c', standIn(log, 0), 1, never);
  expect(await book.counts('c')).toMatchObject({ pass: 2, infra: 1, open: 0 });
  expect(await begun()).toEqual(['a', 'infra', 'infra', 'infra', 'z']);
});
