import { duration } from './duration.ts';
import { isEnded } from './moment.ts';
import type { OpenRun } from './open-run.ts';
import { pace } from './pace.ts';
import type { Run } from './run.ts';
import type { HistoryEvent, Runtime } from './runtime.ts';
import { callsIn, idOf, stepsIn, type Step } from './steps.ts';
import type { RunOptions, Suite } from './suite.ts';
import { dies } from './faults.ts';
import type { Fault, Faults } from './world.ts';

/** Judges a run that something was done to. */
export type Judge = (run: Run, step: Step | undefined) => void | Promise<void>;

/** A workflow, and what of it counts as a step. */
export interface Subject {
  readonly workflow: string;
  readonly args: unknown[];
  /**
   * Names of activities, and of services that the answer's own activities call. By default all
   * activities; and of those that call services, the calls in their place. Heartbeats are steps
   * where `heartbeat` is named.
   */
  readonly steps?: readonly string[];
  /** Added to every run of the power. */
  readonly options?: RunOptions;
  /** A run in which nothing of the power's happened, where there is one; else it is executed. */
  readonly undisturbed?: Run;
}

/**
 * Lets each step fail in turn, and judges each run.
 *
 * @param fault makes the fault for one step
 * @param words says what happens, for the diagnosis
 */
export async function failEachStep(
  suite: Suite,
  subject: Subject,
  fault: (step: Step) => Fault,
  words: (step: Step) => string,
  judge: Judge,
): Promise<void> {
  const baseline = await undisturbed(suite, subject);
  await pace(stepsIn(baseline, subject.steps), async (step) => {
    const faults = faultsAt([step], fault, subject);
    const options = { ...subject.options, when: words(step), faults };
    await judge(await suite.run(subject.workflow, subject.args, options), step);
  });
}

/**
 * Loses the Worker: at every workflow task, and at every step, once before the step takes effect
 * and once after it, before the reply arrives.
 *
 * An answer that bears a crash at every step of one run bears it at each, unless effects that
 * happened twice made up for one another. So one run tries all steps; where it fails, or where
 * anything happened twice, each step is tried alone. That is also the smallest story to tell.
 *
 * Where the answer's own activities call services, the Worker is lost between each two calls too.
 */
export async function crashEverywhere(suite: Suite, subject: Subject, judge: Judge): Promise<void> {
  const { workflow, args, options } = subject;
  const baseline = await undisturbed(suite, subject);
  const activities = baseline.tree.flatMap((run) => run.activities);
  const steps = activities.filter(
    ({ name }) => subject.steps === undefined || subject.steps.includes(name),
  );
  const crash = async (when: string, more: RunOptions, step?: Step) => {
    const run = await suite.run(workflow, args, { ...options, when, ...more });
    await judge(run, step);
    return run;
  };
  const crashAt = (some: readonly Step[], moment: (typeof MOMENTS)[number]) =>
    pace(some, async (step) => {
      const faults = faultsAt([step], () => dies(moment), subject);
      await crash(dying(step, moment), { faults }, step);
    });
  await pace(['every task', ...MOMENTS, 'between calls'] as const, async (moment) => {
    if (moment === 'every task') {
      await crash('The Worker dies after every single workflow task.', { worker: 'lost' });
      return;
    }
    if (moment === 'between calls') {
      // After its last call, an activity is as good as over.
      const calls = steps.flatMap((step) => callsIn(baseline, step, subject.steps).slice(0, -1));
      await crashAt(calls, 'after the effect');
      return;
    }
    const alone = () => crashAt(steps, moment);
    const faults = faultsAt(steps, () => dies(moment), subject);
    let all: Run;
    try {
      all = await crash(`The Worker dies at every step, right ${moment}.`, { faults });
    } catch (failure) {
      await alone();
      throw failure;
    }
    if (happenedTwice(all)) await alone();
  });
}

/** Whether one activity had effects in more than one of its attempts. */
function happenedTwice({ ledger: { entries } }: Run): boolean {
  return entries.some(({ activityId, attempt }) =>
    entries.some((other) => other.activityId === activityId && other.attempt !== attempt),
  );
}

const MOMENTS = ['before the effect', 'after the effect'] as const;

function dying({ name }: Step, moment: (typeof MOMENTS)[number]): string {
  return moment === 'after the effect'
    ? `The Worker dies right after ${name} took effect, before anybody hears of it.`
    : `The Worker dies right before ${name} takes effect.`;
}

/**
 * Cancels the workflow at every await: while each step is in flight, while each timer runs, and
 * while the workflow waits for anything else.
 */
