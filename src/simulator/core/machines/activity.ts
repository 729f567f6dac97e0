import type { Attributes, EventType, HistoryEvent, UserMetadata } from '../../history/event.ts';
import type { Failure } from '../../history/failure.ts';
import type { RetryState } from '../../history/enums.ts';
import type { ActivityResolution } from '../activation.ts';
import type { CommandType } from '../command.ts';
import { Nondeterminism } from '../faults.ts';
import { headerOf, inputOf } from '../fields.ts';
import type { Flags } from '../flags.ts';
import type { ScheduleActivity } from '../lang-command.ts';
import {
  StateMachine,
  withMetadata,
  type Met,
  type Surroundings,
  type Transitions,
} from '../machine.ts';

type State =
  | 'ScheduleCommandCreated'
  | 'ScheduledEventRecorded'
  | 'Started'
  | 'ScheduledCancelCommandCreated'
  | 'ScheduledCancelEventRecorded'
  | 'StartedCancelCommandCreated'
  | 'StartedCancelEventRecorded'
  | 'Completed'
  | 'Failed'
  | 'TimedOut'
  | 'Canceled';
type Trigger =
  | 'send'
  | 'scheduled'
  | 'started'
  | 'completed'
  | 'failed'
  | 'timedOut'
  | 'cancel'
  | 'abandon'
  | 'cancelRequested'
  | 'canceled';

const TRANSITIONS: Transitions<State, Trigger> = {
  ScheduleCommandCreated: {
    send: 'ScheduleCommandCreated',
    scheduled: 'ScheduledEventRecorded',
    cancel: 'Canceled',
    abandon: 'Canceled',
  },
  ScheduledEventRecorded: {
    started: 'Started',
    timedOut: 'TimedOut',
    cancel: 'ScheduledCancelCommandCreated',
    abandon: 'Canceled',
  },
  Started: {
    completed: 'Completed',
    failed: 'Failed',
    timedOut: 'TimedOut',
    cancel: 'StartedCancelCommandCreated',
    abandon: 'Canceled',
  },
  ScheduledCancelCommandCreated: {
    send: 'ScheduledCancelCommandCreated',
    cancelRequested: 'ScheduledCancelEventRecorded',
  },
  ScheduledCancelEventRecorded: {
    canceled: 'Canceled',
    started: 'StartedCancelEventRecorded',
    timedOut: 'TimedOut',
  },
  StartedCancelCommandCreated: {
    send: 'StartedCancelCommandCreated',
    cancelRequested: 'StartedCancelEventRecorded',
  },
  StartedCancelEventRecorded: {
    failed: 'Failed',
    completed: 'Completed',
    timedOut: 'TimedOut',
    canceled: 'Canceled',
  },
  Canceled: { started: 'Canceled', completed: 'Canceled' },
  Completed: {},
  Failed: {},
  TimedOut: {},
};

const EVENTS: Partial<Record<EventType, Trigger>> = {
  ActivityTaskScheduled: 'scheduled',
  ActivityTaskStarted: 'started',
  ActivityTaskCompleted: 'completed',
  ActivityTaskFailed: 'failed',
  ActivityTaskTimedOut: 'timedOut',
  ActivityTaskCancelRequested: 'cancelRequested',
  ActivityTaskCanceled: 'canceled',
};

const OVER = new Set<State>(['Completed', 'Canceled', 'Failed', 'TimedOut']);

/** An activity that the server has executed. Source: activity_state_machine.rs. */
export class Activity extends StateMachine<State, Trigger> {
  readonly name = 'Activity';
  readonly #run: Surroundings;
  readonly #flags: Flags;
  readonly #asked: ScheduleActivity;
  readonly #metadata: UserMetadata | undefined;
  #scheduledEventId = 0;

  constructor(run: Surroundings, flags: Flags, asked: ScheduleActivity, metadata?: UserMetadata) {
    super('ScheduleCommandCreated', TRANSITIONS);
    this.#run = run;
    this.#flags = flags;
    this.#asked = asked;
    this.#metadata = metadata;
    const { activityId, activityType, taskQueue, headers, retryPolicy } = asked;
    const attributes = {
      activityId,
      activityType: { name: activityType },
      taskQueue: { name: taskQueue },
      header: headerOf(headers),
      ...inputOf(asked.arguments),
      ...timeoutsOf(asked),
      ...(retryPolicy ? { retryPolicy } : {}),
    };
    run.issue(this, withMetadata({ type: 'ScheduleActivityTask', attributes }, metadata));
  }

