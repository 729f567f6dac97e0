import { describe, expect, test } from 'vitest';
import type { HistoryEvent } from '../../src/kit/history.ts';
import {
  cutOff,
  isEnded,
  isFailing,
  isOver,
  isResting,
  openActivities,
  unanswered,
} from '../../src/kit/moment.ts';

/** A history of these types; what follows the colon is the event that one belongs to. */
function events(...types: string[]): HistoryEvent[] {
  return types.map((told, index) => {
    const [type = '', of] = told.split(':');
    const about = of === undefined ? {} : { of: Number(of) };
    return { id: index + 1, at: 0, bytes: 0, type, ...about };
  });
}

const WAITS = events('WorkflowExecutionStarted', 'WorkflowTaskCompleted', 'TimerStarted');
const WORKS = events('WorkflowExecutionStarted', 'WorkflowTaskScheduled');
const FAILS = events('WorkflowExecutionStarted', 'WorkflowTaskFailed', 'WorkflowTaskScheduled');
const DONE = events('WorkflowTaskCompleted', 'WorkflowExecutionCompleted');
const CONTINUED = events('WorkflowTaskCompleted', 'WorkflowExecutionContinuedAsNew');

describe('at a moment, a run', () => {
  test('rests when its last task is completed and nothing has ended it', () => {
    expect([WAITS, WORKS, FAILS, DONE, CONTINUED].map(isResting)).toEqual([
      true,
      false,
      false,
      false,
      false,
    ]);
  });

  test('fails as long as no task has been completed since', () => {
    expect(isFailing(FAILS)).toBe(true);
    expect(isFailing([...FAILS, ...events('WorkflowTaskCompleted')])).toBe(false);
  });

  test('has ended when the next one goes on, and is over when none does', () => {
    expect([DONE, CONTINUED, WAITS].map(isEnded)).toEqual([true, true, false]);
    expect([DONE, CONTINUED, WAITS].map(isOver)).toEqual([true, false, false]);
  });

  test('has activities that are under way', () => {
    const two = events(
      'ActivityTaskScheduled',
      'ActivityTaskScheduled',
      'ActivityTaskStarted:1',
      'ActivityTaskTimedOut:1',
    );
    expect(openActivities(two).map(({ id }) => id)).toEqual([2]);
  });

  test('owes an answer to updates, which come to nothing when it ends', () => {
    const asked = events(
      'WorkflowExecutionUpdateAccepted',
      'WorkflowExecutionUpdateAccepted',
      'WorkflowExecutionUpdateCompleted:1',
    );
    expect(unanswered(asked).map(({ id }) => id)).toEqual([2]);
    expect(cutOff([asked])).toBe(0);
    expect(cutOff([[...asked, ...CONTINUED], WAITS])).toBe(1);
  });
});
