import type { Intervention } from '../stages.ts';

/**
 * A workflow program as data: one workflow can then play any of them, and a changed program is a
 * changed input. Durations are in milliseconds.
 */
export type Step =
  | { readonly do: 'activity'; readonly work: Work; readonly options: ActivityWays }
  | { readonly do: 'sleep'; readonly for: number }
  | { readonly do: 'all' | 'race'; readonly branches: readonly Program[] }
  /** Cancelled after so long; `shield` cannot be cancelled from outside. */
  | { readonly do: 'within'; readonly limit: number; readonly body: Program }
  | { readonly do: 'shield'; readonly body: Program }
  | { readonly do: 'giveUp'; readonly after: number; readonly body: Program }
  /** Until so many signals (or updates) of a name came, or so long. */
  | {
      readonly do: 'wait';
      readonly name: string;
      readonly count: number;
      readonly patience: number;
    }
  | {
      readonly do: 'child';
      readonly name: string;
      readonly body: Program;
      readonly ways: ChildWays;
    }
  | {
      readonly do: 'tell';
      readonly child: string;
      readonly name: string;
      /** How long after the child has started. */
      readonly after: number;
      readonly body: Program;
    }
  | { readonly do: 'patched'; readonly id: string; readonly now: Program; readonly before: Program }
  | { readonly do: 'deprecate'; readonly id: string }
  | { readonly do: 'attempt'; readonly body: Program; readonly rescue: Program }
  | { readonly do: 'throw'; readonly message: string }
  | { readonly do: 'mark'; readonly attribute: string; readonly value: string }
  | { readonly do: 'remember'; readonly field: string; readonly value: string }
  /** Continues as new with the next program. */
  | { readonly do: 'again'; readonly next: Program };

export type Program = readonly Step[];

/** What an activity does, attempt by attempt. */
export interface Work {
  readonly name: string;
  /** How long an attempt takes. */
  readonly takes: number;
  /** So many attempts fail before one succeeds. */
  readonly fails: number;
  /** Which of these attempts is never answered: its Worker dies. */
  readonly lost: number;
  /** Whether such a failure is the last one. */
  readonly final: boolean;
}

export interface ActivityWays {
  readonly startToClose?: number;
  readonly scheduleToClose?: number;
  readonly scheduleToStart?: number;
  readonly attempts: number;
  readonly pause: number;
  readonly cancellation: 'TRY_CANCEL' | 'WAIT_CANCELLATION_COMPLETED' | 'ABANDON';
}

export interface ChildWays {
  readonly cancellation:
    'TRY_CANCEL' | 'WAIT_CANCELLATION_COMPLETED' | 'WAIT_CANCELLATION_REQUESTED' | 'ABANDON';
  /** How long it may take. */
  readonly limit: number;
}

/** A whole play: the program, and what happens to it. */
export interface Play {
  readonly seed: number;
  readonly program: Program;
  readonly interventions: readonly Intervention[];
  /** Whether its Worker remembers it between two tasks. */
  readonly remembers: boolean;
}
