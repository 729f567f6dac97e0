import type { EventType, HistoryEvent, UserMetadata } from '../../history/event.ts';
import type { RetryState } from '../../history/enums.ts';
import type { Failure } from '../../history/failure.ts';
import type { ChildResolution, ChildStart } from '../activation.ts';
import type { CommandType } from '../command.ts';
import { Nondeterminism } from '../faults.ts';
import { headerOf, inputOf } from '../fields.ts';
import type { Flags } from '../flags.ts';
import type { StartChild } from '../lang-command.ts';
import {
  StateMachine,
  withMetadata,
  type Met,
  type Surroundings,
  type Transitions,
} from '../machine.ts';

type State =
  | 'StartCommandCreated'
  | 'StartEventRecorded'
  | 'Started'
  | 'Completed'
  | 'Failed'
  | 'StartFailed'
  | 'TimedOut'
  | 'Terminated'
  | 'Cancelled';
type Trigger =
  | 'send'
  | 'initiated'
  | 'started'
  | 'startFailed'
  | 'completed'
  | 'failed'
  | 'timedOut'
  | 'canceled'
  | 'terminated'
  | 'cancel'
  /** Cancelled by code that does not wait for what the child makes of it. */
  | 'leave';

const TRANSITIONS: Transitions<State, Trigger> = {
  StartCommandCreated: {
    send: 'StartCommandCreated',
    initiated: 'StartEventRecorded',
    cancel: 'Cancelled',
    leave: 'Cancelled',
  },
  StartEventRecorded: {
    send: 'StartEventRecorded',
    started: 'Started',
    startFailed: 'StartFailed',
    cancel: 'StartEventRecorded',
    leave: 'Cancelled',
  },
  Started: {
    send: 'Started',
    completed: 'Completed',
    failed: 'Failed',
    timedOut: 'TimedOut',
    canceled: 'Cancelled',
    terminated: 'Terminated',
    cancel: 'Started',
    leave: 'Cancelled',
  },
  Cancelled: {
    send: 'Cancelled',
    started: 'Cancelled',
    startFailed: 'Cancelled',
    completed: 'Cancelled',
    failed: 'Cancelled',
    timedOut: 'Cancelled',
    canceled: 'Cancelled',
    terminated: 'Cancelled',
    cancel: 'Cancelled',
    leave: 'Cancelled',
  },
  Failed: { cancel: 'Failed', leave: 'Failed' },
  StartFailed: { cancel: 'StartFailed', leave: 'StartFailed' },
  TimedOut: { cancel: 'TimedOut', leave: 'TimedOut' },
  Completed: { cancel: 'Completed', leave: 'Completed' },
  Terminated: {},
};

const EVENTS: Partial<Record<EventType, Trigger>> = {
  StartChildWorkflowExecutionInitiated: 'initiated',
  StartChildWorkflowExecutionFailed: 'startFailed',
  ChildWorkflowExecutionStarted: 'started',
  ChildWorkflowExecutionCompleted: 'completed',
  ChildWorkflowExecutionFailed: 'failed',
  ChildWorkflowExecutionTimedOut: 'timedOut',
  ChildWorkflowExecutionCanceled: 'canceled',
  ChildWorkflowExecutionTerminated: 'terminated',
};

/** A child workflow. Source: child_workflow_state_machine.rs. */
export class Child extends StateMachine<State, Trigger> {
  readonly name = 'Child workflow';
  readonly #run: Surroundings;
  readonly #flags: Flags;
  readonly #asked: StartChild;
  #initiatedEventId = 0;
  #startedEventId = 0;
  #runId = '';
  #reason = '';

  constructor(run: Surroundings, flags: Flags, asked: StartChild, metadata?: UserMetadata) {
    super('StartCommandCreated', TRANSITIONS);
    this.#run = run;
    this.#flags = flags;
    this.#asked = asked;
    const {
      seq: _,
      workflowType,
      taskQueue,
      input,
      headers,
      memo,
      cancellationType: __,
      ...rest
    } = asked;
    const attributes = {
      ...rest,
      workflowType: { name: workflowType },
      taskQueue: { name: taskQueue },
      header: headerOf(headers),
      memo: { fields: memo },
      ...inputOf(input),
    };
    run.issue(this, withMetadata({ type: 'StartChildWorkflowExecution', attributes }, metadata));
  }

