import type { EventType, HistoryEvent, UserMetadata } from '../../history/event.ts';
import type { Failure } from '../../history/failure.ts';
import type { CommandType } from '../command.ts';
import { headerOf, inputOf } from '../fields.ts';
import type { SignalExternal } from '../lang-command.ts';
import { StateMachine, withMetadata, type Surroundings, type Transitions } from '../machine.ts';

type SignalState = 'CommandCreated' | 'CommandRecorded' | 'Signaled' | 'Failed' | 'Cancelled';
type SignalTrigger = 'send' | 'initiated' | 'signaled' | 'failed' | 'cancel';

const SIGNAL: Transitions<SignalState, SignalTrigger> = {
  CommandCreated: { send: 'CommandCreated', initiated: 'CommandRecorded', cancel: 'Cancelled' },
  CommandRecorded: { signaled: 'Signaled', failed: 'Failed', cancel: 'CommandRecorded' },
  Signaled: { cancel: 'Signaled' },
  Failed: { cancel: 'Failed' },
  Cancelled: { cancel: 'Cancelled' },
};

const SIGNAL_EVENTS: Partial<Record<EventType, SignalTrigger>> = {
  SignalExternalWorkflowExecutionInitiated: 'initiated',
  ExternalWorkflowExecutionSignaled: 'signaled',
  SignalExternalWorkflowExecutionFailed: 'failed',
};

/** A signal to another workflow. Source: signal_external_state_machine.rs. */
export class ExternalSignal extends StateMachine<SignalState, SignalTrigger> {
  readonly name = 'Signal external WF';
  readonly #run: Surroundings;
  readonly #seq: number;

  constructor(
    run: Surroundings,
    namespace: string,
    asked: SignalExternal,
    metadata?: UserMetadata,
  ) {
    super('CommandCreated', SIGNAL);
    this.#run = run;
    this.#seq = asked.seq;
    const { workflowExecution, childWorkflowId = '' } = asked;
    const target = workflowExecution ?? { namespace, workflowId: childWorkflowId, runId: '' };
    const attributes = {
      namespace: target.namespace,
      execution: { workflowId: target.workflowId, runId: target.runId },
      signalName: asked.signalName,
      childWorkflowOnly: workflowExecution === undefined,
      ...inputOf(asked.args),
      ...(Object.keys(asked.headers).length > 0 ? { header: headerOf(asked.headers) } : {}),
    };
    run.issue(
      this,
      withMetadata({ type: 'SignalExternalWorkflowExecution', attributes }, metadata),
    );
  }

  /** The code gives it up, which helps only while nobody has heard of it. */
  cancel(): void {
    this.step('cancel');
  }

  protected triggerOf({ type }: HistoryEvent): SignalTrigger | undefined {
    return SIGNAL_EVENTS[type];
  }

  protected override triggerOfCommand(_type: CommandType): SignalTrigger {
    return 'send';
  }

  protected on(trigger: SignalTrigger, from: SignalState): void {
    if (trigger === 'signaled') this.#resolve();
    if (trigger === 'failed') {
      this.#resolve(notFound('Unable to signal external workflow because it was not found'));
    }
    if (trigger === 'cancel' && from === 'CommandCreated') {
      this.takenBack = true;
      this.#resolve({ message: 'Signal was cancelled before being sent', canceledFailureInfo: {} });
    }
  }

  #resolve(failure?: Failure): void {
    const job = { seq: this.#seq, ...(failure ? { failure } : {}) };
    this.#run.job({ variant: 'resolveSignalExternalWorkflow', job });
  }
}

type CancelState = 'CommandCreated' | 'CommandRecorded' | 'Requested' | 'Failed';
type CancelTrigger = 'send' | 'initiated' | 'requested' | 'failed';

const CANCEL: Transitions<CancelState, CancelTrigger> = {
  CommandCreated: { send: 'CommandCreated', initiated: 'CommandRecorded' },
  CommandRecorded: { requested: 'Requested', failed: 'Failed' },
  Requested: {},
  Failed: {},
};

const CANCEL_EVENTS: Partial<Record<EventType, CancelTrigger>> = {
  RequestCancelExternalWorkflowExecutionInitiated: 'initiated',
  ExternalWorkflowExecutionCancelRequested: 'requested',
  RequestCancelExternalWorkflowExecutionFailed: 'failed',
};

/** A request that another workflow stop. Source: cancel_external_state_machine.rs. */
export class ExternalCancel extends StateMachine<CancelState, CancelTrigger> {
  readonly name = 'Cancel external WF';
  readonly #run: Surroundings;
  readonly #seq: number | undefined;

  /** @param seq undefined where the core asks in a child's name, and code hears nothing of it */
  constructor(run: Surroundings, seq: number | undefined) {
    super('CommandCreated', CANCEL);
    this.#run = run;
    this.#seq = seq;
  }

  protected triggerOf({ type }: HistoryEvent): CancelTrigger | undefined {
    return CANCEL_EVENTS[type];
  }

  protected override triggerOfCommand(_type: CommandType): CancelTrigger {
    return 'send';
  }

  protected on(trigger: CancelTrigger): void {
    if (this.#seq === undefined) return;
    const seq = this.#seq;
    const variant = 'resolveRequestCancelExternalWorkflow';
    if (trigger === 'requested') this.#run.job({ variant, job: { seq } });
    if (trigger === 'failed') {
      const failure = notFound('Unable to cancel external workflow because not found');
      this.#run.job({ variant, job: { seq, failure } });
    }
  }
}

function notFound(message: string): Failure {
  return { message, applicationFailureInfo: { type: 'ExternalWorkflowExecutionNotFound' } };
}
