import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Kata } from '../../src/course/kata.ts';
import { readKatas } from '../../src/course/katas.ts';
import { failClosed, grade, type Judging } from '../../src/grading/grade.ts';
import { takeIn } from '../../src/grading/intake.ts';
import { gradeReport } from '../../src/grading/report.ts';
import { findSubmissions, nameOf } from '../../src/grading/submission.ts';
import type { CheckResult, Verdict } from '../../src/kit/verdict.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const versions = { dojo: '0', node: '24', sdk: '1' };

let katas: Kata[];
let saga: Kata;
let retries: Kata;
let folder: string;

beforeAll(async () => {
  katas = await readKatas(ROOT);
  [saga, retries] = ['saga', 'timeouts-and-retries'].map((slug) => {
    const found = katas.find((kata) => kata.slug === slug);
    if (!found) throw new Error(`There is no kata '${slug}'.`);
    return found;
  }) as [Kata, Kata];
});

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dojo-grade-'));
});

afterEach(() => rm(folder, { recursive: true, force: true }));

async function handIn(path: string, text = 'export {};\n'): Promise<void> {
  await mkdir(join(folder, path, '..'), { recursive: true });
  await writeFile(join(folder, path), text);
}

describe('what was handed in', () => {
  const found = async (asked: readonly Kata[] = []) =>
    (await findSubmissions(folder, katas, asked)).map(({ learner, answers }) => [
      learner,
      ...answers.map((answer) => [answer.kata.slug, answer.folder?.slice(folder.length + 1)]),
    ]);

  test('is one learner’s copy of the course, or a folder for each kata', async () => {
    await handIn('answers/07-saga/workflows.ts');
    await handIn('answers/timeouts-and-retries/workflows.ts');
    const own = await found();
    expect(own[0]?.slice(1)).toEqual([
      ['timeouts-and-retries', 'answers/timeouts-and-retries'],
      ['saga', 'answers/07-saga'],
    ]);
  });

  test('is the files of one kata, where that is said', async () => {
    await handIn('workflows.ts');
    expect((await found([saga]))[0]?.slice(1)).toEqual([['saga', '']]);
    await expect(found()).rejects.toThrow('is an answer to a kata');
  });

  test('is many learners’, and who handed in nothing counts too where a kata is asked for', async () => {
    await handIn('ada/saga/workflows.ts');
    await handIn('bob/answers/07-saga/workflows.ts');
    await handIn('cleo/readme.txt');
    expect(await found([saga])).toEqual([
      ['ada', ['saga', 'ada/saga']],
      ['bob', ['saga', 'bob/answers/07-saga']],
      ['cleo', ['saga', undefined]],
    ]);
    expect((await found()).map(([learner]) => learner)).toEqual(['ada', 'bob']);
  });

  test('is never called what would lead out of a folder of results', () => {
    for (const name of ['..', '\u001b[31m..', '.\u202e.', '\n', '\u0007']) {
      expect(nameOf(`handed-in/${name}`)).toBe('unnamed');
    }
    expect(nameOf('handed-in/ada l.\u001b[1m')).toBe('ada l.');
  });

  test('is nothing', async () => {
    await expect(findSubmissions(join(folder, 'no'), katas, [])).rejects.toThrow(
      'There is no folder',
    );
    await expect(found([saga, retries])).rejects.toThrow('saga or timeouts-and-retries');
  });
});

const check = (id: string, outcome: CheckResult['outcome'] = 'pass'): CheckResult => ({
  id,
  promise: `${id} holds`,
  outcome,
  milliseconds: 1,
});
const verdict = (rest: Partial<Verdict>): Verdict => ({
  kata: 'saga',
  verdict: 'pass',
  checks: [],
  printed: { text: '', bytes: 0 },
  milliseconds: 5,
  ...rest,
});