  /** Whether code that cancels learns of it at once. */
  get #leaves(): boolean {
    const { cancellationType } = this.#asked;
    return cancellationType === 'ABANDON' || cancellationType === 'TRY_CANCEL';
  }

  /** The code cancels the child. */
  cancel(reason: string): void {
    this.#reason = reason;
    this.step(this.#leaves ? 'leave' : 'cancel');
  }

  protected triggerOf({ type }: HistoryEvent): Trigger | undefined {
    return EVENTS[type];
  }

  protected override triggerOfCommand(_type: CommandType): Trigger {
    return 'send';
  }

  protected on(trigger: Trigger, from: State, met?: Met): void {
    if (trigger === 'cancel' || trigger === 'leave') return this.#canceledByCode(from);
    if (from === 'Cancelled') {
      const ends: Trigger[] = ['completed', 'failed', 'timedOut', 'terminated'];
      if (!ends.includes(trigger) || this.#leaves) return;
      throw new Nondeterminism(
        "Child workflows which don't resolve immediately on cancellation cannot complete after being cancelled.",
      );
    }
    if (met) this.#met(met);
  }

  #met({ event, last }: Met): void {
    switch (event.type) {
      case 'StartChildWorkflowExecutionInitiated': {
        const { workflowId, workflowType } = event.attributes;
        const asked = this.#asked;
        if (this.#flags.use('idAndTypeChecks', last)) {
          if (workflowId !== asked.workflowId) throw differs('id', workflowId, asked.workflowId);
          if (workflowType.name !== asked.workflowType) {
            throw differs('type', workflowType.name, asked.workflowType);
          }
        }
        this.#initiatedEventId = event.eventId;
        return;
      }
      case 'ChildWorkflowExecutionStarted': {
        const { runId = '' } = event.attributes.workflowExecution;
        this.#startedEventId = event.eventId;
        this.#runId = runId;
        return this.#begun({ succeeded: { runId } });
      }
      case 'StartChildWorkflowExecutionFailed': {
        const { workflowId, workflowType } = this.#asked;
        return this.#begun({
          failed: { workflowId, workflowType, cause: 'WORKFLOW_ALREADY_EXISTS' },
        });
      }
      case 'ChildWorkflowExecutionCompleted': {
        const [result] = event.attributes.result?.payloads ?? [];
        return this.#ended({ completed: result ? { result } : {} });
      }
      case 'ChildWorkflowExecutionFailed': {
        const { failure, retryState } = event.attributes;
        return this.#failed('Child Workflow execution failed', retryState, failure);
      }
      case 'ChildWorkflowExecutionTimedOut':
        return this.#failed('Child Workflow execution timed out', event.attributes.retryState, {
          message: 'Timed out',
          timeoutFailureInfo: { timeoutType: 'TIMEOUT_TYPE_START_TO_CLOSE' },
        });
      case 'ChildWorkflowExecutionTerminated':
        return this.#failed(
          'Child Workflow execution terminated',
          'RETRY_STATE_NON_RETRYABLE_FAILURE',
          { message: 'Terminated', terminatedFailureInfo: {} },
        );
      case 'ChildWorkflowExecutionCanceled':
        return this.#ended({ cancelled: { failure: this.#canceled() } });
      default:
    }
  }

  #canceledByCode(from: State): void {
    if (from === 'StartCommandCreated') {
      this.takenBack = true;
      const failure = {
        ...this.#canceled(),
        message: `Child Workflow Execution cancelled before scheduled: ${this.#reason}`,
      };
      return this.#begun({ cancelled: { failure } });
    }
    if (from !== 'StartEventRecorded' && from !== 'Started') return;
    if (this.#asked.cancellationType !== 'ABANDON') {
      const { namespace, workflowId } = this.#asked;
      const attributes = {
        namespace,
        workflowId,
        runId: this.#runId,
        childWorkflowOnly: true,
        reason: this.#reason,
      };
      this.#run.issueInternally(this, {
        type: 'RequestCancelExternalWorkflowExecution',
        attributes,
      });
    }
    if (this.#leaves) this.#ended({ cancelled: { failure: this.#canceled() } });
  }

  #failed(message: string, retryState: RetryState, cause: Failure | undefined): void {
    const childWorkflowExecutionFailureInfo = this.#info(retryState);
    const failure = { message, ...(cause ? { cause } : {}), childWorkflowExecutionFailureInfo };
    this.#ended({ failed: { failure } });
  }

  #canceled(): Failure {
    return {
      message: 'Child Workflow execution cancelled',
      cause: { canceledFailureInfo: {} },
      childWorkflowExecutionFailureInfo: this.#info('RETRY_STATE_NON_RETRYABLE_FAILURE'),
    };
  }

  #info(retryState: RetryState): NonNullable<Failure['childWorkflowExecutionFailureInfo']> {
    const { namespace, workflowId, workflowType } = this.#asked;
    return {
      namespace,
      workflowExecution: { workflowId, runId: this.#runId },
      workflowType: { name: workflowType },
      initiatedEventId: this.#initiatedEventId,
      startedEventId: this.#startedEventId,
      retryState,
    };
  }

  #begun(start: ChildStart): void {
    const { seq } = this.#asked;
    this.#run.job({ variant: 'resolveChildWorkflowExecutionStart', job: { seq, ...start } });
  }

  #ended(result: ChildResolution): void {
    const { seq } = this.#asked;
    this.#run.job({ variant: 'resolveChildWorkflowExecution', job: { seq, result } });
  }
}

function differs(what: string, there: string, here: string): Nondeterminism {
  return new Nondeterminism(
    `Child workflow ${what} of scheduled event '${there}' does not match child workflow ${what} of command '${here}'`,
  );
}
