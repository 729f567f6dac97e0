import { runHistory, type JudgedRun, type Subject } from '../../src/kit/run-history.ts';
import type { HistoryEvent } from '../../src/kit/runtime.ts';
import type { Setback } from '../../src/kit/world.ts';

const HOUR = 3_600_000;

/** An event without its number, which is its place in the history. */
export type Told = Omit<HistoryEvent, 'id' | 'bytes' | 'at'> & { readonly at?: number };

/** Events with their numbers; what has no time happens when the one before did. */
export function numbered(told: readonly Told[]): HistoryEvent[] {
  let clock = 0;
  return told.map((event, index) => {
    clock = event.at ?? clock;
    return { bytes: 0, ...event, id: index + 1, at: clock };
  });
}

/** The events of a workflow task that went well. */
export const task: readonly Told[] = [
  { type: 'WorkflowTaskScheduled' },
  { type: 'WorkflowTaskStarted' },
  { type: 'WorkflowTaskCompleted' },
];

/** A run of which the check knows these setbacks. */
export function subject(
  events: readonly HistoryEvent[],
  more: Partial<Subject> = {},
  setbacks: readonly Setback[] = [],
): Subject {
  return {
    id: 'r',
    workflow: 'placeOrder',
    state: 'completed',
    events,
    world: { setbacks } as NonNullable<Subject['world']>,
    ...more,
  };
}

const failure = { type: 'Unavailable', message: 'the <service> & "friends" are down' };

/** An order: two activities side by side, one of them tried again, a timer, a signal, a failure. */
const ORDER = numbered([
  { type: 'WorkflowExecutionStarted', name: 'placeOrder' },
  ...task,
  { type: 'ActivityTaskScheduled', name: 'reserve', activityId: '1', input: [{ item: 'tea' }] },
  { type: 'ActivityTaskScheduled', name: 'charge', activityId: '2', input: [{ item: 'milk' }] },
  { type: 'TimerStarted', name: '3', duration: HOUR },
  { type: 'ActivityTaskStarted', of: 5, attempt: 1 },
  { type: 'ActivityTaskCompleted', of: 5 },
  ...task,
  { type: 'WorkflowExecutionSignaled', name: 'hurry', input: ['now'], at: 2000 },
  { type: 'ActivityTaskStarted', of: 6, attempt: 3, at: 6000 },
  { type: 'ActivityTaskFailed', of: 6, failure: { ...failure, retryable: false } },
  ...task,
  { type: 'TimerCanceled', of: 7 },
  {
    type: 'WorkflowExecutionFailed',
    failure: { ...failure, retryable: false },
  },
]);

const about = { run: 'r', name: 'charge', activityId: '2' };

/** A failed check about that order. */
export const judged: JudgedRun = {
  id: 'order/undoes-the-rest',
  promise: 'when a step fails, the others are undone',
  outcome: 'fail',
  when: 'charge fails for good.',
  history: runHistory(
    subject(ORDER, { state: 'failed' }, [
      { ...about, attempt: 1, at: 0 },
      { ...about, attempt: 2, at: 3000, failure: { ...failure, retryable: true } },
      { ...about, attempt: 3, at: 6000, failure: { ...failure, retryable: false } },
    ]),
    {
      lines: [{ event: 15, text: '', marked: true }],
    },
  ),
};
