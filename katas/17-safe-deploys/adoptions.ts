/**
 * Six adoptions. Any of them may be open, just as it is described here, at the moment when one of
 * your steps is deployed.
 */
export type Adoption =
  /** Began before there were visits, and was handed over without one. Is in its 30 days. */
  | 'momo'
  /** Began before there were visits. Is in its 7 days, and the code of today is live by now. */
  | 'pepper'
  /** Began before there were visits. Came out of its 7 days under the code of today: visited. */
  | 'rufus'
  /** Began under the code of today, and was visited. Is in its 30 days. */
  | 'juno'
  /** Began under the code of today. Is in its 7 days. */
  | 'kiki'
  /** Began when step 2 was live, and was visited. Is in its 30 days. */
  | 'zuzu';

/** For each step, the adoptions that must have ended before it may be deployed. */
export interface WaitsFor {
  adoptStep2: 'undecided' | Adoption[];
  /** Those that step 2 has waited for are gone by then; name them again or not. */
  adoptStep3: 'undecided' | Adoption[];
}

/**
 * For each step, the codes that it may be rolled back to, when it has been live for a month and
 * adoptions that began under it are open: some in their 7 days, some in their 30.
 */
export interface WaysBack {
  fromStep2: 'undecided' | 'adopt'[];
  fromStep3: 'undecided' | ('adopt' | 'adoptStep2')[];
}
