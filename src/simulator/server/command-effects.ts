import type { Command, CommandOf, Message } from '../core/command.ts';
import type { TaskFailedCause } from '../history/enums.ts';
import type { NewEvent } from '../history/event.ts';
import type { Failure } from '../history/failure.ts';
import { Activity } from './activity.ts';
import type { Execution } from './execution.ts';
import { completed } from './retry.ts';

/** What the server does about each command: its event, and what begins with it. */
export class CommandEffects {
  readonly #run: Execution;

  constructor(execution: Execution) {
    this.#run = execution;
  }

  /** @param completedEventId the task that the commands are of */
  apply(
    commands: readonly Command[],
    messages: readonly Message[],
    completedEventId: number,
  ): void {
    const left = [...messages];
    for (const command of commands) {
      if (command.type === 'ProtocolMessage') {
        const index = left.findIndex(({ id }) => id === command.attributes.messageId);
        for (const message of left.splice(index, 1)) this.#run.updates.record(message);
      } else {
        this.#apply(command, completedEventId);
      }
    }
    for (const message of left) this.#run.updates.record(message);
  }

  #apply(command: Exclude<Command, CommandOf<'ProtocolMessage'>>, completedEventId: number): void {
    const run = this.#run;
    const of = { workflowTaskCompletedEventId: completedEventId };
    const add = (event: NewEvent) =>
      run.add(command.userMetadata ? { ...event, userMetadata: command.userMetadata } : event);
    switch (command.type) {
      case 'StartTimer': {
        const { timerId, startToFireTimeout } = command.attributes;
        const startedEventId = add({
          type: 'TimerStarted',
          attributes: { ...command.attributes, ...of },
        });
        const stop = run.company.clock.after(startToFireTimeout, () => this.#fire(timerId));
        run.timers.set(timerId, { startedEventId, stop });
        return;
      }
      case 'CancelTimer': {
        const { timerId } = command.attributes;
        const timer = run.timers.get(timerId);
        if (!timer) return;
        timer.stop();
        run.timers.delete(timerId);
        const { startedEventId } = timer;
        add({ type: 'TimerCanceled', attributes: { timerId, startedEventId, ...of } });
        return;
      }
      case 'ScheduleActivityTask': {
        const attributes = { ...this.#scheduled(command.attributes), ...of };
        const id = add({ type: 'ActivityTaskScheduled', attributes });
        run.activities.set(id, new Activity(run, id, attributes));
        return;
      }
      case 'RequestCancelActivityTask': {
        const { scheduledEventId } = command.attributes;
        const attributes = { scheduledEventId, ...of };
        add({ type: 'ActivityTaskCancelRequested', attributes });
        run.activities.get(scheduledEventId)?.requestCancel();
        return;
      }
      case 'RecordMarker':
        add({ type: 'MarkerRecorded', attributes: { ...command.attributes, ...of } });
        return;
      case 'StartChildWorkflowExecution':
        return run.children.start(command, completedEventId);
      case 'SignalExternalWorkflowExecution':
        return run.children.signal(command, completedEventId);
      case 'RequestCancelExternalWorkflowExecution':
        return run.children.cancel(command, completedEventId);
      case 'UpsertWorkflowSearchAttributes':
        add({
          type: 'UpsertWorkflowSearchAttributes',
          attributes: { ...command.attributes, ...of },
        });
        return;
      case 'ModifyWorkflowProperties':
        add({ type: 'WorkflowPropertiesModified', attributes: { ...command.attributes, ...of } });
        return;
      case 'CompleteWorkflowExecution': {
        const attributes = { ...command.attributes, ...of };
        return run.close('completed', { type: 'WorkflowExecutionCompleted', attributes });
      }
      case 'CancelWorkflowExecution': {
        const attributes = { ...command.attributes, ...of };
        return run.close('canceled', { type: 'WorkflowExecutionCanceled', attributes });
      }
      case 'FailWorkflowExecution': {
        const { failure = {} } = command.attributes;
        return run.retry(failure, (retry) => {
          const attributes = { ...command.attributes, ...retry, ...of };
          const event = { type: 'WorkflowExecutionFailed', attributes } as const;
          run.close('failed', event, retry.newExecutionRunId !== undefined);
        });
      }
      case 'ContinueAsNewWorkflowExecution':
        return this.#continueAsNew(command, completedEventId);
    }
  }

  #fire(timerId: string): void {
    const run = this.#run;
    const timer = run.timers.get(timerId);
    if (!timer) return;
    run.timers.delete(timerId);
    const attributes = { timerId, startedEventId: timer.startedEventId };
    run.news(() => run.add({ type: 'TimerFired', attributes }));
  }

