import { Dojo } from '../src/judge/dojo.ts';
import { CourseError } from '../src/course/error.ts';
import type { Kata } from '../src/course/kata.ts';
import { mustSeal } from '../src/grading/sandbox/readiness.ts';
import { SealedJudge } from '../src/grading/sandbox/sealed-judge.ts';
import type { Verdict } from '../src/kit/verdict.ts';
import { target, type Target } from './figures.ts';
import { load, machine, type Load, type Machine } from './machine.ts';
import type { Progress } from './progress.ts';
import { circumstances, row, seconds, spread, targetRows } from './rows.ts';
import { timing, type Timing } from './statistics.ts';

const GRADES = 10;
/** How long one answer should take by the sealed tier, in milliseconds. */
const SEALED_AT_MOST_MS = 2000;

/** What grading costs; what `--grade --json` writes. All times in milliseconds. */
export interface GradingFigures {
  readonly format: 1;
  readonly date: string;
  readonly machine: Machine;
  readonly load: Load;
  /** Until it is known that the sandbox holds. */
  readonly canaries: number;
  /** One answer after the other, each at a bench of its own; the next bench is made meanwhile. */
  readonly sealed: Timing;
  /** From one sealed verdict to the next, all told: what is cleared away counts too. */
  readonly perHour: number;
  /** The same answer by the open tier, warm, in turn with the sealed ones. */
  readonly open: Timing;
  readonly targets: readonly Target[];
}

/**
 * Grades a kata's solution again and again, by the sealed tier and by the open one in turn.
 *
 * @param root the course
 * @throws CourseError when nothing can be sealed here, or the solution does not pass
 */
export async function measureGrading(
  root: string,
  kata: Kata,
  progress: Progress,
): Promise<GradingFigures> {
  const atStart = load();
  const date = new Date().toISOString();
  progress.begin('Canaries');
  const canaries = await timed(() => mustSeal(root));
  progress.took(canaries);
  const dojo = await Dojo.open(root, (line) => progress.line(line));
  const judge = await SealedJudge.open(root);
  const answer = [kata, kata.solution, `answers/${kata.lesson.folder}`] as const;
  const [sealed, open]: [number[], number[]] = [[], []];
  try {
    // The first ones make what is kept from then on.
    mustPass(await judge.judge(...answer));
    mustPass(await dojo.verdict(...answer));
    progress.begin('Sealed');
    for (let turn = 0; turn < GRADES; turn += 1) {
      sealed.push(await timed(async () => mustPass(await judge.judge(...answer))));
      progress.took(sealed.at(-1) ?? 0);
      open.push(await timed(async () => mustPass(await dojo.verdict(...answer))));
    }
  } finally {
    await Promise.all([judge.close(), dojo.close()]);
  }
  const times = timing(sealed);
  return {
    format: 1,
    date,
    machine: await machine(),
    load: atStart,
    canaries,
    sealed: times,
    perHour: Math.round((3_600_000 * GRADES) / sealed.reduce((sum, time) => sum + time, 0)),
    open: timing(open),
    targets: [target('a sealed grade, median', 'ms', SEALED_AT_MOST_MS, times.median)],
  };
}

/** The figures for people, in at most 80 columns. */
export function gradingReport(figures: GradingFigures): string {
  const { canaries, sealed, open, perHour } = figures;
  const ratio = (sealed.median / open.median).toFixed(1);
  return [
    ...circumstances(figures, [`Node ${process.versions.node}`]),
    '',
    'Grading the solution of one kata',
    row('the canaries, once', seconds(canaries), ''),
    row('a sealed grade, median', seconds(sealed.median), spread(sealed)),
    row('an open grade, warm, median', seconds(open.median), spread(open)),
    row('sealed against open', `${ratio} ×`, ''),
    row('sealed grades an hour, one at a time', String(perHour), ''),
    '',
    ...targetRows(figures.targets),
  ].join('\n');
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

function mustPass({ kata, verdict, trouble = '' }: Verdict): void {
  if (verdict === 'pass') return;
  throw new CourseError(
    `The verdict on the solution of ${kata} is '${verdict}', and not that it passes. ${trouble}`,
    'Type `npm test` to see what is broken.',
  );
}
