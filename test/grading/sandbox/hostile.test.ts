import { readdir, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { GradeReport } from '../../../src/grading/report.ts';
import { ATTACKS } from './attacks.ts';
import { HONEST, ParcelGrader } from './parcel-grader.ts';

let grader: ParcelGrader;
let before: Awaited<ReturnType<typeof leftovers>>;

beforeAll(async () => {
  before = await leftovers();
  grader = await ParcelGrader.open();
});

afterAll(() => grader.close());

test('the right answer passes', async () => {
  const report = await grader.grade(HONEST);
  expect(report).toMatchObject({ verdict: 'pass', score: 3, tier: 'sealed' });
});

describe('no answer gets more than it has earned:', () => {
  test.each(ATTACKS)('$name', async ({ files, prepare, ends }) => {
    const report = await grader.grade({ ...HONEST, ...files }, prepare);
    expect(summary(report)).toEqual(ends);
  });
});

test('after all that, the right answer passes', async () => {
  const report = await grader.grade(HONEST);
  expect(report).toMatchObject({ verdict: 'pass', score: 3 });
});

test('nothing is left behind', async () => {
  await grader.close();
  await expect.poll(leftovers, { timeout: 10_000 }).toEqual(before);
});

/** The verdict, with its reason, or the checks that pass. */
function summary({ verdict, reason, checks }: GradeReport): string {
  const passed = checks.filter(({ outcome }) => outcome === 'pass').map(({ id }) => id.slice(7));
  return [verdict, reason ?? passed.join(' ')].join(': ').trim();
}

/** What of ours is there on this machine: processes in sandboxes, folders with sockets. */
async function leftovers(): Promise<{ processes: number; folders: number }> {
  const folders = (await readdir(tmpdir())).filter((name) => name.startsWith('dojo-seal-'));
  let processes = 0;
  for (const pid of await readdir('/proc')) {
    const words = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
    if (/test\/grading\/course|^sleep\x00123456/.test(words)) processes += 1;
  }
  return { processes, folders: folders.length };
}
