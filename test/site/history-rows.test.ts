import { expect, test } from 'vitest';
import { firstDifference, historyRows } from '../../site/components/history-rows.ts';
import { eventText } from '../../src/kit/lines.ts';
import type { HistoryEvent } from '../../src/kit/runtime.ts';

/** A history told as `[type, of, name, at]`. */
function history(
  ...told: ReadonlyArray<
    [type: string, of?: number | undefined, name?: string | undefined, at?: number]
  >
): HistoryEvent[] {
  return told.map(([type, of, name, at = 0], index) => ({
    id: index + 1,
    at,
    type,
    bytes: 0,
    ...(of === undefined ? {} : { of }),
    ...(name === undefined ? {} : { name }),
  }));
}

const HOUR = 3_600_000;

test('a workflow task, and an activity’s last try with its end, are one row each', () => {
  const rows = historyRows(
    history(
      ['WorkflowExecutionStarted', undefined, 'bookTrip'],
      ['WorkflowTaskScheduled'],
      ['WorkflowTaskStarted', 2],
      ['WorkflowTaskCompleted', 2],
      ['ActivityTaskScheduled', undefined, 'bookHotel'],
      ['ActivityTaskStarted', 5],
      ['ActivityTaskCompleted', 5],
    ),
  );
  expect(rows.map(({ first, last, kind }) => ({ first, last, kind }))).toEqual([
    { first: 1, last: 1, kind: 'run' },
    { first: 2, last: 4, kind: 'task' },
    { first: 5, last: 5, kind: 'activity' },
    { first: 6, last: 7, kind: 'activity' },
  ]);
  expect(rows.at(-1)).toMatchObject({ name: 'bookHotel', outcome: 'done' });
  expect(rows.flatMap(({ lanes }) => lanes.map(({ bar }) => bar))).toEqual([
    'none',
    'none',
    'begins',
    'ends',
  ]);
});

test('activities side by side have lanes of their own; one that never ends has no end', () => {
  const rows = historyRows(
    history(
      ['ActivityTaskScheduled', undefined, 'bookHotel'],
      ['ActivityTaskScheduled', undefined, 'cancelHotel'],
      ['ActivityTaskStarted', 2],
      ['ActivityTaskFailed', 2],
      ['WorkflowExecutionCanceled'],
    ),
    { cancelHotel: 'bookHotel' },
  );
  expect(rows.map(({ lanes }) => lanes.map(({ bar }) => bar))).toEqual([
    ['begins', 'none'],
    ['through', 'begins'],
    ['through', 'ends'],
    ['through', 'none'],
  ]);
  expect(rows[1]).toMatchObject({ undoes: 'bookHotel' });
  expect(rows[2]?.lanes[1]?.tone).toBe('failed');
  expect(rows[3]).toMatchObject({ words: 'Run ends as Canceled', outcome: 'cancelled' });
});

test('time that went by is told once, before what came after it', () => {
  const rows = historyRows(
    history(
      ['ActivityTaskScheduled', undefined, 'cancelHotel'],
      ['ActivityTaskStarted', 1, undefined, HOUR],
      ['ActivityTaskCompleted', 1, undefined, HOUR],
      ['WorkflowExecutionCompleted', undefined, undefined, HOUR],
    ),
  );
  expect(rows.map(({ skipped }) => skipped?.milliseconds)).toEqual([undefined, HOUR, undefined]);
  // The bar that spans the hour goes on meanwhile.
  expect(rows[1]?.skipped?.lanes).toEqual([{ bar: 'through', tone: 'step' }]);
});

test('a failure without a message is told by its type', () => {
  const failure = { message: '', type: 'TimeoutFailure', retryable: true };
  const [row] = historyRows([{ id: 1, at: 0, bytes: 0, type: 'ActivityTaskTimedOut', failure }]);
  expect(row?.detail).toBe('TimeoutFailure');
});

test('a timeout says which one struck', () => {
  const failure = { message: '', type: 'TimeoutFailure', retryable: true } as const;
  const [row] = historyRows([
    {
      id: 1,
      at: 0,
      bytes: 0,
      type: 'ActivityTaskTimedOut',
      failure: { ...failure, timeout: 'start-to-close' },
    },
  ]);
  expect(row?.detail).toBe('start-to-close timeout');
});

test('timers tell their length, signals their name, and a failed workflow task what failed', () => {
  const timer = { id: 1, at: 0, bytes: 0, type: 'TimerStarted', name: '1', duration: HOUR };
  const failure = { message: 'broken', type: 'Error', retryable: true };
  const rows = historyRows([
    timer,
    { id: 2, at: 0, bytes: 0, type: 'WorkflowExecutionSignaled', name: 'pickedUp' },
    { id: 3, at: HOUR, bytes: 0, type: 'TimerFired', name: '1', of: 1 },
    { id: 4, at: HOUR, bytes: 0, type: 'WorkflowTaskFailed', failure },
  ]);
  expect(rows.map(({ words }) => words)).toEqual([
    'Timer of 1 h starts',
    'Signal pickedUp arrives',
    'Timer of 1 h fires',
    'Workflow task failed',
  ]);
  expect(rows[0]?.name).toBeUndefined();
  expect(rows[3]).toMatchObject({ kind: 'other', outcome: 'failed', detail: 'Error: broken' });
});

