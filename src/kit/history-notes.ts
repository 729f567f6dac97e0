import type { Divergence } from './divergence.ts';
import { failureText } from './lines.ts';
import type { Subject } from './run-history.ts';
import type { HistoryEvent } from './runtime.ts';
import type { Setback } from './world.ts';

/** What happened beside a history, which records nothing of it. */
export interface Note {
  /**
   * `attempt`: one of an activity failed, and another followed. `worker lost`: nobody answered it.
   * `another way`: replayed, the code left the history here.
   */
  readonly kind: 'attempt' | 'worker lost' | 'another way';
  /** The event after which it happened. */
  readonly after: number;
  /** Virtual milliseconds since the run began. */
  readonly at: number;
  readonly text: string;
  /** The event that began the activity that it is about. */
  readonly of?: number;
}

/** What a check knows of a run beside its history, in the order in which it happened. */
export function notesOn(subject: Subject, divergence: Divergence | undefined): Note[] {
  const { events } = subject;
  const began = events[0]?.at ?? 0;
  const notes = events.flatMap((scheduled, index) => {
    if (scheduled.type !== 'ActivityTaskScheduled') return [];
    return alike(setbacksOf(subject, scheduled)).map((some): Note => {
      const { at, failure } = some[0];
      return {
        kind: failure ? 'attempt' : 'worker lost',
        after: lastBefore(at, events, index),
        at: at - began,
        text: textOf(some),
        of: scheduled.id,
      };
    });
  });
  const [parting, ...others] = divergence?.events ?? [];
  const event = events.find(({ id }) => id === parting);
  if (event && divergence?.instead !== undefined && others.length === 0) {
    const { instead: text } = divergence;
    notes.push({ kind: 'another way', after: event.id, at: event.at - began, text });
  }
  return notes.sort((one, other) => one.after - other.after || one.at - other.at);
}

/** The attempts of an activity that came to nothing, without a last failure: that is an event. */
function setbacksOf({ id, member = '', world, events }: Subject, scheduled: HistoryEvent) {
  const failed = events.find(
    ({ of, type }) => of === scheduled.id && type === 'ActivityTaskFailed',
  );
  const own = (world?.setbacks ?? []).filter(
    ({ run, activityId, name }) =>
      activityId === scheduled.activityId &&
      name === scheduled.name &&
      // A child has a workflow id of its own, and its activities belong to the run at the top.
      (run === id || member.includes('child')),
  );
  return failed && own.at(-1)?.failure ? own.slice(0, -1) : own;
}

type Alike = [Setback, ...Setback[]];

/** Puts together attempts that failed in the same way, one after the other. */
function alike(setbacks: readonly Setback[]): Alike[] {
  const groups: Alike[] = [];
  for (const setback of setbacks) {
    const last = groups.at(-1);
    if (last && said(last[0]) === said(setback)) last.push(setback);
    else groups.push([setback]);
  }
  return groups;
}

function textOf([first, ...others]: Alike): string {
  const last = others.at(-1);
  const attempts = last
    ? `attempts ${first.attempt} to ${last.attempt}`
    : `attempt ${first.attempt}`;
  return `${first.name}, ${attempts}: ${said(first)}`;
}

function said({ failure }: Setback): string {
  if (!failure) return 'the Worker is lost, and nobody answers';
  return `failed with ${failureText({ failure }) || failure.type}`;
}

/** The last event before a moment, from the one on by which an activity was scheduled. */
function lastBefore(at: number, events: readonly HistoryEvent[], from: number): number {
  const scheduled = events[from];
  let last = scheduled;
  for (const event of events.slice(from + 1)) {
    if (event.at > at || event.of === scheduled?.id) break;
    last = event;
  }
  return last?.id ?? 0;
}
