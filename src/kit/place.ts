import type { HistoryEvent } from './runtime.ts';

/** One execution on the server, and its place in the tree. */
export interface Place {
  /** The workflow id and the run id. */
  readonly id: string;
  readonly runId: string;
  /** Where the chain that it belongs to hangs: `` for the run itself, `child2` for a child. */
  readonly base: string;
  /** Its number in that chain, from 1. */
  readonly link: number;
  /** For a child: the event of its parent that asked for it. */
  readonly of?: number;
}

/** How an execution is named in its tree: ``, `run2`, `child3`, `child3.run2`. */
export function memberName({ base, link }: Pick<Place, 'base' | 'link'>): string {
  return below(base, link === 1 ? '' : `run${link}`);
}

/** The name of something that hangs on a member. */
export function below(base: string, name: string): string {
  return base === '' || name === '' ? `${base}${name}` : `${base}.${name}`;
}

/** An activity's id among all activities of a tree: each execution counts its own from 1. */
export function activityIdIn(member: string, activityId: string): string {
  return member === '' ? activityId : `${member}:${activityId}`;
}

/** Events that send something to a task queue. */
const SENDS = new Set(['ActivityTaskScheduled', 'StartChildWorkflowExecutionInitiated']);

/**
 * An event as it is told of in its tree.
 *
 * @param own the workflow's own task queue, which goes without saying
 */
export function eventIn(
  member: string,
  { taskQueue, ...event }: HistoryEvent,
  own: string | undefined,
): HistoryEvent {
  const elsewhere = taskQueue !== undefined && taskQueue !== own && SENDS.has(event.type);
  return {
    ...event,
    ...(elsewhere ? { taskQueue } : {}),
    ...(event.activityId === undefined
      ? {}
      : { activityId: activityIdIn(member, event.activityId) }),
  };
}
