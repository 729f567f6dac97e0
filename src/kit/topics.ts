/**
 * What in the course explains a finding that is not about a check's own promise. Which lesson
 * teaches a topic, and under which heading, the lessons say themselves.
 */
export const TOPICS = {
  /** An error that does not end the workflow. */
  plainError: 'pitfalls.unclassified-errors',
  noTimeout: 'pitfalls.missing-timeouts',
  missingGlobal: 'determinism.io',
  forbiddenModule: 'workflows.no-external-calls',
  divergence: 'workflows.deterministic',
  heldThread: 'determinism.threads-and-locks',
  unknownActivity: 'activities.touch-the-world',
  unknownWorkflow: 'workflows.orchestrate',
  /** A promise that fails and that nobody awaits. */
  unheardError: 'fanout.partial-failure',
  /** An update that gets no answer. */
  unansweredUpdate: 'entity.updates',
  waitsForNothing: 'state.event-history',
  triedForEver: 'retry.max-interval-and-attempts',
  endlessHistory: 'limits.history',
} as const;

/** A place in the course that teaches a topic. */
export interface Taught {
  /** `lesson#anchor`, or a whole `lesson`. */
  readonly read: string;
  /** Whether that lesson comes after the suite's own. */
  readonly later: boolean;
}

/** Finds the place in the course that teaches a topic. */
export type Teaches = (topic: string) => Promise<Taught | undefined>;
