import type { ActivityRecord, Run } from './run.ts';
import { HEARTBEAT } from './runtime.ts';
import type { CallRecord } from './world.ts';

/**
 * What a power does something to: an activity, or a call that one of the answer's own activities
 * makes on a service. A call has the activity's record, with the name and the input of the call.
 */
export interface Step extends ActivityRecord {
  readonly call?: CallRecord;
}

/** By which a fault finds the step. */
export function idOf({ call, activityId }: Step): string {
  return call?.id ?? activityId;
}

/**
 * The calls on services that an activity made in its first attempt, and its heartbeats where
 * `names` has their name: `heartbeat`.
 */
export function callsIn(run: Run, activity: ActivityRecord, names?: readonly string[]): Step[] {
  const { calls, beats } = run.world;
  return [...calls, ...(names?.includes(HEARTBEAT) ? beats : [])]
    .filter((call) => call.run === run.id && call.activityId === activity.activityId)
    .filter(({ attempt }) => attempt === 1)
    .map((call) => ({ ...activity, name: call.name, input: call.input, call }));
}

/**
 * The steps of a run and of all that hang on it.
 *
 * @param names which activities and services count; by default all activities, and of those that
 *   call services, the calls in their place
 */
export function stepsIn(run: Run, names?: readonly string[]): Step[] {
  const activities = run.tree.flatMap((one) => one.activities);
  return activities.flatMap((activity): Step[] => {
    const calls = callsIn(run, activity, names);
    if (names === undefined) return calls.length > 0 ? calls : [activity];
    return [activity, ...calls].filter(({ name }) => names.includes(name));
  });
}
