import { expect, test } from 'vitest';
import { readFailure } from '../../src/runtime/events.ts';
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
