import { expect, test } from 'vitest';
import { isBookkeeping } from '../../src/kit/lines.ts';
import { isFailing } from '../../src/kit/moment.ts';
import { readEvent, readFailure } from '../../src/runtime/events.ts';
import { protocol } from '../../src/runtime/protocol.ts';

const { TimeoutType } = protocol.enums.v1;

test.each([
  [TimeoutType.TIMEOUT_TYPE_START_TO_CLOSE, 'start-to-close'],
  [TimeoutType.TIMEOUT_TYPE_SCHEDULE_TO_START, 'schedule-to-start'],
  [TimeoutType.TIMEOUT_TYPE_SCHEDULE_TO_CLOSE, 'schedule-to-close'],
  [TimeoutType.TIMEOUT_TYPE_HEARTBEAT, 'heartbeat'],
] as const)('a timeout of kind %i is read as %s', (timeoutType, timeout) => {
  expect(readFailure({ timeoutFailureInfo: { timeoutType } })).toMatchObject({
    type: 'TimeoutFailure',
    timeout,
  });
});

test('a failure that is no timeout has none', () => {
  expect(readFailure({ applicationFailureInfo: { type: 'Down' } })).not.toHaveProperty('timeout');
});

const { EventType, WorkflowTaskFailedCause } = protocol.enums.v1;

/** A workflow task that news has overtaken is tried again: no fault of the code, and no line of its history. */
test.each([
  [WorkflowTaskFailedCause.WORKFLOW_TASK_FAILED_CAUSE_UNHANDLED_COMMAND, 'WorkflowTaskRepeated'],
  [
    WorkflowTaskFailedCause.WORKFLOW_TASK_FAILED_CAUSE_WORKFLOW_WORKER_UNHANDLED_FAILURE,
    'WorkflowTaskFailed',
  ],
] as const)('a workflow task that failed by cause %i is a %s', (cause, type) => {
  const event = readEvent({
    eventId: 4 as never,
    eventType: EventType.EVENT_TYPE_WORKFLOW_TASK_FAILED,
    workflowTaskFailedEventAttributes: { cause },
  });
  expect(event.type).toBe(type);
  expect(isBookkeeping(event)).toBe(type === 'WorkflowTaskRepeated');
  expect(isFailing([event])).toBe(type === 'WorkflowTaskFailed');
});
