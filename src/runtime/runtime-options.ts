import type { Chaos } from './reaper.ts';
import type { Seal } from './seal.ts';
import type { StartServer } from './test-calls.ts';

/** What a runtime does beyond judging answers on one server. */
export interface RuntimeOptions {
  /** Starts one more test server, for answers that are tests; else they are passed over. */
  readonly startServer?: StartServer;
  /** Says when the answer's Worker is killed; else nobody kills it. */
  readonly chaos?: Chaos | undefined;
  /** Whether it is noted where workflows wait, for `waits`. It takes as long as the runs themselves. */
  readonly notesWaits?: boolean;
  /** Keeps the answer's processes apart; else they may do what this user may. */
  readonly seal?: Seal;
}
