/** A call of a function that the answer's client exports. */
export interface ClientCall {
  /** Calls of one session share workflow ids, and no others do. */
  readonly session: string;
  readonly name: string;
  readonly args: unknown[];
  /** Which Worker executes what it starts. */
  readonly worker: 'kept' | 'lost';
}

export type ClientReply =
  | { readonly kind: 'returned'; readonly result: unknown }
  | { readonly kind: 'threw'; readonly error: ThrownError }
  /** It exports no such function. */
  | { readonly kind: 'missing' }
  /** Nothing happens any more, and it has not come back. */
  | { readonly kind: 'stuck' }
  /** It held the thread, or ended its process. */
  | { readonly kind: 'lost'; readonly held: boolean; readonly reason: string };

/** An error as plain data. */
export interface ThrownError {
  /** The application's type where it has one, else the error's name. */
  readonly type: string;
  readonly message: string;
  readonly cause?: ThrownError;
}

/** How the server answered when the answer's client asked it to start a run. */
export interface StartRecord {
  /** By which this interface names the run. */
  readonly run: string;
  /** By which the answer names it. */
  readonly workflowId: string;
  readonly workflow: string;
  /** `joined`: a run of that id was there already, and is the answer. `refused`: no run is. */
  readonly outcome: 'started' | 'joined' | 'refused';
}
