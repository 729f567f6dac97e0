/** One event of a history, reduced to what a person or a check reads. */
export interface HistoryEvent {
  readonly id: number;
  /** Virtual time, in milliseconds since 1970. */
  readonly at: number;
  /**
   * The event type in the words of Temporal's documentation, such as `ActivityTaskScheduled`. One is
   * ours: `WorkflowTaskRepeated` is a `WorkflowTaskFailed` that says nothing about the code, but that
   * news arrived while it ran.
   */
  readonly type: string;
  /** Name of the activity, workflow, signal, update, marker, or id of the timer. */
  readonly name?: string;
  /** Id of the event that this one belongs to: its scheduling, start or initiation. */
  readonly of?: number;
  readonly activityId?: string;
  /** Of a patch's marker: the patch's id. */
  readonly patch?: string;
  readonly attempt?: number;
  readonly input?: unknown[];
  readonly result?: unknown;
  readonly failure?: Failure;
  /** Milliseconds: a timer's length. */
  readonly duration?: number;
  /** Milliseconds; absent where the answer set none. */
  readonly timeouts?: Readonly<Record<string, number>>;
  /** The workflow id of the child or other workflow that the event is about. */
  readonly workflowId?: string;
  /** What becomes of a child that is open when its parent ends. */
  readonly closePolicy?: 'terminate' | 'abandon' | 'request cancel';
  /** The task queue that an activity or child was sent to, where it is another than the workflow's. */
  readonly taskQueue?: string;
  /** What the workflow told about itself by this event: search attributes, or entries of its memo. */
  readonly upserted?: Readonly<Record<string, unknown>>;
  /** Bytes of all payloads that the event carries. */
  readonly bytes: number;
}

/** A failure as the server recorded it. */
export interface Failure {
  readonly message: string;
  /** The application's type, or `ActivityFailure`, `CancelledFailure`, `TimeoutFailure` and so on. */
  readonly type: string;
  readonly retryable: boolean;
  /** Of a timeout: which clock ran out. */
  readonly timeout?: 'start-to-close' | 'schedule-to-close' | 'schedule-to-start' | 'heartbeat';
  readonly stack?: string;
  readonly cause?: Failure;
}

/** One value that workflow code emitted by its metric meter. */
export interface Metric {
  readonly kind: 'counter' | 'histogram' | 'gauge';
  readonly name: string;
  /** What was added, recorded or set. */
  readonly value: number;
  readonly tags: Readonly<Record<string, string | number | boolean>>;
}
