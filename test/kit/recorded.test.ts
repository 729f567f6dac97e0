import { expect, test } from 'vitest';
import { historyLines } from '../../src/kit/lines.ts';
import { readRecorded } from '../../src/kit/recorded.ts';

const STARTED = {
  eventId: '1',
  eventTime: '2026-01-01T12:00:00Z',
  eventType: 'EVENT_TYPE_WORKFLOW_EXECUTION_STARTED',
  workflowExecutionStartedEventAttributes: { workflowType: { name: 'placeOrder' } },
};

const later = (eventId: string, eventType: string, facts: object, seconds = 0) => {
  const field = eventType.replace(/^EVENT_TYPE_/, '').toLowerCase();
  const attributes = `${field.replace(/_./g, (two) => (two[1] ?? '').toUpperCase())}EventAttributes`;
  const eventTime = new Date(Date.UTC(2026, 0, 1, 12, 0, seconds)).toISOString();
  return { eventId, eventTime, eventType, [attributes]: facts };
};

test('a recorded history reads as one of a run does', () => {
  const events = readRecorded({
    events: [
      STARTED,
      later('5', 'EVENT_TYPE_ACTIVITY_TASK_SCHEDULED', {
        activityId: '1',
        activityType: { name: 'charge' },
      }),
      later('7', 'EVENT_TYPE_ACTIVITY_TASK_FAILED', {
        scheduledEventId: '5',
        startedEventId: '6',
        failure: {
          message: 'Activity task failed',
          applicationFailureInfo: { type: 'CardDeclined' },
          cause: { message: 'the bank says no' },
        },
      }),
      later('11', 'EVENT_TYPE_TIMER_STARTED', { timerId: '1', startToFireTimeout: '3600s' }),
      later('12', 'EVENT_TYPE_TIMER_FIRED', { timerId: '1', startedEventId: '11' }, 3600),
      later('13', 'EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED', { signalName: 'pay' }, 3600),
      later('14', 'EVENT_TYPE_MARKER_RECORDED', { markerName: 'core_patch' }, 3600),
    ],
  });
  const lines = historyLines({ events }, () => false);
  expect(lines.map(({ event, at, text }) => `${event} ${at} ${text}`)).toEqual([
    '5 0 charge scheduled',
    '7 0 charge failed: CardDeclined, Activity task failed ← the bank says no',
    '11 0 timer of 1 h started',
    '12 3600000 timer of 1 h fired',
    '13 3600000 signal pay',
    '14 3600000 marker of a patch recorded',
  ]);
});

/** Data as a history holds it. */
const payloads = (...data: unknown[]) => ({
  payloads: data.map((one) => ({ data: Buffer.from(JSON.stringify(one)).toString('base64') })),
});

test('what its steps and messages were given is told as of a run', () => {
  const scheduled = (id: string, order: string) =>
    later(id, 'EVENT_TYPE_ACTIVITY_TASK_SCHEDULED', {
      activityType: { name: 'charge' },
      input: payloads({ order, currency: 'euro' }),
    });
  const events = readRecorded({
    events: [
      STARTED,
      scheduled('5', 'order-7'),
      scheduled('6', 'order-8'),
      later('9', 'EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED', {
        signalName: 'pay',
        input: payloads('now'),
      }),
      later('12', 'EVENT_TYPE_WORKFLOW_EXECUTION_UPDATE_ACCEPTED', {
        acceptedRequest: { input: { name: 'add', args: payloads(2) } },
      }),
      later('13', 'EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED', {
        signalName: 'encrypted',
        input: { payloads: [{ data: 'gibberish' }] },
      }),
    ],
  });
  const lines = historyLines({ events }, () => false);
  expect(lines.map(({ event, given }) => [event, given])).toEqual([
    [5, ['order: "order-7"']],
    [6, ['order: "order-8"']],
    [9, ['"now"']],
    [12, ['2']],
    [13, undefined],
  ]);
});

test('older tools write the types of events in another way', () => {
  const [, fired] = readRecorded({ events: [STARTED, { eventId: 12, eventType: 'TimerFired' }] });
  expect(fired).toMatchObject({ id: 12, type: 'TimerFired' });
});