  /** An activity with the timeouts and the policy that it leaves to the server. */
  #scheduled(asked: CommandOf<'ScheduleActivityTask'>['attributes']) {
    const limit = this.#run.request.workflowRunTimeout ?? 0;
    const close = asked.scheduleToCloseTimeout ?? 0;
    const within = (timeout: number | undefined, otherwise: number) => {
      const wanted = timeout || otherwise;
      const most = Math.min(close || Infinity, limit || Infinity);
      return Math.min(wanted || most, most) === Infinity ? 0 : Math.min(wanted || most, most);
    };
    return {
      ...asked,
      scheduleToCloseTimeout: within(asked.scheduleToCloseTimeout, limit),
      scheduleToStartTimeout: within(asked.scheduleToStartTimeout, close || limit),
      startToCloseTimeout: within(asked.startToCloseTimeout, close),
      heartbeatTimeout: asked.heartbeatTimeout ? within(asked.heartbeatTimeout, 0) : 0,
      retryPolicy: completed(asked.retryPolicy),
    };
  }

  #continueAsNew(
    { attributes }: CommandOf<'ContinueAsNewWorkflowExecution'>,
    workflowTaskCompletedEventId: number,
  ): void {
    const run = this.#run;
    const { request, origin, company } = run;
    const { retryPolicy, memo, searchAttributes, backoffStartInterval = 0 } = attributes;
    const next = {
      workflowType: { name: attributes.workflowType.name || request.workflowType },
      taskQueue: { name: attributes.taskQueue.name || request.taskQueue },
      ...(attributes.input ? { input: attributes.input } : {}),
      ...(attributes.header ? { header: attributes.header } : {}),
      ...(memo ? { memo } : {}),
      ...(searchAttributes ? { searchAttributes } : {}),
      workflowRunTimeout: attributes.workflowRunTimeout || request.workflowRunTimeout || 0,
      workflowTaskTimeout: attributes.workflowTaskTimeout || request.workflowTaskTimeout || 10_000,
    };
    const runId = company.newId();
    const event = {
      type: 'WorkflowExecutionContinuedAsNew',
      attributes: {
        ...next,
        newExecutionRunId: runId,
        initiator: 'CONTINUE_AS_NEW_INITIATOR_WORKFLOW',
        ...(backoffStartInterval > 0 ? { backoffStartInterval } : {}),
        workflowTaskCompletedEventId,
      },
    } as const;
    run.close('continued-as-new', event, true);
    const { parent, expiresAt } = origin;
    const {
      retryPolicy: _,
      memo: __,
      searchAttributes: ___,
      input: ____,
      header: _____,
      userMetadata: ______,
      ...kept
    } = request;
    company.continueAs(
      {
        ...kept,
        ...next,
        workflowType: next.workflowType.name,
        taskQueue: next.taskQueue.name,
        ...(retryPolicy ? { retryPolicy } : {}),
      },
      {
        runId,
        firstRunId: origin.firstRunId,
        continuedRunId: run.runId,
        attempt: 1,
        ...(backoffStartInterval > 0 ? { backoff: backoffStartInterval } : {}),
        ...(expiresAt === undefined ? {} : { expiresAt }),
        ...(parent ? { parent } : {}),
      },
      { initiator: 'CONTINUE_AS_NEW_INITIATOR_WORKFLOW' },
    );
  }
}

/** A command that no server takes: its task fails. */
interface BadCommand {
  readonly cause: TaskFailedCause;
  readonly failure: Failure;
}

/** The first command that the server does not take, if there is one. */
export function badCommand(run: Execution, commands: readonly Command[]): BadCommand | undefined {
  const open = new Set([...run.activities.values()].map(({ asked }) => asked.activityId));
  for (const command of commands) {
    if (command.type !== 'ScheduleActivityTask') continue;
    const { activityId, startToCloseTimeout, scheduleToCloseTimeout } = command.attributes;
    if (!startToCloseTimeout && !scheduleToCloseTimeout) {
      return bad(
        'WORKFLOW_TASK_FAILED_CAUSE_BAD_SCHEDULE_ACTIVITY_ATTRIBUTES',
        'A valid StartToClose or ScheduleToCloseTimeout is not set on command.',
      );
    }
    if (open.has(activityId)) {
      return bad(
        'WORKFLOW_TASK_FAILED_CAUSE_SCHEDULE_ACTIVITY_DUPLICATE_ID',
        `Activity ID ${activityId} already exists`,
      );
    }
    open.add(activityId);
  }
  return undefined;
}

function bad(cause: TaskFailedCause, message: string): BadCommand {
  return { cause, failure: { message, serverFailureInfo: { nonRetryable: true } } };
}
