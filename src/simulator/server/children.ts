import type { CommandOf } from '../core/command.ts';
import type { Attributes, NewEvent, UserMetadata } from '../history/event.ts';
import type { ParentClosePolicy } from '../history/enums.ts';
import type { Execution } from './execution.ts';
import { Refused } from './requests.ts';
import { completed } from './retry.ts';

interface Child {
  readonly initiatedEventId: number;
  readonly asked: Attributes['StartChildWorkflowExecutionInitiated'];
  readonly userMetadata: UserMetadata | undefined;
  startedEventId: number;
  runId: string;
}

/** What a run has to do with other workflows: its children, and those that it signals or cancels. */
export class Children {
  readonly #parent: Execution;
  /** Open ones, by the event that asked for them. */
  readonly #open = new Map<number, Child>();

  constructor(parent: Execution) {
    this.#parent = parent;
  }

  start(
    { attributes, userMetadata }: CommandOf<'StartChildWorkflowExecution'>,
    workflowTaskCompletedEventId: number,
  ): void {
    const parent = this.#parent;
    const { namespace } = parent.company.ways;
    const asked = {
      ...attributes,
      namespace: attributes.namespace || namespace,
      taskQueue: { name: attributes.taskQueue.name || parent.request.taskQueue },
      workflowTaskTimeout:
        attributes.workflowTaskTimeout || parent.request.workflowTaskTimeout || 10_000,
      parentClosePolicy: closePolicy(attributes.parentClosePolicy),
      ...(attributes.retryPolicy ? { retryPolicy: completed(attributes.retryPolicy) } : {}),
      workflowTaskCompletedEventId,
    };
    const initiatedEventId = parent.add({
      type: 'StartChildWorkflowExecutionInitiated',
      attributes: asked,
      ...(userMetadata ? { userMetadata } : {}),
    });
    const child: Child = { initiatedEventId, asked, userMetadata, startedEventId: 0, runId: '' };
    this.#open.set(initiatedEventId, child);
    parent.company.soon(() => this.#begin(child));
  }

  #begin(child: Child): void {
    const parent = this.#parent;
    if (parent.isClosed && child.asked.parentClosePolicy !== 'PARENT_CLOSE_POLICY_ABANDON') return;
    const { asked, initiatedEventId, userMetadata } = child;
    const { workflowType, taskQueue, input, memo, header, searchAttributes, ...rest } = asked;
    const { namespace, workflowId } = asked;
    let begun: Execution;
    try {
      begun = parent.company.start(
        {
          workflowId,
          workflowType: workflowType.name,
          taskQueue: taskQueue.name,
          ...(input ? { input } : {}),
          ...(userMetadata ? { userMetadata } : {}),
          ...(memo && Object.keys(memo.fields).length > 0 ? { memo } : {}),
          ...(header ? { header } : {}),
          ...(searchAttributes ? { searchAttributes } : {}),
          ...(rest.retryPolicy ? { retryPolicy: rest.retryPolicy } : {}),
          workflowIdReusePolicy: rest.workflowIdReusePolicy,
          workflowExecutionTimeout: rest.workflowExecutionTimeout ?? 0,
          workflowRunTimeout: rest.workflowRunTimeout ?? 0,
          workflowTaskTimeout: rest.workflowTaskTimeout ?? 0,
        },
        { parent: { execution: parent, initiatedEventId } },
      );
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      this.#open.delete(initiatedEventId);
      parent.news(() =>
        parent.add({
          type: 'StartChildWorkflowExecutionFailed',
          attributes: {
            namespace,
            workflowId,
            workflowType,
            cause: 'START_CHILD_WORKFLOW_EXECUTION_FAILED_CAUSE_WORKFLOW_ALREADY_EXISTS',
            initiatedEventId,
            workflowTaskCompletedEventId: rest.workflowTaskCompletedEventId,
          },
        }),
      );
      return;
    }
    child.runId = begun.runId;
    parent.news(() => {
      child.startedEventId = parent.add({
        type: 'ChildWorkflowExecutionStarted',
        attributes: {
          namespace,
          workflowExecution: begun.reference,
          workflowType,
          initiatedEventId,
          ...(header ? { header } : {}),
        },
      });
    });
  }

