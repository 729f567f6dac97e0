import { describe, expect, test } from 'vitest';
import { steadyEvents, steadyHistory, steadyTimes } from '../../src/recording/normalise.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

describe('times', () => {
  test.each([
    { what: 'count from the first event', times: [1_700_000_000_000], steady: [0] },
    {
      what: 'leave out what a machine takes',
      times: [0, 12, 45, 350, 700],
      steady: [0, 0, 0, 0, 0],
    },
    { what: 'keep the waits between attempts', times: [0, 1030, 3110], steady: [0, 1000, 3000] },
    {
      what: 'leave out what dozens of attempts take',
      times: [0, 3_528_000, 3_528_000 + 3_599_000],
      steady: [0, 3_520_000, 7_120_000],
    },
    { what: 'keep a minute to the second', times: [0, 63_400], steady: [0, 63_000] },
    { what: 'keep an hour to ten seconds', times: [0, HOUR + 2900], steady: [0, HOUR] },
    {
      what: 'keep a timer whole that began before something else ended',
      times: [0, 40, 30 * DAY],
      steady: [0, 0, 30 * DAY],
    },
    { what: 'need not come in order', times: [40, 5040, 20], steady: [0, 5000, 0] },
  ])('$what', ({ times, steady }) => {
    expect(times.map(steadyTimes(times))).toEqual(steady);
  });
});

test('events lose their stacks, those of causes too, and nothing else', () => {
  const cause = { message: 'no cars', type: 'NoCarsLeft', retryable: false };
  const failure = { message: 'Activity task failed', type: 'ActivityFailure', retryable: true };
  const event = { id: 9, type: 'WorkflowExecutionFailed', bytes: 0 };
  expect(
    steadyEvents([
      {
        ...event,
        at: 77,
        failure: { ...failure, stack: 'at a', cause: { ...cause, stack: 'at b' } },
      },
    ]),
  ).toEqual([{ ...event, at: 0, failure: { ...failure, cause } }]);
});

test('a full history reads the same whichever order its maps came in', () => {
  const upserted = (...metadata: [string, string][]) =>
    JSON.stringify({
      events: [
        {
          eventTime: '2026-02-03T04:05:06.000Z',
          searchAttributes: {
            indexedFields: { Versions: { metadata: Object.fromEntries(metadata), data: 'W10=' } },
          },
        },
      ],
    });
  const type: [string, string] = ['type', 'S2V5d29yZExpc3Q='];
  const encoding: [string, string] = ['encoding', 'anNvbi9wbGFpbg=='];
  expect(JSON.stringify(steadyHistory(upserted(type, encoding)))).toBe(
    JSON.stringify(steadyHistory(upserted(encoding, type))),
  );
});

test('a full history does not tell by what a deadline was kept off whole seconds', () => {
  const history = (scheduleToCloseTimeout: string) =>
    JSON.stringify({ events: [{ eventTime: '2026-02-03T04:05:06.000Z', scheduleToCloseTimeout }] });
  expect(steadyHistory(history('3600.000000001s'))).toEqual(steadyHistory(history('3600s')));
  expect(steadyHistory(history('1.500000001s'))).toEqual(steadyHistory(history('1.500s')));
});
