import type { ScheduleLocalActivity } from './core/lang-command.ts';
import type { Activity, AttemptReply } from './server/activity.ts';
import type { Execution } from './server/execution.ts';

/** What becomes of an attempt: an answer, or none. */
export type Performed =
  | AttemptReply
  /** Its Worker is gone: nobody answers. */
  | { readonly lost: true }
  /** Somebody else will answer: `Simulation.answer`. */
  | { readonly pending: true };

/** One attempt of an activity, as whoever performs it sees it. */
export interface Attempt {
  readonly activity: Activity;
  readonly attempt: number;
}

/** Who does the activities' work. */
export interface Performer {
  perform(attempt: Attempt): Promise<Performed>;
  performLocally(
    execution: Execution,
    activity: ScheduleLocalActivity,
    attempt: number,
  ): Promise<AttemptReply | { readonly lost: true }>;
}
