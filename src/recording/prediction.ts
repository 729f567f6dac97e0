/**
 * A question of “Predict the history”. What is right is read off a recording when the site is built,
 * so a key can't be wrong: each choice claims something, and exactly one claim must be what was
 * recorded.
 */
import { CourseError } from '../course/error.ts';

/** An event as a recording's JSON has it. */
export interface ToldEvent {
  readonly id: number;
  readonly at: number;
  readonly type: string;
  readonly bytes: number;
  readonly name?: string | undefined;
  readonly of?: number | undefined;
  readonly attempt?: number | undefined;
  readonly activityId?: string | undefined;
  readonly closePolicy?: string | undefined;
  readonly input?: unknown;
  readonly result?: unknown;
}

/** A recorded run, in as much of it as questions are about. */
export interface ToldRun {
  readonly title: string;
  readonly events: readonly ToldEvent[];
}

/** What was recorded, or what a choice claims: one thing, or several by name. */
export type Fact = string | number | boolean | object;

export interface Prediction {
  /** The run that answers the question; it is drawn with the answer. */
  readonly run: ToldRun;
  /** The event to look at there. */
  readonly look: ToldEvent;
  readonly recorded: Fact;
  /**
   * What each choice claims, in their order. A claim of several things by name holds where all that
   * it names is so.
   */
  readonly claims: readonly Fact[];
}

/** How choices are named. */
export const LETTERS = ['a', 'b', 'c', 'd', 'e'] as const;
export type Letter = (typeof LETTERS)[number];

/**
 * The choice that is right.
 *
 * @throws CourseError when no claim holds, or more than one
 */
export function keyOf({ run, recorded, claims }: Prediction): Letter {
  const right = LETTERS.filter((_, index) => {
    const claim = claims[index];
    return claim !== undefined && holds(claim, recorded);
  });
  if (right[0] && right.length === 1) return right[0];
  const found = right.length === 0 ? 'none of them is' : `${right.join(' and ')} are both`;
  throw new CourseError(
    `A question about '${run.title}' has ${claims.length} choices, and ${found} what was recorded: ${JSON.stringify(recorded)}.`,
    'Correct the claims in the lesson’s predictions.ts, or its recording.',
  );
}

function holds(claim: Fact, recorded: Fact): boolean {
  if (typeof claim !== 'object' || typeof recorded !== 'object') return claim === recorded;
  const known = recorded as Readonly<Record<string, unknown>>;
  return Object.entries(claim).every(([name, value]) => known[name] === value);
}

/**
 * The first event of a type, or the one of that name.
 *
 * @param nth 2 for the second such event
 * @throws CourseError when the run has no such event
 */
export function event(run: ToldRun, type: string, name?: string, nth = 1): ToldEvent {
  const found = all(run, type, name)[nth - 1];
  if (found) return found;
  throw new CourseError(
    `'${run.title}' has no event ${type} ${name ?? ''}.`,
    'Run `npm run record`, or correct the lesson’s predictions.ts.',
  );
}

function all({ events }: ToldRun, type: string, name?: string): ToldEvent[] {
  return events.filter((one) => one.type === type && (name === undefined || one.name === name));
}

/** How many events of a type there are. */
export function count(run: ToldRun, type: string, name?: string): number {
  return all(run, type, name).length;
}

const ORDINARY_TASK = /^WorkflowTask(Scheduled|Started|Completed)$/;

/** What comes next, workflow tasks left aside; of these types, where some are asked for. */
export function next({ events, title }: ToldRun, after: ToldEvent, types = /./): ToldEvent {
  const found = events.find(
    ({ id, type }) => id > after.id && types.test(type) && !ORDINARY_TASK.test(type),
  );
  return found ?? { id: 0, at: 0, bytes: 0, type: 'none', name: `nothing after in ${title}` };
}

/** The activity that is scheduled next, by its name; `none` where there is none. */
export function nextScheduled(run: ToldRun, after: ToldEvent): string {
  const { type, name = '' } = next(run, after, /^ActivityTaskScheduled$/);
  return type === 'none' ? type : name;
}

/** What became of something that was begun: the type of the event that says so, or `none`. */
export function fate({ events }: ToldRun, begun: ToldEvent): string {
  const found = events.find(({ of, type }) => of === begun.id && type !== 'ActivityTaskStarted');
  return found?.type ?? 'none';
}

/** How the run ended, in the words of the event that ended it; `open` where it did not. */
export function end({ events }: ToldRun): string {
  const last = events.at(-1)?.type ?? '';
  return /^WorkflowExecution(\w+)$/.exec(last)?.[1] ?? 'open';
}

/** How many activities were begun and have no end. */
export function openActivities(run: ToldRun): number {
  return all(run, 'ActivityTaskScheduled').filter((begun) => fate(run, begun) === 'none').length;
}
