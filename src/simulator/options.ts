import type { Performer } from './performer.ts';
import type { Ways } from './server/company.ts';
import type { Execution } from './server/execution.ts';

/** What a simulation may be told of its world. */
export interface SimulationOptions {
  /** Virtual time at its beginning, in milliseconds since 1970. */
  readonly start: number;
  readonly ways: Ways;
  readonly ids: () => string;
  readonly performer: Performer;
  /** Whether anybody takes activities from a task queue. */
  readonly serves: (taskQueue: string) => boolean;
  readonly identity: string;
  /** Is told of every execution in which something was recorded, before anything else happens. */
  readonly onRecorded?: (execution: Execution) => void;
}
