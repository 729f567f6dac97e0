/** When to wait no longer for one of the answer's tests. */
import type { CutOff } from '../kit/tested.ts';
import { isTaskPending } from '../kit/idle.ts';
import type { SeenRun } from './seen-run.ts';
import type { TestBench } from './test-bench.ts';
import type { TestTimers } from './test-timers.ts';

/** How often to look, in real milliseconds. */
const LOOK_MS = 100;
/** So long nothing may happen, seen as often, before a test that waits is known to wait for nothing. */
const QUIET = { milliseconds: 900, looks: 8 };
/** The same where it is known that it waits for a Worker that is not there, and does nothing else. */
const SURE = { milliseconds: 250, looks: 3 };
/** So long a timer of its own, and a piece of work, may take while nothing else happens. */
const TIMER_MS = 2500;
const WORK_MS = 8000;
/** No test takes so long. */
const ALL_MS = 25_000;
/** An activity that was tried so often will fail for ever. */
const MANY_ATTEMPTS = 40;

/**
 * Watches a test until it is sure that it will not end by itself.
 *
 * @returns why; undefined when the test was over before
 */
export async function cutOff(
  bench: TestBench,
  timers: TestTimers,
  over: () => boolean,
): Promise<CutOff | undefined> {
  const began = performance.now();
  let quiet = { since: began, looks: 0, print: '', virtual: 0 };
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    if (over()) return undefined;
    const [runs, virtual] = await Promise.all([bench.look(), bench.now()]);
    if (over()) return undefined;
    const endless = failsForEver(runs);
    if (endless) return endless;
    const real = performance.now();
    const print = JSON.stringify(
      runs.map(({ events, pending, state }) => [state, events, pending]),
    );
    const skipped = virtual - quiet.virtual > 2 * (real - quiet.since) + 1000;
    if (print !== quiet.print || skipped || bench.making) {
      quiet = { since: real, looks: 0, print, virtual };
    }
    quiet.looks += 1;
    const silent = real - quiet.since;
    if (real - began > ALL_MS) return { kind: 'too-long' };
    const open = runs.filter(({ state }) => state === 'open');
    const unserved = open.flatMap((run) => unservedBy(bench, run))[0];
    const known = unserved !== undefined && bench.onlyForWorkers && !timers.running;
    const { milliseconds, looks } = known ? SURE : QUIET;
    if (silent <= milliseconds || quiet.looks <= looks) continue;
    if (unserved) return unserved;
    if (timers.running) {
      if (silent > TIMER_MS) return { kind: 'real-time' };
      continue;
    }
    if (open.some((run) => isAtWork(run))) {
      if (silent > WORK_MS) return { kind: 'too-long' };
      continue;
    }
    if (runs.length === 0) return { kind: 'no-run' };
    if (!open.some(waitsForTime)) return { kind: 'nothing-comes' };
    return { kind: bench.skipping ? 'time-is-held' : 'nobody-skips' };
  }
}

function failsForEver(runs: readonly SeenRun[]): CutOff | undefined {
  const pending = runs.flatMap((run) => (run.state === 'open' ? run.pending : []));
  const found = pending.find(({ attempt }) => attempt > MANY_ATTEMPTS);
  if (!found) return undefined;
  const last = found.lastFailure === undefined ? '' : `: ${found.lastFailure}`;
  return { kind: 'endless', detail: `${found.name}${last}` };
}

/** What of a run no Worker will ever take. */
function unservedBy(bench: TestBench, { taskQueue, history, pending }: SeenRun): CutOff[] {
  const task = history.findLast(({ type }) => type.startsWith('WorkflowTask'));
  const activity = pending.find(({ atWork, attempt }) => !atWork && attempt === 1);
  return [
    ...(task?.type === 'WorkflowTaskScheduled' && !bench.polls(taskQueue, 'workflows')
      ? [
          bench.hasBegun
            ? ({ kind: 'nobody-polls', detail: taskQueue } as const)
            : ({ kind: 'no-worker' } as const),
        ]
      : []),
    ...(activity && !bench.polls(taskQueue, 'activities')
      ? [{ kind: 'no-activities', detail: activity.name } as const]
      : []),
  ];
}

function isAtWork({ history, pending }: SeenRun): boolean {
  return isTaskPending(history) || pending.some(({ atWork, attempt }) => atWork || attempt === 1);
}

/** Whether it waits for a timer, or for the next attempt of an activity. */
function waitsForTime({ history, pending }: SeenRun): boolean {
  const over = new Set(
    history.flatMap(({ type, of }) => (/^Timer(Fired|Canceled)$/.test(type) ? [of] : [])),
  );
  return (
    pending.length > 0 || history.some(({ id, type }) => type === 'TimerStarted' && !over.has(id))
  );
}
