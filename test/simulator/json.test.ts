import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { historyFromJSON, historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { describe, expect, test } from 'vitest';
import { eventsFromJson, eventsToJson, UnknownEvent } from '../../src/simulator/history/json.ts';
import { fromJson } from '../../src/simulator/history/payload.ts';
import { recordedHistories, ROOT } from './recorded.ts';

describe('the histories that the course has recorded', async () => {
  for (const { path } of await recordedHistories()) {
    test(`${path} is read and written again as it was`, async () => {
      const json: unknown = JSON.parse(await readFile(join(ROOT, path), 'utf8'));
      expect(eventsToJson(eventsFromJson(json))).toEqual(json);
    });
  }
});

/** An event of which every kind of field is one that is written in another way. */
const TIMED_OUT = {
  eventId: '7',
  eventTime: '2026-01-01T00:00:00.250Z',
  eventType: 'EVENT_TYPE_ACTIVITY_TASK_TIMED_OUT',
  activityTaskTimedOutEventAttributes: {
    failure: {
      message: 'activity Heartbeat timeout',
      cause: {
        message: 'no',
        applicationFailureInfo: {
          type: 'Refused',
          details: { payloads: [{ metadata: { encoding: 'anNvbi9wbGFpbg==' }, data: 'MQ==' }] },
          nextRetryDelay: '0.500s',
          category: 'APPLICATION_ERROR_CATEGORY_BENIGN',
        },
      },
      timeoutFailureInfo: {
        timeoutType: 'TIMEOUT_TYPE_HEARTBEAT',
        lastHeartbeatDetails: {
          payloads: [{ metadata: { encoding: 'YmluYXJ5L251bGw=' } }],
        },
      },
    },
    scheduledEventId: '5',
    startedEventId: '6',
    retryState: 'RETRY_STATE_MAXIMUM_ATTEMPTS_REACHED',
  },
};

/** One whose names are a person's own, and look like the protocol's. */
const MARKER = {
  eventId: '8',
  eventTime: '2026-01-01T00:00:00.250Z',
  eventType: 'EVENT_TYPE_MARKER_RECORDED',
  markerRecordedEventAttributes: {
    markerName: 'own',
    details: {
      startedEventId: { payloads: [{ metadata: { encoding: 'anNvbi9wbGFpbg==' }, data: 'Mg==' }] },
    },
    workflowTaskCompletedEventId: '4',
    header: {
      fields: { fields: { metadata: { startToCloseTimeout: 'MQ==' }, data: 'Mw==' } },
    },
  },
  userMetadata: {
    summary: { metadata: { encoding: 'anNvbi9wbGFpbg==' }, data: 'Ik1lIg==' },
  },
};

test('events are written as the SDK writes them', () => {
  const json = { events: [TIMED_OUT, MARKER] };
  expect(eventsToJson(eventsFromJson(json))).toEqual(json);
  // The SDK finds nothing there that it would write in another way.
  expect(JSON.parse(historyToJSON(historyFromJSON(json)))).toEqual(json);
});

test('inside, times are numbers, bytes are bytes, and names that people gave stay theirs', () => {
  const [timedOut, marker] = eventsFromJson({ events: [TIMED_OUT, MARKER] });
  expect(timedOut).toMatchObject({
    eventId: 7,
    eventTime: Date.UTC(2026, 0, 1) + 250,
    attributes: {
      scheduledEventId: 5,
      failure: { cause: { applicationFailureInfo: { nextRetryDelay: 500 } } },
    },
  });
  if (marker?.type !== 'MarkerRecorded') throw new Error('It is a marker.');
  expect(fromJson(marker.attributes.details['startedEventId']?.payloads[0])).toBe(2);
  expect(fromJson(marker.userMetadata?.summary)).toBe('Me');
});

test('older tools name events otherwise, and leave out what is zero', () => {
  const events = [
    { eventId: 1, eventTime: '2026-01-01T00:00:00Z', eventType: 'ActivityTaskScheduled' },
  ];
  expect(eventsFromJson({ events })).toMatchObject([
    { eventId: 1, type: 'ActivityTaskScheduled', attributes: { heartbeatTimeout: 0 } },
  ]);
});

test('what is no history is refused, and so are events that the simulator does not play', () => {
  expect(() => eventsFromJson({})).toThrow(TypeError);
  const nexus = { eventId: '5', eventType: 'EVENT_TYPE_NEXUS_OPERATION_SCHEDULED' };
  expect(() => eventsFromJson({ events: [nexus] })).toThrow(UnknownEvent);
});
