import type { HistoryEvent, UserMetadata } from '../../history/event.ts';
import type { RetryState } from '../../history/enums.ts';
import type { Failure } from '../../history/failure.ts';
import type { Payload } from '../../history/payload.ts';
import type { ActivityResolution } from '../activation.ts';
import type { CommandType } from '../command.ts';
import { Nondeterminism } from '../faults.ts';
import type { Flags } from '../flags.ts';
import type { ScheduleLocalActivity } from '../lang-command.ts';
import {
  StateMachine,
  withMetadata,
  type LocalMachine,
  type Met,
  type Surroundings,
  type Transitions,
} from '../machine.ts';
import {
  LOCAL_ACTIVITY_MARKER,
  localMarker,
  localMarkerDetails,
  type LocalMarker,
} from '../markers.ts';

type State =
  | 'RequestSent'
  | 'MarkerCommandCreated'
  | 'ResultNotified'
  | 'MarkerCommandRecorded'
  | 'WaitingResolveFromMarkerLookAhead'
  | 'ResolvedFromMarkerLookAhead';
type Trigger =
  | 'result'
  | 'knownResult'
  | 'send'
  | 'marked'
  | 'cancel'
  /** Cancelled by code that does not wait for the activity. */
  | 'leave'
  | 'notReplaying';

const TRANSITIONS: Transitions<State, Trigger> = {
  RequestSent: {
    result: 'MarkerCommandCreated',
    cancel: 'RequestSent',
    leave: 'MarkerCommandCreated',
  },
  MarkerCommandCreated: { send: 'ResultNotified', result: 'MarkerCommandCreated' },
  ResultNotified: { marked: 'MarkerCommandRecorded', result: 'ResultNotified' },
  MarkerCommandRecorded: {
    cancel: 'MarkerCommandRecorded',
    leave: 'MarkerCommandRecorded',
    result: 'MarkerCommandRecorded',
  },
  WaitingResolveFromMarkerLookAhead: {
    knownResult: 'ResolvedFromMarkerLookAhead',
    cancel: 'WaitingResolveFromMarkerLookAhead',
    leave: 'WaitingResolveFromMarkerLookAhead',
    notReplaying: 'RequestSent',
  },
  ResolvedFromMarkerLookAhead: {
    cancel: 'ResolvedFromMarkerLookAhead',
    leave: 'ResolvedFromMarkerLookAhead',
    marked: 'MarkerCommandRecorded',
  },
};

/** How a local activity ended. Times and durations are in milliseconds. */
export interface LocalResult {
  readonly kind: 'completed' | 'failed' | 'cancelled' | 'timed-out';
  readonly result?: Payload;
  readonly failure?: Failure;
  readonly attempt: number;
  readonly completeTime?: number;
  readonly backoff?: number;
  readonly originalScheduleTime?: number;
}

/** An activity that its Worker executes itself. Source: local_activity_state_machine.rs. */
export class LocalActivity extends StateMachine<State, Trigger> implements LocalMachine {
  readonly name = 'Local activity';
  readonly #run: Surroundings;
  readonly #flags: Flags;
  readonly #asked: ScheduleLocalActivity;
  readonly #metadata: UserMetadata | undefined;
  /** Whether its marker is to be written, and not only to be met. */
  #records: boolean;
  #ended: LocalResult['kind'] | undefined;

