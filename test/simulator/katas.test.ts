import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startingPoint, type Kata } from '../../src/course/kata.ts';
import type { Bench } from '../../src/judge/bench.ts';
import { Judge } from '../../src/judge/judge.ts';
import { simulatedBench } from '../../src/judge/simulated-bench.ts';
import { simulatedKatas } from './simulated-katas.ts';

// One suite, two runtimes: what the sweep of the course shows on the official server is so on the
// simulator. Here by samples; `npx vitest run --project simulated` judges every answer.
const ROOT = join(import.meta.dirname, '..', '..');

let bench: Bench;
let judge: Judge;

beforeAll(async () => {
  bench = await simulatedBench(ROOT);
  judge = await Judge.visiting(ROOT);
});

afterAll(async () => {
  await judge.close();
  await bench.close();
});

const katas = await simulatedKatas(ROOT);

test('all katas but one can be judged without a server', () => {
  expect(katas.length).toBe(19);
});

test.for(katas.map((kata) => [kata.slug, kata] as const))(
  '%s gets the verdicts that it gets on the official server',
  async ([, kata]) => {
    expect(await told(kata, kata.solution)).toBe('pass');
    expect(await told(kata, startingPoint(kata))).toMatch(/^fail at /);
    for (const { name, files, caughtBy } of samples(kata)) {
      expect(await told(kata, files), name).toBe(`fail at ${caughtBy}`);
    }
  },
);

/** The first mistake, and one from the middle. */
function samples({ mistakes }: Kata) {
  return [0, mistakes.length >> 1].flatMap((index) => mistakes[index] ?? []);
}

async function told(kata: Kata, files: Kata['solution']): Promise<string> {
  const { verdict, checks, trouble } = await judge.judge(kata, files, 'answer', bench);
  if (verdict === 'infra') return `infra: ${trouble}`;
  const failed = checks.find(({ outcome }) => outcome === 'fail');
  return failed ? `${verdict} at ${failed.id}` : verdict;
}