describe('a verdict fails closed', () => {
  const announced = ['saga/a', 'saga/b'].map((id) => ({
    id,
    promise: id,
    read: 'x',
    isPrivate: false,
  }));
  const of = (rest: Partial<Verdict>) => failClosed(announced, verdict(rest));

  test('all that was announced passed', () => {
    const { verdict: said, checks } = of({ checks: [check('saga/a'), check('saga/b')] });
    expect(said).toBe('pass');
    expect(checks.map(({ score }) => score)).toEqual([1, 1]);
  });

  test('one failed, whatever is said of the whole', () => {
    const checks = [check('saga/a'), check('saga/b', 'fail')];
    expect(of({ verdict: 'pass', checks }).verdict).toBe('fail');
  });

  test.for([
    ['is missing', [check('saga/a')]],
    ['comes twice', [check('saga/a'), check('saga/a')]],
    ['is another', [check('saga/a'), check('saga/c')]],
    ['comes on top', [check('saga/a'), check('saga/b'), check('saga/c')]],
    ['is unknown', [check('saga/a'), check('saga/b', 'infra')]],
    ['is missing, and so are all', []],
  ] as const)('a check %s', ([, checks]) => {
    const said = of({ verdict: 'pass', checks });
    expect(said).toMatchObject({ verdict: 'infra', reason: 'suite-incomplete' });
    expect(said.checks.every(({ score }) => score === 0)).toBe(true);
  });

  test('a suite that announces nothing proves nothing', () => {
    expect(failClosed([], verdict({})).verdict).toBe('infra');
  });
});

describe('a report', () => {
  const graded = async (judge: Judging, kata = saga) =>
    grade('ada', kata, await takeIn(folder, kata.editable), {
      root: ROOT,
      tier: 'open',
      judge,
      versions,
    });

  test('is whole, and has the hash of what was judged', async () => {
    await handIn('workflows.ts');
    await handIn('vitest.config.ts', 'process.exit(0)');
    const seen: unknown[] = [];
    const report = await graded(async (kata, files, shown) => {
      seen.push(kata.slug, files, shown);
      return verdict({
        verdict: 'error',
        problem: { kind: 'syntax', message: 'No.', details: [] },
      });
    });
    expect(seen).toEqual(['saga', { 'workflows.ts': 'export {};\n' }, 'answers/07-saga']);
    expect(gradeReport.parse(report)).toMatchObject({
      verdict: 'error',
      reason: 'does-not-load',
      message: 'No.',
      files: ['workflows.ts'],
      ignored: ['vitest.config.ts'],
      maxScore: 10,
    });
    await handIn('workflows.ts', 'export {};\r\n');
    const again = await graded(async () => verdict({ verdict: 'infra', trouble: 'x' }));
    expect(again.hashes).toEqual(report.hashes);
    expect(again).toMatchObject({ verdict: 'infra', reason: 'machinery', message: 'x' });
  });

  test('of nothing says what was to be handed in', async () => {
    await handIn('workflow.ts');
    const report = await graded(() => Promise.reject(new Error('Nobody judges this.')));
    expect(report).toMatchObject({ verdict: 'error', reason: 'not-submitted', score: 0 });
    expect(report.message).toContain(
      'An answer to saga is workflows.ts. What is there: workflow.ts.',
    );
  });

  test('quotes no sign that would move a terminal', async () => {
    await handIn('workflows.ts');
    const ids = (await graded(async () => verdict({}))).checks.map(({ id }) => id);
    const bad = '\u001b[2Jgone\u202e';
    const report = await graded(async () =>
      verdict({
        verdict: 'fail',
        checks: ids.map((id) => ({
          ...check(id, 'fail'),
          diagnosis: {
            check: id,
            promise: id,
            expected: bad,
            happened: bad,
            when: bad,
            hurts: 'It hurts.',
            read: 'saga',
            lines: [{ text: bad, given: [bad], marked: true }],
          },
        })),
      }),
    );
    expect(report.verdict).toBe('fail');
    expect(JSON.stringify(report)).not.toMatch(/u001b|\u202e/);
  });
});