  constructor(
    run: Surroundings,
    flags: Flags,
    asked: ScheduleLocalActivity,
    metadata?: UserMetadata,
  ) {
    super(run.replaying ? 'WaitingResolveFromMarkerLookAhead' : 'RequestSent', TRANSITIONS);
    this.#run = run;
    this.#flags = flags;
    this.#asked = asked;
    this.#metadata = metadata;
    this.#records = !run.replaying;
    if (this.#records) run.runLocally(asked);
  }

  get seq(): number {
    return this.#asked.seq;
  }

  /** Whether it still waits for the marker that says how it ended. */
  get awaitsMarker(): boolean {
    return this.state === 'WaitingResolveFromMarkerLookAhead';
  }

  /** Whether its end is known from the history, so that its marker comes unasked. */
  get isKnown(): boolean {
    return this.state === 'ResolvedFromMarkerLookAhead';
  }

  cancel(): void {
    const { cancellationType } = this.#asked;
    this.step(cancellationType === 'WAIT_CANCELLATION_COMPLETED' ? 'cancel' : 'leave');
  }

  /** The history has no more of it: it is executed now. */
  replayIsOver(): void {
    if (this.awaitsMarker) this.step('notReplaying');
  }

  /** It was executed. */
  resolve(result: LocalResult): void {
    const from = this.state;
    this.step('result');
    if (from === 'RequestSent') this.#tell(result);
  }

  /** The history says how it ended. */
  resolveAsKnown(marker: LocalMarker): void {
    this.step('knownResult');
    const { failure } = marker;
    const isCancel = failure?.canceledFailureInfo ?? failure?.cause?.canceledFailureInfo;
    this.#tell({
      ...marker,
      kind: failure ? (isCancel ? 'cancelled' : 'failed') : 'completed',
    });
  }

  protected triggerOf(event: HistoryEvent): Trigger | undefined {
    return localMarker(event) ? 'marked' : undefined;
  }

  protected override triggerOfCommand(_type: CommandType): Trigger {
    return 'send';
  }

  protected on(trigger: Trigger, from: State, met?: Met): void {
    switch (trigger) {
      case 'cancel':
        return this.#run.stopLocally(this, this.seq);
      case 'leave':
        if (from === 'MarkerCommandRecorded' && this.#asked.cancellationType === 'ABANDON') return;
        if (from !== 'RequestSent') return this.#run.stopLocally(this, this.seq);
        if (this.#asked.cancellationType === 'TRY_CANCEL') this.#run.stopLocally(this, this.seq);
        return this.#tell({
          kind: 'cancelled',
          failure: { canceledFailureInfo: {} },
          attempt: this.#asked.attempt,
          ...scheduled(this.#asked),
        });
      case 'notReplaying':
        this.#records = true;
        return this.#run.runLocally(this.#asked);
      case 'marked':
        return this.#mustBeSame(met, from);
      case 'result':
      case 'knownResult':
      case 'send':
    }
  }

  #tell(end: LocalResult): void {
    this.#ended = end.kind;
    const { seq, activityId, activityType, cancellationType } = this.#asked;
    const result = this.#resolution(end);
    this.#run.job({ variant: 'resolveActivity', job: { seq, result, isLocal: true } });
    if (end.completeTime !== undefined) this.#run.passTo(end.completeTime);
    const runsNoMore = end.kind === 'cancelled' || end.kind === 'timed-out';
    if (runsNoMore && cancellationType === 'ABANDON') this.#run.forgetLocally(seq);
    if (!this.#records) return;
    const { attempt, completeTime, backoff, originalScheduleTime } = end;
    const details = localMarkerDetails({
      seq,
      attempt,
      activityId,
      activityType,
      ...(completeTime === undefined ? {} : { completeTime }),
      ...(backoff === undefined ? {} : { backoff }),
      ...(originalScheduleTime === undefined ? {} : { originalScheduleTime }),
      ...(end.result ? { result: end.result } : {}),
    });
    const attributes = {
      markerName: LOCAL_ACTIVITY_MARKER,
      details,
      ...(end.failure ? { failure: end.failure } : {}),
    };
    this.#run.issue(this, withMetadata({ type: 'RecordMarker', attributes }, this.#metadata));
  }

  #resolution(end: LocalResult): ActivityResolution {
    const { backoff, attempt, originalScheduleTime = 0, failure = {} } = end;
    if (backoff !== undefined) {
      return { backoff: { attempt: attempt + 1, backoffDuration: backoff, originalScheduleTime } };
    }
    switch (end.kind) {
      case 'completed':
        return { completed: end.result ? { result: end.result } : {} };
      case 'failed':
        return { failed: { failure } };
      case 'timed-out': {
        const isTimeout = failure.timeoutFailureInfo !== undefined;
        return {
          failed: {
            failure: isTimeout ? this.#around(failure, 'Local Activity timed out') : failure,
          },
        };
      }
      case 'cancelled': {
        const isCancel = failure.canceledFailureInfo !== undefined;
        return {
          cancelled: {
            failure: isCancel ? this.#around(failure, 'Local Activity cancelled') : failure,
          },
        };
      }
    }
  }

  #around(cause: Failure, message: string): Failure {
    const { activityType, activityId } = this.#asked;
    const retryState: RetryState = 'RETRY_STATE_CANCEL_REQUESTED';
    return {
      message,
      cause,
      activityFailureInfo: {
        activityType: { name: activityType },
        activityId,
        retryState,
        scheduledEventId: 0,
        startedEventId: 0,
        identity: '',
      },
    };
  }

  #mustBeSame(met: Met | undefined, from: State): void {
    const marker = met && localMarker(met.event);
    if (!marker) return;
    const { seq, activityId, activityType } = this.#asked;
    if (from === 'ResultNotified') {
      const failed = marker.failure !== undefined;
      if (this.#ended === 'completed' && failed) {
        throw new Nondeterminism(
          `Local activity (seq ${seq}) completed successfully locally, but history said it failed!`,
        );
      }
      if ((this.#ended === 'failed' || this.#ended === 'timed-out') && !failed) {
        throw new Nondeterminism(
          `Local activity (seq ${seq}) failed locally, but history said it completed!`,
        );
      }
    }
    if (marker.seq !== seq) {
      throw new Nondeterminism(
        `Local activity marker data has sequence number ${marker.seq} but matched against LA command with sequence number ${seq}`,
      );
    }
    if (!this.#flags.use('idAndTypeChecks', this.#records)) return;
    if (marker.activityId !== activityId) throw differs('id', marker.activityId, activityId);
    if (marker.activityType !== activityType) {
      throw differs('type', marker.activityType, activityType);
    }
  }
}

/** When it was asked for first. */
export function scheduled({ originalScheduleTime }: ScheduleLocalActivity) {
  return originalScheduleTime === undefined ? {} : { originalScheduleTime };
}

function differs(what: string, there: string, here: string): Nondeterminism {
  return new Nondeterminism(
    `Activity ${what} of recorded marker '${there}' does not match activity ${what} of local activity command '${here}'`,
  );
}
