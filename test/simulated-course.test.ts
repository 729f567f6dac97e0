import { join } from 'node:path';
import { test } from 'vitest';
import { Judge } from '../src/judge/judge.ts';
import { simulatedBench } from '../src/judge/simulated-bench.ts';
import { printProblem, sweep } from '../src/sweep/index.ts';
import { simulatedKatas } from './simulator/simulated-katas.ts';

// Every answer of the course, judged by the same suites as `course.test.ts` has judged on the
// official server, on the simulator instead.
const ROOT = join(import.meta.dirname, '..');
const katas = await simulatedKatas(ROOT);

test.for(katas.map((kata) => [kata.slug, kata] as const))(
  '%s: the kata tells right from wrong on the simulator',
  { timeout: 600_000 },
  async ([, kata], { expect, onTestFinished }) => {
    const bench = await simulatedBench(ROOT);
    onTestFinished(async () => bench.close());
    const judge = await Judge.visiting(ROOT);
    onTestFinished(async () => judge.close());
    const here: Pick<Judge, 'judge'> = {
      judge: (asked, files, shown) => judge.judge(asked, files, shown, bench),
    };
    const { problems } = await sweep(ROOT, { judge: here, only: kata.slug, progress: say });
    expect(problems.map(printProblem)).toEqual([]);
  },
);

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}