  /** A child, or the last run of its chain, has ended by this event. */
  ended(execution: Execution, event: NewEvent): void {
    const { parent } = execution.origin;
    const child = parent && this.#open.get(parent.initiatedEventId);
    if (!child) return;
    this.#open.delete(child.initiatedEventId);
    this.#parent.company.soon(() =>
      this.#parent.news(() => {
        const recorded = endOf(event, {
          namespace: child.asked.namespace,
          workflowExecution: execution.reference,
          workflowType: child.asked.workflowType,
          initiatedEventId: child.initiatedEventId,
          startedEventId: child.startedEventId,
        });
        if (recorded) this.#parent.add(recorded);
      }),
    );
  }

  /** The parent has ended: its children are dealt with as was agreed. */
  parentClosed(): void {
    const { company } = this.#parent;
    if (!company.ways.closesChildren) return;
    for (const { asked } of this.#open.values()) {
      const { workflowId, parentClosePolicy } = asked;
      company.soon(() => {
        const child = company.find(workflowId);
        if (!child || child.isClosed || child.origin.parent?.execution !== this.#parent) return;
        if (parentClosePolicy === 'PARENT_CLOSE_POLICY_TERMINATE') {
          child.terminate({ reason: 'by parent close policy', identity: 'history-service' });
        } else if (parentClosePolicy === 'PARENT_CLOSE_POLICY_REQUEST_CANCEL') {
          child.requestCancel({ cause: 'by parent close policy' });
        }
      });
    }
  }

  signal(
    { attributes, userMetadata }: CommandOf<'SignalExternalWorkflowExecution'>,
    workflowTaskCompletedEventId: number,
  ): void {
    const parent = this.#parent;
    const { execution, signalName, input, header, childWorkflowOnly } = attributes;
    const namespace = attributes.namespace || parent.company.ways.namespace;
    const initiatedEventId = parent.add({
      type: 'SignalExternalWorkflowExecutionInitiated',
      attributes: {
        namespace,
        workflowExecution: execution,
        signalName,
        childWorkflowOnly,
        ...(input ? { input } : {}),
        ...(header ? { header } : {}),
        workflowTaskCompletedEventId,
      },
      ...(userMetadata ? { userMetadata } : {}),
    });
    parent.company.soon(() => {
      const other = this.#other(execution.workflowId, execution.runId);
      other?.signal({ signalName, ...(input ? { input } : {}), ...(header ? { header } : {}) });
      parent.news(() => {
        if (other) {
          const workflowExecution = other.reference;
          const about = { namespace, workflowExecution, initiatedEventId };
          parent.add({ type: 'ExternalWorkflowExecutionSignaled', attributes: about });
        } else {
          const about = { namespace, workflowExecution: execution, initiatedEventId };
          const cause =
            'SIGNAL_EXTERNAL_WORKFLOW_EXECUTION_FAILED_CAUSE_EXTERNAL_WORKFLOW_EXECUTION_NOT_FOUND';
          const type = 'SignalExternalWorkflowExecutionFailed';
          parent.add({ type, attributes: { ...about, cause } });
        }
      });
    });
  }

  cancel(
    { attributes }: CommandOf<'RequestCancelExternalWorkflowExecution'>,
    workflowTaskCompletedEventId: number,
  ): void {
    const parent = this.#parent;
    const { workflowId, runId, childWorkflowOnly, reason } = attributes;
    const namespace = attributes.namespace || parent.company.ways.namespace;
    const workflowExecution = { workflowId, runId };
    const initiatedEventId = parent.add({
      type: 'RequestCancelExternalWorkflowExecutionInitiated',
      attributes: {
        namespace,
        workflowExecution,
        childWorkflowOnly,
        reason,
        workflowTaskCompletedEventId,
      },
    });
    parent.company.soon(() => {
      const other = this.#other(workflowId, runId);
      other?.requestCancel({ cause: reason });
      parent.news(() => {
        const about = { namespace, workflowExecution, initiatedEventId };
        if (other) {
          parent.add({ type: 'ExternalWorkflowExecutionCancelRequested', attributes: about });
        } else {
          const cause =
            'CANCEL_EXTERNAL_WORKFLOW_EXECUTION_FAILED_CAUSE_EXTERNAL_WORKFLOW_EXECUTION_NOT_FOUND';
          const type = 'RequestCancelExternalWorkflowExecutionFailed';
          parent.add({ type, attributes: { ...about, cause } });
        }
      });
    });
  }

  /** Another workflow that is open; of a run that continued as new, the run that is. */
  #other(workflowId: string, runId: string | undefined): Execution | undefined {
    const { company } = this.#parent;
    const found = company.find(workflowId, runId || undefined);
    const current = found?.status === 'continued-as-new' ? company.find(workflowId) : found;
    return current && !current.isClosed ? current : undefined;
  }
}

function closePolicy(policy: ParentClosePolicy): ParentClosePolicy {
  return policy === 'PARENT_CLOSE_POLICY_UNSPECIFIED' ? 'PARENT_CLOSE_POLICY_TERMINATE' : policy;
}

/** How a parent records the last event of its child. */
function endOf(
  event: NewEvent,
  about: Omit<Attributes['ChildWorkflowExecutionTerminated'], never>,
): NewEvent | undefined {
  switch (event.type) {
    case 'WorkflowExecutionCompleted': {
      const { result } = event.attributes;
      const attributes = { ...about, ...(result ? { result } : {}) };
      return { type: 'ChildWorkflowExecutionCompleted', attributes };
    }
    case 'WorkflowExecutionFailed': {
      const { failure, retryState = 'RETRY_STATE_RETRY_POLICY_NOT_SET' } = event.attributes;
      const attributes = { ...about, ...(failure ? { failure } : {}), retryState };
      return { type: 'ChildWorkflowExecutionFailed', attributes };
    }
    case 'WorkflowExecutionCanceled': {
      const { details } = event.attributes;
      const attributes = { ...about, ...(details ? { details } : {}) };
      return { type: 'ChildWorkflowExecutionCanceled', attributes };
    }
    case 'WorkflowExecutionTimedOut': {
      const { retryState } = event.attributes;
      return { type: 'ChildWorkflowExecutionTimedOut', attributes: { ...about, retryState } };
    }
    case 'WorkflowExecutionTerminated':
      return { type: 'ChildWorkflowExecutionTerminated', attributes: about };
    default:
      return undefined;
  }
}
