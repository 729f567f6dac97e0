import { describe, expect, test } from 'vitest';
import {
  eventText,
  failureText,
  historyLines,
  ledgerLines,
  marksTooMany,
} from '../../src/kit/lines.ts';
import { Ledger } from '../../src/kit/ledger.ts';
import type { HistoryEvent } from '../../src/kit/runtime.ts';

/** A history with so many timers, and with the server's bookkeeping between them. */
function history(timers: number): HistoryEvent[] {
  const types = [
    'WorkflowExecutionStarted',
    ...Array.from({ length: timers }, () => ['WorkflowTaskCompleted', 'TimerStarted']).flat(),
    'WorkflowExecutionCompleted',
  ];
  return types.map((type, index) => ({ id: index + 1, at: index * 1000, type, bytes: 0 }));
}

const texts = (events: HistoryEvent[], marked: readonly number[]) =>
  historyLines({ events }, ({ id }) => marked.includes(id)).map(
    ({ event, text, marked: mark }) => `${mark ? '▶' : ' '} ${event ?? ''} ${text}`,
  );

describe('a history as lines', () => {
  test('leaves out the server’s bookkeeping, unless it is what to look at', () => {
    expect(texts(history(2), [])).toEqual([
      '  3 timer of 0 ms started',
      '  5 timer of 0 ms started',
      '  6 workflow ended as Completed',
    ]);
    expect(texts(history(2), [2])).toContain('▶ 2 workflow task completed');
  });

  test('is whole up to 16 lines', () => {
    expect(texts(history(15), [3])).toHaveLength(16);
  });

  test('is folded around what to look at when it is longer', () => {
    expect(texts(history(40), [41])).toEqual([
      '  3 timer of 0 ms started',
      '   … 16 more',
      '  37 timer of 0 ms started',
      '  39 timer of 0 ms started',
      '▶ 41 timer of 0 ms started',
      '  43 timer of 0 ms started',
      '  45 timer of 0 ms started',
      '   … 18 more',
      '  82 workflow ended as Completed',
    ]);
  });

  test('shows its ends when there is nothing to look at', () => {
    expect(texts(history(40), [])).toEqual([
      '  3 timer of 0 ms started',
      '   … 39 more',
      '  82 workflow ended as Completed',
    ]);
  });

  test('folds no single line away', () => {
    // Two lines on both sides of event 9 and of event 21 are shown, and only event 15 is between.
    expect(texts(history(40), [9, 21])).toEqual([
      '  3 timer of 0 ms started',
      '  5 timer of 0 ms started',
      '  7 timer of 0 ms started',
      '▶ 9 timer of 0 ms started',
      '  11 timer of 0 ms started',
      '  13 timer of 0 ms started',
      '  15 timer of 0 ms started',
      '  17 timer of 0 ms started',
      '  19 timer of 0 ms started',
      '▶ 21 timer of 0 ms started',
      '  23 timer of 0 ms started',
      '  25 timer of 0 ms started',
      '   … 28 more',
      '  82 workflow ended as Completed',
    ]);
  });

  test('that is too long is marked where it becomes so', () => {
    const events = history(40);
    const marked = (limit: number) => events.find(marksTooMany(events, limit) ?? (() => false))?.id;
    expect(marked(41)).toBe(41);
    // Event 42 is the server's bookkeeping.
    expect(marked(42)).toBe(43);
    expect(marked(90)).toBeUndefined();
  });

  test('stays short when there is much to look at', () => {
    const every = history(400).map(({ id }) => id);
    expect(texts(history(400), every).length).toBeLessThanOrEqual(32);
  });
});

test.each([
  ['a timeout that says no more', { type: 'TimeoutFailure', message: '' }, 'charge timed out'],
  [
    'one that says why',
    { type: 'TimeoutFailure', message: 'no heartbeat' },
    'charge timed out (TimeoutFailure, no heartbeat)',
  ],
  [
    'one of which the server says which it was',
    { type: 'TimeoutFailure', message: 'activity heartbeat timeout', timeout: 'heartbeat' },
    'charge timed out: heartbeat timeout',
  ],
  [
    'one that ended the attempts after an error',
    {
      type: 'TimeoutFailure',
      message: '',
      timeout: 'schedule-to-close',
      cause: { type: 'Down', message: 'nobody answers', retryable: true },
    },
    'charge timed out: schedule-to-close timeout (Down, nobody answers)',
  ],
] as const)('%s', (_, failure, text) => {
  const event = { id: 5, at: 0, bytes: 0, type: 'ActivityTaskTimedOut', name: 'charge' };
  const timedOut: HistoryEvent = { ...event, failure: { ...failure, retryable: true } };
  expect(eventText(timedOut, [])).toBe(text);
});

test('a cause without a message is told by its type', () => {
  const cause = { type: 'TimeoutFailure', message: '', retryable: true };
  const failure = { type: 'NotSent', message: 'nobody answers', retryable: false, cause };
  expect(failureText({ failure })).toBe('NotSent, nobody answers ← TimeoutFailure');
});

test('a cause that is a timeout tells which one struck', () => {
  const cause = { type: 'TimeoutFailure', message: '', retryable: true } as const;
  const failure = { type: 'NotSent', message: 'no reply', retryable: false };
  expect(failureText({ failure: { ...failure, cause: { ...cause, timeout: 'heartbeat' } } })).toBe(
    'NotSent, no reply ← TimeoutFailure (heartbeat)',
  );
});

test('the ledger’s side of the story', () => {
  const ledger = new Ledger();
  const pen = ledger.by({ activity: 'charge', activityId: '1', attempt: 2, at: 61_000 });
  pen.add('card', -40);
  expect(ledgerLines(ledger.entries, 1000, ({ amount }) => `card ${amount}`)).toEqual([
    { at: 60_000, text: 'card -40', marked: true },
  ]);
});