test('each row says what a replay does with it: commands match, results come from the history', () => {
  const events = [
    { id: 1, at: 0, bytes: 0, type: 'WorkflowExecutionStarted', name: 'nap' },
    { id: 2, at: 0, bytes: 0, type: 'WorkflowTaskCompleted' },
    { id: 3, at: 0, bytes: 0, type: 'TimerStarted', duration: 1000 },
    { id: 4, at: 0, bytes: 0, type: 'ActivityTaskScheduled', name: 'snore' },
    { id: 5, at: 0, bytes: 0, type: 'ActivityTaskStarted', of: 4 },
    { id: 6, at: 0, bytes: 0, type: 'ActivityTaskFailed', of: 4 },
    { id: 7, at: 1000, bytes: 0, type: 'TimerFired', of: 3 },
    { id: 8, at: 1000, bytes: 0, type: 'WorkflowExecutionSignaled', name: 'wake' },
    { id: 9, at: 1000, bytes: 0, type: 'WorkflowExecutionCompleted' },
  ];
  expect(historyRows(events).map(({ replayed }) => replayed)).toEqual([
    'begins',
    undefined,
    'matches',
    'matches',
    'not_called',
    'not_waited',
    'recorded',
    undefined,
  ]);
});

test('two histories part where one has what the other has not, whatever their workflow tasks', () => {
  const event = (id: number, type: string, name?: string) => ({
    id,
    at: 0,
    bytes: 0,
    type,
    ...(name === undefined ? {} : { name }),
  });
  const start = event(1, 'WorkflowExecutionStarted', 'nap');
  const task = event(2, 'WorkflowTaskCompleted');
  const end = 'WorkflowExecutionCompleted';
  const snores = [start, task, event(3, 'ActivityTaskScheduled', 'snore'), event(4, end)];
  const turns = [
    event(1, 'WorkflowExecutionStarted', 'toss'),
    event(2, 'ActivityTaskScheduled', 'turn'),
    event(3, end),
  ];
  const stops = [start, task, event(3, 'ActivityTaskScheduled', 'snore')];
  expect(firstDifference(snores, turns)).toEqual([3, 2]);
  expect(firstDifference(snores, stops)).toEqual([4, undefined]);
  expect(firstDifference(snores, snores)).toEqual([undefined, undefined]);
});

test('two histories part too where one has waited longer', () => {
  const turned = (milliseconds: number) =>
    history(
      ['ActivityTaskScheduled', undefined, 'turn'],
      ['ActivityTaskStarted', 1, undefined, milliseconds],
      ['ActivityTaskCompleted', 1, undefined, milliseconds],
      ['WorkflowExecutionCompleted', undefined, undefined, milliseconds],
    );
  expect(firstDifference(turned(HOUR), turned(24 * HOUR))).toEqual([2, 2]);
});

test('timers and children are bars too, a timer one of its own kind', () => {
  const rows = historyRows(
    history(
      ['TimerStarted', undefined, '1'],
      ['StartChildWorkflowExecutionInitiated', undefined, 'checkShelf'],
      ['ChildWorkflowExecutionStarted', 2, 'checkShelf'],
      ['TimerFired', 1, '1'],
      ['ChildWorkflowExecutionFailed', 2, 'checkShelf'],
    ),
  );
  expect(rows.map(({ lanes }) => lanes.map(({ bar }) => bar))).toEqual([
    ['begins', 'none'],
    ['through', 'begins'],
    ['through', 'through'],
    ['ends', 'through'],
    ['none', 'ends'],
  ]);
  expect(rows[2]?.lanes.map(({ tone }) => tone)).toEqual(['timer', 'failed']);
  expect(rows.map(({ words }) => words)).toContain('child started');
});

test('updates are bars; one that is never answered has no end', () => {
  const rows = historyRows(
    history(
      ['WorkflowExecutionUpdateAccepted', undefined, 'book'],
      ['WorkflowExecutionUpdateAccepted', undefined, 'book'],
      ['WorkflowExecutionUpdateCompleted', 1, 'book'],
      ['WorkflowExecutionContinuedAsNew'],
    ),
  );
  expect(rows.map(({ lanes }) => lanes.map(({ bar }) => bar))).toEqual([
    ['begins', 'none'],
    ['through', 'begins'],
    ['ends', 'through'],
    ['none', 'through'],
  ]);
  expect(rows.map(({ words }) => words)).toEqual([
    'Update book is accepted',
    'Update book is accepted',
    'Update book is answered',
    'Workflow continued as new',
  ]);
  // An update comes from outside; the code asks for none.
  expect(rows[0]?.replayed).toBe('recorded');
});

test('what an activity goes through is told in the words of the terminal', () => {
  const events = history(
    ['ActivityTaskScheduled', undefined, 'bookHotel'],
    ['ActivityTaskCancelRequested', 1],
    ['ActivityTaskCanceled', 1],
  );
  const rows = historyRows(events);
  expect(rows.map(({ name, words }) => `${name} ${words}`)).toEqual(
    events.map((event) => eventText(event, events)),
  );
  expect(rows.map(({ outcome }) => outcome)).toEqual([undefined, 'cancelled', 'cancelled']);
});
