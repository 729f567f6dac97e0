import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openBook, type GradeBook } from '../../../src/grading/cohort/book/index.ts';
import { needs } from '../../server/fixtures.ts';
import { POSTGRES, PostgresServer } from './postgres-server.ts';
import { answer, report } from '../../../bench/cohort/stand-in.ts';

const KINDS = ['a file', 'a folder', 'PostgreSQL'] as const;
const KEYS = ['k1', 'k2', 'k3'];
const ANSWERS = new Map(KEYS.map((key) => [key, answer(key)]));
const ENTRIES = [
  { learner: 'bob', kata: 'light', key: 'k2' },
  { learner: 'ada', kata: 'light', key: 'k1' },
  // Who handed in the same as somebody else.
  { learner: 'cleo', kata: 'light', key: 'k2' },
  { learner: 'dan', kata: 'light', key: 'k3' },
];

describe.each(KINDS)('a grade book in %s', (kind) => {
  const missing = kind === 'PostgreSQL' && POSTGRES === undefined;
  let folder: string;
  let server: PostgresServer | undefined;
  let where: string;
  let book: GradeBook;
  let cohort: string;
  let number = 0;

  beforeAll(async () => {
    if (missing) return;
    folder = await mkdtemp(join(tmpdir(), 'dojo-book-'));
    if (kind === 'PostgreSQL') server = await PostgresServer.start();
    where = server?.url ?? join(folder, kind === 'a file' ? 'grades.sqlite' : 'grades');
    book = await openBook(where);
  });

  afterAll(async () => {
    if (missing) return;
    await book.close();
    await server?.stop();
    await rm(folder, { recursive: true });
  });

  beforeEach(async (context) => {
    needs(context, !missing, 'PostgreSQL');
    cohort = `cohort${(number += 1)}`;
    await book.begin(cohort, ENTRIES, ANSWERS);
    // What an earlier test entered.
    await book.forget(`cohort${number - 1}`);
  });

  /** Keys of this test alone. */
  const own = async (...texts: string[]) => {
    const name = `own${(number += 1)}`;
    const keys = texts.map((text) => `${name}-${text}`);
    const entries = keys.map((key) => ({ learner: key, kata: 'light', key }));
    await book.begin(name, entries, new Map(keys.map((key) => [key, answer(key)])));
    return { name, keys };
  };

  test('has the answers in the order of their keys, each once, page by page', async () => {
    expect(await book.keys(cohort, undefined, 2)).toEqual(['k1', 'k2']);
    expect(await book.keys(cohort, 'k2', 2)).toEqual(['k3']);
    expect(await book.keys(cohort, 'k3', 2)).toEqual([]);
    expect(await book.answer('k2')).toEqual(answer('k2'));
    await expect(book.answer('k9')).rejects.toThrow("No answer 'k9' was handed in here.");
  });

  test('knows who handed in what, as it was told, also when it is told twice', async () => {
    await book.begin(cohort, ENTRIES, ANSWERS);
    expect(await book.entries(cohort)).toEqual(ENTRIES);
  });

  test('keeps the first grade, and what could not be judged only until there is one', async () => {
    const {
      name,
      keys: [key = ''],
    } = await own('a');
    expect(await book.grade(key)).toBeUndefined();
    expect(await book.counts(name)).toMatchObject({ open: 1, infra: 0 });
    await book.enter(key, report('infra'));
    expect(await book.counts(name)).toMatchObject({ open: 0, infra: 1 });
    expect((await book.enter(key, report('fail'))).verdict).toBe('fail');
    expect((await book.enter(key, report('pass'))).verdict).toBe('fail');
    expect((await book.enter(key, report('infra'))).verdict).toBe('fail');
    expect(await book.counts(name)).toEqual({ pass: 0, fail: 1, error: 0, infra: 0, open: 0 });
  });

  test('of many who grade the same answer at once, one is written down', async () => {
    const { keys } = await own('race');
    const [key = ''] = keys;
    const others = await Promise.all(Array.from({ length: 4 }, () => openBook(where)));
    const titles = await Promise.all(
      others.map(async (other, index) =>
        other.enter(key, report('pass', { title: `by ${index}` })).then(({ title }) => title),
      ),
    );
    await Promise.all(others.map((other) => other.close()));
    expect(new Set(titles).size).toBe(1);
    expect((await book.grade(key))?.title).toBe(titles[0]);
  });

  test('forgets a cohort, but not what others handed in as well', async () => {
    const { name, keys } = await own('mine', 'shared');
    const [mine = '', shared = ''] = keys;
    await book.begin('others', [{ learner: 'eve', kata: 'light', key: shared }], new Map());
    for (const key of keys) await book.enter(key, report('pass'));
    await book.forget(name);
    expect(await book.entries(name)).toEqual([]);
    expect(await book.grade(mine)).toBeUndefined();
    await expect(book.answer(mine)).rejects.toThrow('No answer');
    expect((await book.grade(shared))?.verdict).toBe('pass');
    expect(await book.answer(shared)).toEqual(answer(shared));
    await book.forget('others');
    expect(await book.grade(shared)).toBeUndefined();
  });

  test('is whole when whoever writes is killed', async () => {
    const { name, keys } = await own(...Array.from({ length: 300 }, (_, index) => String(index)));
    const writer = spawn(
      process.execPath,
      [join(import.meta.dirname, 'writer-main.ts'), where, ...keys],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    // It says each key that it has entered.
    let said = '';
    for await (const text of writer.stdout.setEncoding('utf8')) {
      said += text as string;
      if (said.split('\n').length > 40) writer.kill('SIGKILL');
    }
    if (writer.exitCode === null && writer.signalCode === null) await once(writer, 'exit');
    expect(writer.signalCode).toBe('SIGKILL');
    const entered = said.split('\n').slice(0, -1);
    for (const key of entered) expect((await book.grade(key))?.title).toBe(key);
    const { pass, open } = await book.counts(name);
    expect(pass).toBeGreaterThanOrEqual(entered.length);
    expect(pass + open).toBe(keys.length);
  });
});

test('where no book can be is said with what may be typed', async () => {
  await expect(openBook('postgres://me:secret@127.0.0.1:1/x')).rejects.toThrow(
    /^Grades can’t be kept in postgres:\/\/…@127\.0\.0\.1:1\/x: /,
  );
  await expect(openBook('package.json/grades')).rejects.toThrow(
    'Grades can’t be kept in package.json/grades: ',
  );
});
