import { activityIdIn } from '../../kit/place.ts';
import type { ActivityTask } from '../../kit/runtime.ts';
import type { Activity } from '../server/activity.ts';
import { valuesOf } from './read-event.ts';
import type { TreeMember } from './tree.ts';

/** An attempt as a suite's world is asked to do it. */
export function taskOf(
  token: string,
  run: string,
  member: TreeMember,
  activity: Activity,
): ActivityTask {
  const { asked, attempt, attemptScheduledAt, startedAt, heartbeat } = activity;
  return {
    token,
    own: false,
    run,
    member: member.name,
    name: asked.activityType.name,
    activityId: activityIdIn(member.name, asked.activityId),
    attempt,
    args: valuesOf(asked.input),
    scheduledAt: attemptScheduledAt,
    startedAt,
    heartbeat: valuesOf(heartbeat)[0],
  };
}
