import { expect, test } from 'vitest';
import type { HistoryEvent } from '../../src/kit/runtime.ts';
import { waitingPlaces } from '../../src/recording/waiting-places.ts';

/** Workflow tasks that were started in these events, and how each ended. */
function tasks(...ends: ('WorkflowTaskCompleted' | 'WorkflowTaskFailed')[]): HistoryEvent[] {
  return ends.flatMap((end, index) => {
    const of = index * 3 + 1;
    return ['WorkflowTaskScheduled', 'WorkflowTaskStarted', end].map((type, place) => ({
      id: of + place,
      at: 0,
      bytes: 0,
      type,
      ...(place === 0 ? {} : { of }),
    }));
  });
}

const at = (line: number, file = 'lessons/07-saga/trip.ts') =>
  `    at async cancelAll (${file}:${line}:13)`;
const SDK =
  '    at scheduleActivity (/repository/node_modules/@temporalio/workflow/src/workflow.ts:7:3)';

test('a task’s places stand at the event that ended it: the innermost own line of each stack, once', () => {
  const stacks = [[SDK, at(63), at(47)], [at(9)], [at(63)], [SDK]];
  expect(
    waitingPlaces(tasks('WorkflowTaskCompleted', 'WorkflowTaskCompleted'), [
      { event: 2, stacks: stacks.map((lines) => lines.join('\n')) },
      { event: 5, stacks: [] },
    ]),
  ).toEqual({ 3: ['trip.ts:9', 'trip.ts:63'], 6: [] });
});

test('a task that failed has no places', () => {
  expect(
    waitingPlaces(tasks('WorkflowTaskFailed', 'WorkflowTaskCompleted'), [
      { event: 2, stacks: [at(44)] },
      { event: 5, stacks: [at(45)] },
    ]),
  ).toEqual({ 6: ['trip.ts:45'] });
});
