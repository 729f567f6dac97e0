import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { writeExplained, type Explained } from '../../src/grading/explain.ts';
import { FORMATS } from '../../src/grading/formats/index.ts';
import { gradeReport } from '../../src/grading/report.ts';
import { readRules, type Rules } from '../../src/grading/rules.ts';
import { HONEST, ParcelGrader } from './sandbox/parcel-grader.ts';

let grader: ParcelGrader;
let folder: string;

beforeAll(async () => {
  grader = await ParcelGrader.open();
});

afterAll(() => grader.close());

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dojo-rules-'));
});

afterEach(() => rm(folder, { recursive: true, force: true }));

/** Two private checks: the right answer keeps the first, and nobody can keep the second. */
const SUITE = `import { kata } from '#kit';
import { world } from './world.ts';

const suite = kata('parcel', { services: world });

suite.check(
  { id: 'any-order', promise: 'an order of any name is sent', hurts: 'It does.', read: 'order' },
  async ({ run, expect, seed }) => {
    const one = await run('sendParcel', [\`secret-\${seed}\`]);
    expect(one).toHaveReturned('parcel of secret-7');
  },
);

suite.check(
  { id: 'two-hours', promise: 'secretly, two hours lie between', hurts: 'It does.', read: 'order' },
  async ({ run, fail }) => {
    const one = await run('sendParcel', ['a']);
    if (!one.timers.some(({ duration }) => duration === 7_200_000)) {
      fail(one, { expected: 'Two hours.', happened: 'secretly one.' });
    }
  },
);
`;

async function rulesOf(settings: object, suite?: string): Promise<Rules> {
  await writeFile(join(folder, 'grading.json'), JSON.stringify(settings));
  if (suite !== undefined) {
    await mkdir(join(folder, '01-parcel'), { recursive: true });
    await writeFile(join(folder, '01-parcel', 'private.test.ts'), suite);
  }
  return readRules(folder, [grader.kata]);
}

describe('private checks', () => {
  test('count with the others, and are told as far as the rules reveal', async () => {
    const weights = { 'parcel/money-first': 5, 'parcel/two-hours': 2, 'parcel/any-order': 0.5 };
    const counts = await rulesOf({ weights, seed: 7 }, SUITE);
    const report = await grader.grade(HONEST, undefined, counts);
    expect(gradeReport.parse(report)).toMatchObject({
      verdict: 'fail',
      counts: { public: { passed: 3, of: 3 }, private: { passed: 1, of: 2 } },
      score: 7.5,
      maxScore: 9.5,
    });
    expect(report.checks.at(-1)).toMatchObject({
      id: 'parcel/private',
      outcome: 'fail',
      score: 0.5,
      maxScore: 2.5,
    });
    const written = Object.values(FORMATS)
      .map((format) => format.write([report]))
      .join('\n');
    expect(written).not.toMatch(/secret|two-hours|Two hours/);
    expect(written).toContain('1 of 2');

    // Nor does what is written for learners.
    const out = join(folder, 'explained');
    const explained: Explained[] = [];
    await grader.grade(HONEST, undefined, counts, async (of) => explained.push(of));
    const told = await writeExplained(out, explained[0]!);
    expect(await readdir(told)).toEqual(['README.md', 'answer', 'report.json']);

    const promises = await grader.grade(HONEST, undefined, { ...counts, reveal: 'promises' });
    const [hours] = promises.checks.filter(({ id }) => id === 'parcel/two-hours');
    expect(hours).toMatchObject({ outcome: 'fail', private: true, maxScore: 2 });
    expect(hours).not.toHaveProperty('diagnosis');

    const all = await grader.grade(HONEST, undefined, { ...counts, reveal: 'diagnoses' });
    const hours2 = all.checks.find(({ id }) => id === 'parcel/two-hours');
    expect(hours2?.diagnosis?.happened).toBe('secretly one.');
    expect(all.hashes).toEqual({ ...report.hashes, rules: counts.hash });
  });

  test('are not run where the answer does not load', async () => {
    const rules = await rulesOf({}, SUITE);
    const report = await grader.grade({ ...HONEST, 'workflows.ts': 'export {' }, undefined, rules);
    expect(report).toMatchObject({
      verdict: 'error',
      counts: { public: { passed: 0, of: 3 }, private: { passed: 0, of: 2 } },
      score: 0,
      maxScore: 5,
    });
  });
});

describe('rules that mean nothing are told', () => {
  test.each([
    ['a check that is not there', { weights: { 'parcel/mony-first': 2 } }, "'parcel/money-first'"],
    ['a weight below 0', { weights: { 'parcel/money-first': -1 } }, 'grading.json is wrong'],
    ['a setting of another name', { weight: {} }, 'grading.json is wrong'],
    ['a way to reveal', { reveal: 'everything' }, 'grading.json is wrong'],
  ])('%s', async (_, settings, told) => {
    const failed = rulesOf(settings).catch((error: Error & { hint: string }) => error);
    const { message, hint } = (await failed) as Error & { hint: string };
    expect(`${message} ${hint}`).toContain(told);
  });

  test('a folder that is no kata’s, and a suite that is missing or says an id again', async () => {
    await mkdir(join(folder, 'parsel'));
    await expect(readRules(folder, [grader.kata])).rejects.toThrow("'parsel'");
    await rm(join(folder, 'parsel'), { recursive: true });
    await mkdir(join(folder, 'parcel'));
    await expect(readRules(folder, [grader.kata])).rejects.toThrow('no private.test.ts');
    await rm(join(folder, 'parcel'), { recursive: true });
    const again = SUITE.replace('any-order', 'money-first');
    await expect(rulesOf({}, again)).rejects.toThrow("'parcel/money-first'");
  });
});
