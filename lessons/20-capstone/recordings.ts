import type { ActivityReply, ActivityTask, HistoryEvent, Runtime } from '../../src/kit/runtime.ts';
import type { Recording } from '../../src/recording/recording.ts';
import type { PartsOrder } from './ferry-activities.ts';

const MINUTE_MS = 60_000;
const order: PartsOrder = { id: 'skua-81', depots: ['Bergen', 'Aarhus'], price: 18_000 };
const done: ActivityReply = { kind: 'completed', result: undefined };

/** Aarhus has no seals left. Bergen packs, but its crane is slow. */
function slowBergen(): (task: ActivityTask) => Promise<ActivityReply> {
  const known = Promise.withResolvers<Runtime>();
  runtimes.push(known);
  return async ({ name, args, run }) => {
    if (name !== 'pack') return done;
    const [, depot] = args;
    if (depot === 'Aarhus') {
      const failure = { type: 'OutOfStock', message: 'no seals in Aarhus', retryable: false };
      return { kind: 'failed', failure };
    }
    await waitsForBergenAlone(await known.promise, run);
    return done;
  };
}

/** The runtimes that a recording’s world is told of when its run has begun. */
const runtimes: PromiseWithResolvers<Runtime>[] = [];

async function tellsTheWorld(runtime: Runtime): Promise<void> {
  for (const known of runtimes) known.resolve(runtime);
}

/** Waits until the workflow has heard of Aarhus, and done what it can without Bergen. */
async function waitsForBergenAlone(runtime: Runtime, run: string): Promise<void> {
  const latest = performance.now() + 8000;
  while (performance.now() < latest) {
    const events = await runtime.history(run);
    const heard = events.some(({ type }) => type === 'ActivityTaskFailed');
    if (heard && (isOver(events) || (isResting(events) && openIn(events) === 1))) return;
    await new Promise((resolve) => setTimeout(resolve, 3));
  }
}

function openIn(events: readonly HistoryEvent[]): number {
  const begun = events.filter(({ type }) => type === 'ActivityTaskScheduled');
  const ended = events.filter(({ type }) => /^ActivityTask(Completed|Failed)$/.test(type));
  return begun.length - ended.length;
}

function isResting(events: readonly HistoryEvent[]): boolean {
  const task = events.findLast(({ type }) => type.startsWith('WorkflowTask'));
  return task?.type === 'WorkflowTaskCompleted' && !isOver(events);
}

function isOver(events: readonly HistoryEvent[]): boolean {
  return /^WorkflowExecution(Completed|Failed|Canceled|ContinuedAsNew)$/.test(
    events.at(-1)?.type ?? '',
  );
}

/** Waits until every execution of the tree rests: time is held, and nobody works. */
async function rests(runtime: Runtime, run: string): Promise<void> {
  const latest = performance.now() + 8000;
  while (performance.now() < latest) {
    const all = Object.values(await runtime.histories(run));
    const quiet = all.every((events) => isOver(events) || (isResting(events) && !openIn(events)));
    if (quiet && all.every((events) => startedIn(events))) return;
    await new Promise((resolve) => setTimeout(resolve, 3));
  }
  throw new Error(`${run} does not come to rest.`);
}

function startedIn(events: readonly HistoryEvent[]): boolean {
  const asked = events.filter(({ type }) => type === 'StartChildWorkflowExecutionInitiated');
  const started = events.filter(({ type }) => type === 'ChildWorkflowExecutionStarted');
  return asked.length === started.length;
}

/** The superintendent says yes after so long. */
function approves(after: number) {
  return async (runtime: Runtime, run: string) => {
    await tellsTheWorld(runtime);
    await rests(runtime, run);
    await runtime.passTime(after);
    await runtime.signal(run, 'decide', [true]);
  };
}

export const recordings: readonly Recording[] = [
  {
    file: 'refused',
    title: 'Approved, and then a depot has nothing left',
    about: 'Aarhus refuses while Bergen is packing. The undos wait for Bergen, and so for all.',
    code: 'order.ts',
    workflow: 'partsOrder',
    args: [order],
    perform: slowBergen(),
    meanwhile: approves(5 * 60 * MINUTE_MS),
  },
  {
    file: 'hasty',
    title: 'The first refusal ends the waiting (wrong)',
    about: 'Aarhus refuses while Bergen is packing. Bergen is told to unpack before it has packed.',
    code: 'order-hasty.ts',
    workflow: 'partsOrderHasty',
    args: [order],
    perform: slowBergen(),
    meanwhile: tellsTheWorld,
  },
  {
    file: 'cancelled',
    title: 'Cancelled while the superintendent thinks it over',
    about: 'The cancel ends the wait and its timer. What was held is given back, and then it ends.',
    code: 'order.ts',
    workflow: 'partsOrder',
    args: [order],
    perform: () => done,
    async meanwhile(runtime, run) {
      await rests(runtime, run);
      await runtime.passTime(60 * MINUTE_MS);
      await runtime.cancel(run);
    },
  },
  {
    file: 'list',
    title: 'The first run of a ship’s list',
    about: 'Two parts, one order, and one more part. Then the history is as long as it should get.',
    code: 'list.ts',
    workflow: 'partsList',
    args: [{ ship: 'skua', eventsPerRun: 25 }],
    member: '',
    perform: () => done,
    async meanwhile(runtime, run) {
      await rests(runtime, run);
      for (const [name, ...args] of [
        ['add', { depot: 'Bergen', price: 14_000 }],
        ['add', { depot: 'Aarhus', price: 4_000 }],
        ['checkOut'],
        ['add', { depot: 'Bergen', price: 90 }],
      ] as const) {
        await runtime.update(run, name, args);
        await rests(runtime, run);
      }
      await runtime.signal(run, 'retire', []);
    },
  },
];
