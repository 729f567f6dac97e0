import { describe, expect, test } from 'vitest';
import { divergence } from '../../src/kit/divergence.ts';
import type { HistoryEvent } from '../../src/kit/runtime.ts';

const HISTORY: HistoryEvent[] = [
  { id: 1, at: 0, type: 'WorkflowExecutionStarted', name: 'placeOrder', bytes: 0 },
  { id: 5, at: 0, type: 'ActivityTaskScheduled', name: 'charge', bytes: 0 },
  { id: 11, at: 0, type: 'TimerStarted', name: '1', duration: 3_600_000, bytes: 0 },
  { id: 16, at: 0, type: 'ActivityTaskScheduled', name: 'ship', bytes: 0 },
  { id: 22, at: 0, type: 'ActivityTaskScheduled', name: 'ship', bytes: 0 },
  { id: 25, at: 0, type: 'MarkerRecorded', name: 'core_patch', patch: 'gift-card', bytes: 0 },
  { id: 28, at: 0, type: 'StartChildWorkflowExecutionInitiated', name: 'pack', bytes: 0 },
];

/** An error as a replay reports it, around the core's own message. */
function replayError(message: string): string {
  const failure = `Failure { message: ${JSON.stringify(message)}, source: "", stack_trace: "" }`;
  return `Replay failed with a nondeterminism error. Details: Workflow activation completion failed: Failure { failure: Some(${failure}) }`;
}

const nondeterminism = (what: string) => replayError(`[TMPRL1100] Nondeterminism error: ${what}`);

/** What is told first, and the events that are marked. */
function told(message: string): [string | undefined, readonly number[]] {
  const { text, events } = divergence(message, HISTORY);
  return [text.split('\n')[0], events];
}

describe('where a replay left its history', () => {
  test.each<{ what: string; says: string; events: number[] }>([
    {
      what: `Activity type of scheduled event 'charge' does not match activity type of activity command 'ship'`,
      says: 'Event 5 is: charge scheduled. Replayed, the code asks for ship.',
      events: [5],
    },
    {
      what: `Activity type of scheduled event 'ship' does not match activity type of activity command 'charge'`,
      says: 'The history has: ship scheduled. Replayed, the code asks for charge.',
      events: [16, 22],
    },
    {
      what: `Child workflow type of scheduled event 'pack' does not match child workflow type of command 'wrap'`,
      says: 'Event 28 is: child pack asked for. Replayed, the code asks for wrap.',
      events: [28],
    },
    {
      what: 'Timer machine does not handle this event: HistoryEvent(id: 5, ActivityTaskScheduled)',
      says: 'Event 5 is: charge scheduled. Replayed, the code starts a timer.',
      events: [5],
    },
    {
      what: 'Child workflow machine does not handle this event: HistoryEvent { event_id: 11, event_time: Some(Timestamp { seconds: 1 }), event_type: TimerStarted, version: 0 }',
      says: 'Event 11 is: timer of 1 h started. Replayed, the code starts a child workflow.',
      events: [11],
    },
    {
      what: 'Continue as new workflow machine does not handle this event: HistoryEvent(id: 11, TimerStarted)',
      says: 'Event 11 is: timer of 1 h started. Replayed, the code continues as new.',
      events: [11],
    },
    {
      what: 'Change machine cannot handle this event: HistoryEvent(id: 11, TimerStarted)',
      says: 'Event 11 is: timer of 1 h started. Replayed, the code asks for a patch.',
      events: [11],
    },
    {
      what: 'Nexus operation machine does not handle this event: HistoryEvent(id: 11, TimerStarted)',
      says: 'Event 11 is: timer of 1 h started. Replayed, the code asks for something else (nexus operation).',
      events: [11],
    },
    {
      what: 'No command scheduled for event HistoryEvent(id: 16, ActivityTaskScheduled)',
      says: 'Event 16 is: ship scheduled. Replayed, the code does nothing there.',
      events: [16],
    },
    {
      what: 'Non-deprecated patch marker encountered for change gift-card, but there is no corresponding change command!',
      says: "Event 25 is: marker of patch 'gift-card' recorded. Replayed, the code does not ask for that patch at this place.",
      events: [25],
    },
  ])('$what', ({ what, says, events }) => {
    expect(told(nondeterminism(what))).toEqual([says, events]);
  });

  test('the SDK’s own words follow, so that they are known when they are met again', () => {
    const what = 'Timer machine does not handle this event: HistoryEvent(id: 5, X)';
    expect(divergence(nondeterminism(what), HISTORY).text.split('\n')[1]).toBe(
      `The SDK’s own words: [TMPRL1100] Nondeterminism error: ${what}`,
    );
  });

  test('a message that nobody has seen before is told as it is', () => {
    expect(told(nondeterminism('the moon is full'))).toEqual([
      '[TMPRL1100] Nondeterminism error: the moon is full',
      [],
    ]);
    expect(told('The replay did not end: the code held the thread.')).toEqual([
      'The replay did not end: the code held the thread.',
      [],
    ]);
  });

  test('a message about an event that is not there is told as it is', () => {
    const what = 'No command scheduled for event HistoryEvent(id: 99, TimerStarted)';
    expect(told(nondeterminism(what))).toEqual([`[TMPRL1100] Nondeterminism error: ${what}`, []]);
  });

  test('a workflow that is no longer there: its start is what to look at', () => {
    const own =
      "Failed to initialize workflow of type 'placeOrder': no such function is exported by the workflow bundle";
    expect(divergence(replayError(own), HISTORY)).toEqual({
      text: `Event 1 is: workflow placeOrder started. The code exports no workflow of that name.\nThe SDK’s own words: ${own}`,
      instead: 'The code exports no workflow of that name.',
      events: [1],
    });
  });

  test('an error with quotes in it is told whole', () => {
    expect(told(replayError('the "best" price is \\ gone'))).toEqual([
      'Replayed, the code throws: the "best" price is \\ gone',
      [],
    ]);
  });
});
