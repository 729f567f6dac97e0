import type { HistoryEvent, Metric } from './history.ts';

/** How a run ended, or why it will not. */
export interface Settled {
  readonly state: RunState;
  readonly events: HistoryEvent[];
  /**
   * For `broken`: what the workflow task failed with. For `blocked`: how the thread was lost. For
   * `unanswered`: the question.
   */
  readonly reason?: string;
  /**
   * Every execution that belongs to the run, and itself; parents before their children. `state`
   * and `events` are those of the latest run of its own chain.
   */
  readonly members?: readonly Member[];
}

/** One execution of a run's tree. */
export interface Member extends Omit<Settled, 'members'> {
  /**
   * Its name: `` for the run that was started, `run2` for the one it continued as, `child3` for the
   * third child that it asked for, `child3.run2`, `run2.child1`.
   */
  readonly member: string;
  /** The workflow id. */
  readonly id: string;
  /** For a child: the event of its parent that asked for it. */
  readonly of?: number;
  /** What its code emitted by the metric meter; nothing that a replay did again. */
  readonly metrics?: readonly Metric[];
}

export type RunState =
  | 'completed'
  | 'failed'
  | 'cancelled'
  | 'terminated'
  | 'timed-out'
  | 'continued'
  /** A workflow task fails; the server would try it again for ever. */
  | 'broken'
  /** Open, and nothing that the server knows of will ever wake it. */
  | 'waiting'
  /** Goes on and on: too many events or attempts. */
  | 'endless'
  /** The workflow's code does not give back the thread. */
  | 'blocked'
  /** Asked something, the workflow neither answered nor refused, and waits. */
  | 'unanswered'
  /** Our fault: the server or the host did not do its part. */
  | 'infra';