export async function cancelEverywhere(
  suite: Suite,
  subject: Subject,
  judge: Judge,
  inFlight: InFlight = 'took effect',
): Promise<void> {
  const { workflow, args } = subject;
  const baseline = await undisturbed(suite, {
    ...subject,
    options: { ...subject.options, mayWait: true },
  });
  await pace(stepsIn(baseline, subject.steps), async (step) => {
    const faults = faultsAt([step], () => cancelMeanwhile(suite.runtime, inFlight), subject);
    const when = `Somebody cancels the workflow while ${step.name} is under way.`;
    await judge(await suite.run(workflow, args, { ...subject.options, when, faults }), step);
  });
  // Time is one for all runs of a server, so runs that hold it go one after the other.
  const which = (turn: number) => (baseline.timers.length > 1 ? `${nth(turn)} ` : '');
  const timers = baseline.timers.map(({ duration: length }, turn) => ({
    when: `Somebody cancels the workflow while its ${which(turn)}timer runs (${duration(length)}).`,
    moment: (events: readonly HistoryEvent[]) => {
      const timer = events.filter(({ type }) => type === 'TimerStarted')[turn];
      return timer !== undefined && opened(events).includes(timer);
    },
  }));
  const waiting = {
    when: 'Somebody cancels the workflow while it waits.',
    moment: (events: readonly HistoryEvent[]) => opened(events).length === 0,
  };
  for (const { when, moment } of [...timers, ...(baseline.state === 'waiting' ? [waiting] : [])]) {
    const open = await suite.start(workflow, args, { ...subject.options, when });
    const reached = await goesOnUntil(open, suite.runtime, moment);
    if (reached) await open.cancel();
    const run = await open.ends();
    if (reached) await judge(run, undefined);
  }
}

/** What an in-flight step has done when the workflow is cancelled. */
export type InFlight =
  /** It has taken effect, and its reply is on the way. */
  | 'took effect'
  /** It takes effect late, after everything that the workflow does next: a slow service. */
  | 'takes effect late';

/** The workflow is cancelled while this step is in flight. */
export function cancelMeanwhile(runtime: Runtime, inFlight: InFlight = 'took effect'): Fault {
  return async (task, act, world) => {
    if (task.attempt > 1) return act();
    const reply = inFlight === 'took effect' ? await act() : undefined;
    await world.holdReplies(task, async () => {
      const before = (await runtime.history(task.run)).at(-1)?.id ?? 0;
      await runtime.cancel(task.run);
      await runtime.resting(task.run, before);
    });
    // The reply comes last in any case: a race with what the workflow does next would end now one
    // way and now the other.
    await othersFirst(runtime, task.run, task.activityId);
    return reply ?? act();
  };
}

async function othersFirst(runtime: Runtime, run: string, activityId: string): Promise<void> {
  const until = performance.now() + 5000;
  while (performance.now() < until) {
    const histories = Object.values(await runtime.histories(run));
    if (histories.every((events) => isEnded(events) || restsOn(events, activityId))) return;
    await new Promise((resolve) => setTimeout(resolve, 3));
  }
}

/** Whether the run waits for one activity and for no other. */
function restsOn(events: readonly HistoryEvent[], activityId: string): boolean {
  const task = events.findLast(({ type }) => type.startsWith('WorkflowTask'));
  if (task?.type !== 'WorkflowTaskCompleted') return false;
  const done = new Set(events.flatMap(({ type, of }) => (type.startsWith('External') ? [of] : [])));
  const asks = events.some(({ id, type }) => REQUESTS.test(type) && !done.has(id));
  const open = opened(events).filter(({ type }) => type === 'ActivityTaskScheduled');
  return !asks && open.every((scheduled) => scheduled.activityId === activityId);
}

/**
 * Lets an open run go on, and time pass with it, until a moment is there.
 *
 * @returns whether the moment came; a run may take another way than the one before it
 */
async function goesOnUntil(
  open: OpenRun,
  runtime: Runtime,
  moment: (events: readonly HistoryEvent[]) => boolean,
): Promise<boolean> {
  for (let seen = 0; ;) {
    const events = await open.rests(seen);
    const last = events.at(-1)?.id ?? 0;
    if (isEnded(events) || last === seen) return false;
    if (moment(events)) return true;
    seen = last;
    const timers = opened(events).filter(({ type }) => type === 'TimerStarted');
    const next = Math.min(...timers.map(({ at, duration: length = 0 }) => at + length));
    if (!Number.isFinite(next)) continue;
    await open.passTime(Math.max(1, next - (await runtime.now()) + 1));
  }
}

/** The events that began something which is not over: an activity, a timer, a child. */
function opened(events: readonly HistoryEvent[]): HistoryEvent[] {
  const over = new Set(events.flatMap(({ of, type }) => (ENDS.test(type) ? [of] : [])));
  return events.filter(({ id, type }) => BEGINS.test(type) && !over.has(id));
}

/** What the server still has to pass on to another workflow. */
const REQUESTS = /^(SignalExternal|RequestCancelExternal).*Initiated$/;
const BEGINS = /^(ActivityTaskScheduled|TimerStarted|StartChildWorkflowExecutionInitiated)$/;
const ENDS =
  /^((ActivityTask|ChildWorkflowExecution|StartChildWorkflowExecution)(Completed|Failed|TimedOut|Canceled|Terminated)|Timer(Fired|Canceled))$/;

/** `first`, `2nd`, `3rd`, `4th`: a place counted from 0, in a sentence. */
function nth(index: number): string {
  return ['first', '2nd', '3rd'][index] ?? `${index + 1}th`;
}

async function undisturbed(suite: Suite, subject: Subject): Promise<Run> {
  const { workflow, args, options } = subject;
  return subject.undisturbed ?? suite.run(workflow, args, { ...options });
}

/** The faults of some steps, on top of the subject's own. */
function faultsAt(
  steps: readonly Step[],
  fault: (step: Step) => Fault,
  { options }: Subject,
): Faults {
  const byId = new Map(steps.map((step) => [idOf(step), fault(step)]));
  return { ...options?.faults, byId };
}
