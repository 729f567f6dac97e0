import { expect, test } from 'vitest';
import { tellingInputs } from '../../src/kit/inputs.ts';
import { historyLines } from '../../src/kit/lines.ts';
import type { HistoryEvent } from '../../src/kit/runtime.ts';

/** A history in which these activities are scheduled, each with what it is given. */
function scheduled(...steps: readonly (readonly [name: string, ...input: unknown[]])[]) {
  return steps.map(([name, ...input], index): HistoryEvent => ({
    id: index + 1,
    at: 0,
    bytes: 0,
    type: 'ActivityTaskScheduled',
    name,
    input,
  }));
}

const shown = (events: readonly HistoryEvent[]) => [...tellingInputs(events).values()];

test('what differs from one call to the next is shown, and nothing else', () => {
  expect(
    shown(
      scheduled(
        ['charge', { order: 'o-7', key: 'o-7/1', amount: 40 }],
        ['charge', { order: 'o-7', key: 'o-7/2', amount: 40 }],
      ),
    ),
  ).toEqual([['key: "o-7/1"'], ['key: "o-7/2"']]);
});

test('a field is the same field in whichever activity it is', () => {
  expect(
    shown(scheduled(['charge', { amount: 40, key: 'a' }], ['refund', { amount: 4, key: 'a' }])),
  ).toEqual([['amount: 40'], ['amount: 4']]);
});

test('arguments without a name are compared among calls of one activity', () => {
  expect(
    shown(scheduled(['ask', 'north', 1], ['ask', 'south', 1], ['tell', 'east'], ['wait'])),
  ).toEqual([['"north"'], ['"south"'], [], []]);
});

test('of a long key both ends are shown, of anything else that is long the beginning', () => {
  const ids = (key: string) => ({ key, lines: Array.from({ length: 9 }, () => `${key} line`) });
  expect(
    shown(scheduled(['ask', ids(`${'k'.repeat(40)}-1`)], ['ask', ids(`${'k'.repeat(40)}-2`)])),
  ).toEqual([
    ['key: "kkkkkkkk…kk-1"', 'lines: ["kkkkkkkkkkkkkkkkkkkkk…'],
    ['key: "kkkkkkkk…kk-2"', 'lines: ["kkkkkkkkkkkkkkkkkkkkk…'],
  ]);
});

test('of a message everything is told, also where there is but one', () => {
  const event = { id: 4, at: 0, bytes: 0, name: 'decide' };
  const input = [{ by: 'ines@example.org', verdict: 'approved' }, 3];
  expect(shown([{ ...event, type: 'WorkflowExecutionSignaled', input }])).toEqual([
    ['by: "ines@example.org"', 'verdict: "approved"', '3'],
  ]);
  expect(shown([{ ...event, type: 'WorkflowExecutionUpdateAccepted', input: [] }])).toEqual([[]]);
});

test('what a message says makes no step’s input worth telling', () => {
  const [asked] = scheduled(['ask', { of: 'north' }]);
  const told: HistoryEvent = {
    id: 9,
    at: 0,
    bytes: 0,
    type: 'WorkflowExecutionSignaled',
    name: 'tell',
    input: [{ of: 'south' }],
  };
  expect(shown(asked ? [asked, told] : [])).toEqual([[], ['of: "south"']]);
});

test('the lines of a history carry it', () => {
  const events = scheduled(['ask', { of: 'north' }], ['ask', { of: 'south' }], ['close']);
  expect(historyLines({ events }, () => false)).toMatchObject([
    { text: 'ask scheduled', given: ['of: "north"'] },
    { text: 'ask scheduled', given: ['of: "south"'] },
    { text: 'close scheduled' },
  ]);
});