  /** The code cancels the activity. */
  cancel(): void {
    if (OVER.has(this.state)) return;
    this.step(this.#asked.cancellationType === 'ABANDON' ? 'abandon' : 'cancel');
  }

  protected triggerOf({ type }: HistoryEvent): Trigger | undefined {
    return EVENTS[type];
  }

  protected override triggerOfCommand(_type: CommandType): Trigger {
    return 'send';
  }

  protected on(trigger: Trigger, from: State, met?: Met): void {
    switch (trigger) {
      case 'scheduled':
        return this.#recorded(met);
      case 'abandon':
      case 'cancel':
        return this.#canceledByCode(trigger, from);
      case 'completed':
      case 'failed':
      case 'timedOut':
      case 'canceled':
        return this.#ended(from, met);
      case 'started':
        if (from === 'Canceled') this.#mustBeAbandoned('started');
        return;
      case 'send':
      case 'cancelRequested':
    }
  }

  #recorded(met: Met | undefined): void {
    if (met?.event.type !== 'ActivityTaskScheduled') return;
    const { activityId, activityType } = met.event.attributes;
    const asked = this.#asked;
    if (this.#flags.use('idAndTypeChecks', met.last)) {
      if (activityId !== asked.activityId)
        throw differs('Activity id', 'activity id', activityId, asked.activityId);
      if (activityType.name !== asked.activityType) {
        throw differs('Activity type', 'activity type', activityType.name, asked.activityType);
      }
    }
    this.#scheduledEventId = met.event.eventId;
  }

  #canceledByCode(trigger: 'abandon' | 'cancel', from: State): void {
    if (from === 'ScheduleCommandCreated') this.takenBack = true;
    const recorded = from !== 'ScheduleCommandCreated' && trigger === 'cancel';
    if (recorded) {
      const attributes = { scheduledEventId: this.#scheduledEventId };
      const command = { type: 'RequestCancelActivityTask', attributes } as const;
      this.#run.issue(this, withMetadata(command, this.#metadata));
    }
    const waits = this.#asked.cancellationType === 'WAIT_CANCELLATION_COMPLETED';
    if (!recorded || !waits) this.#resolve({ cancelled: { failure: this.#canceled() } });
  }

  #ended(from: State, met: Met | undefined): void {
    if (!met) return;
    if (from === 'Canceled') return this.#mustBeAbandoned('completed');
    const asked = from === 'ScheduledCancelEventRecorded' || from === 'StartedCancelEventRecorded';
    // Code that did not want to wait was told at once.
    if (asked && this.#asked.cancellationType === 'TRY_CANCEL') return;
    const { event } = met;
    if (event.type === 'ActivityTaskCompleted') {
      const [result] = event.attributes.result?.payloads ?? [];
      this.#resolve({ completed: result ? { result } : {} });
    } else if (event.type === 'ActivityTaskFailed') {
      const { identity } = event.attributes;
      this.#resolve({
        failed: { failure: this.#failure('Activity task failed', event.attributes, identity) },
      });
    } else if (event.type === 'ActivityTaskTimedOut') {
      this.#resolve({
        failed: { failure: this.#failure('Activity task timed out', event.attributes) },
      });
    } else if (event.type === 'ActivityTaskCanceled') {
      this.#resolve({ cancelled: { failure: this.#canceled(event.attributes) } });
    }
  }

  #resolve(result: ActivityResolution): void {
    const job = { seq: this.#asked.seq, result, isLocal: false };
    this.#run.job({ variant: 'resolveActivity', job });
  }

  #failure(
    message: string,
    ended: Attributes['ActivityTaskFailed'] | Attributes['ActivityTaskTimedOut'],
    identity?: string,
  ): Failure {
    return {
      message,
      ...(ended.failure ? { cause: ended.failure } : {}),
      activityFailureInfo: this.#info(ended.retryState, ended, identity),
    };
  }

  #canceled(ended: Partial<Attributes['ActivityTaskCanceled']> = {}): Failure {
    const { details, identity } = ended;
    return {
      message: 'Activity cancelled',
      cause: { canceledFailureInfo: details ? { details } : {} },
      activityFailureInfo: this.#info('RETRY_STATE_CANCEL_REQUESTED', ended, identity),
    };
  }

  #info(
    retryState: RetryState,
    {
      scheduledEventId = 0,
      startedEventId = 0,
    }: { scheduledEventId?: number; startedEventId?: number },
    identity = '',
  ): NonNullable<Failure['activityFailureInfo']> {
    const { activityType, activityId } = this.#asked;
    return {
      scheduledEventId,
      startedEventId,
      identity,
      activityType: { name: activityType },
      activityId,
      retryState,
    };
  }

  #mustBeAbandoned(what: string): void {
    if (this.#asked.cancellationType === 'ABANDON') return;
    throw new Nondeterminism(
      `Non-Abandon cancel mode activities cannot be ${what} after being cancelled`,
    );
  }
}

/** The timeouts that the code has set. */
export function timeoutsOf({
  scheduleToCloseTimeout,
  scheduleToStartTimeout,
  startToCloseTimeout,
  heartbeatTimeout,
}: Partial<ScheduleActivity>) {
  return {
    ...(scheduleToCloseTimeout === undefined ? {} : { scheduleToCloseTimeout }),
    ...(scheduleToStartTimeout === undefined ? {} : { scheduleToStartTimeout }),
    ...(startToCloseTimeout === undefined ? {} : { startToCloseTimeout }),
    ...(heartbeatTimeout === undefined ? {} : { heartbeatTimeout }),
  };
}

/** What the history has is not what the code asks for. */
function differs(what: string, whatAgain: string, there: string, here: string): Nondeterminism {
  return new Nondeterminism(
    `${what} of scheduled event '${there}' does not match ${whatAgain} of activity command '${here}'`,
  );
}
