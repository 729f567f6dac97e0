import { describe, expect, test } from 'vitest';
import { drawing, type Bar, type Row } from '../../src/kit/history-drawing.ts';
import { isToSee } from '../../src/kit/history-fold.ts';
import { rowGiven, rowNumber, rowText } from '../../src/kit/history-words.ts';
import { runHistory, type Subject } from '../../src/kit/run-history.ts';
import type { HistoryEvent } from '../../src/kit/runtime.ts';
import { judged, numbered, subject, task, type Told } from './histories.ts';

const DAY = 86_400_000;

/** One sign for each lane: where a bar begins, goes on and ends, and how. */
function sign(bar: Bar | undefined): string {
  if (!bar) return '.';
  const end = { done: 'v', failed: 'x', cancelled: 'c', open: '?' }[bar.outcome];
  return { opens: '^', through: '|', 'goes on': '+', closes: end }[bar.part];
}

function line(row: Row): string {
  const given = rowGiven(row) && `(${rowGiven(row)})`;
  const mark = isToSee(row) ? '▶' : '';
  return [row.bars.map(sign).join(''), rowNumber(row), mark, rowText(row), given]
    .filter(Boolean)
    .join(' ');
}

function drawn(told: Subject, options = {}, found = {}): string[] {
  return drawing(runHistory(told, found), options).rows.map(line);
}

const of = (events: readonly Told[], more: Partial<Subject> = {}) =>
  subject(numbered(events), more);

describe('a history is drawn', () => {
  test('with bars side by side, attempts that came to nothing, and time that was skipped', () => {
    expect(drawing(judged.history).rows.map(line)).toEqual([
      '... 1 workflow placeOrder started',
      '... 2–4 workflow task',
      '^.. 5 reserve scheduled (item: "tea")',
      '|^. 6 charge scheduled (item: "milk")',
      '||^ 7 timer of 1 h started',
      'v|| 8–9 reserve completed',
      '.|| 10–12 workflow task',
      '.+| charge, attempt 1: the Worker is lost, and nobody answers',
      '.|| ⋮ 2 s later',
      '.|| 13 signal hurry ("now")',
      '.|| ⋮ 1 s later',
      '.+| charge, attempt 2: failed with Unavailable, the <service> & "friends" are down',
      '.|| ⋮ 3 s later',
      '.x| 14–15 ▶ charge failed: Unavailable, the <service> & "friends" are down, in attempt 3',
      '..| 16–18 workflow task',
      '..c 19 timer of 1 h cancelled',
      '... 20 workflow ended as Failed: Unavailable, the <service> & "friends" are down',
    ]);
  });

  test('with children and updates, and lanes that are used again', () => {
    const events: readonly Told[] = [
      { type: 'WorkflowExecutionStarted', name: 'mailing' },
      { type: 'StartChildWorkflowExecutionInitiated', name: 'mail' },
      { type: 'StartChildWorkflowExecutionInitiated', name: 'mail' },
      { type: 'ChildWorkflowExecutionStarted', of: 2 },
      { type: 'WorkflowExecutionUpdateAccepted', name: 'add' },
      { type: 'StartChildWorkflowExecutionFailed', of: 3 },
      { type: 'ChildWorkflowExecutionCanceled', of: 2 },
      {
        type: 'WorkflowExecutionUpdateCompleted',
        name: 'add',
        of: 5,
        failure: { type: 'Full', message: 'no room', retryable: false },
      },
      { type: 'TimerStarted', duration: DAY },
      { type: 'WorkflowExecutionContinuedAsNew', at: DAY },
    ];
    expect(drawn(of(events, { workflow: 'mailing', state: 'continued' }))).toEqual([
      '... 1 workflow mailing started',
      '^.. 2 child mail asked for',
      '|^. 3 child mail asked for',
      '+|. 4 child mail started',
      '||^ 5 update add accepted',
      '|x| 6 child mail could not be started',
      'c.| 7 child mail cancelled',
      '..x 8 update add failed: Full, no room',
      '^.. 9 timer of 1 day started',
      '|.. ⋮ 1 day later',
      '|.. 10 workflow continued as new',
    ]);
  });

  test('with what asks an activity to cancel, even where the answer is the next event', () => {
    const events: readonly Told[] = [
      { type: 'ActivityTaskScheduled', name: 'watch' },
      { type: 'ActivityTaskCancelRequested', of: 1 },
      { type: 'ActivityTaskCanceled', of: 1 },
    ];
    expect(drawn(of(events))).toEqual([
      '^ 1 watch scheduled',
      '+ 2 watch asked to cancel',
      'c 3 watch cancelled',
    ]);
  });

  test('up to the place where a replay went another way, and what the code did there', () => {
    const events: readonly Told[] = [
      { type: 'WorkflowExecutionStarted', name: 'placeOrder' },
      ...task,
      { type: 'ActivityTaskScheduled', name: 'charge', activityId: '1' },
      { type: 'ActivityTaskStarted', of: 5 },
      { type: 'ActivityTaskCompleted', of: 5 },
    ];
    const instead = 'Replayed, the code starts a timer.';
    const divergence = { text: '', instead, events: [5] };
    expect(drawn(of(events), {}, { divergence }).slice(2)).toEqual([
      '^ 5 charge scheduled',
      '| ▶ Replayed, the code starts a timer.',
      'v 6–7 charge completed',
    ]);
    // Where nobody can tell which of several it was, nothing is claimed.
    const either = { ...divergence, events: [5, 7] };
    expect(drawn(of(events), {}, { divergence: either }).join()).not.toContain('Replayed');
  });

  test('with the tasks that a Worker began by a replay, which is all but the first', () => {
    const events: readonly Told[] = [{ type: 'WorkflowExecutionStarted' }, ...task, ...task];
    expect(drawn(of(events, { worker: 'lost' }))).toEqual([
      '1 workflow  started',
      '2–4 workflow task',
      '5–7 workflow task, begun by a replay',
    ]);
    expect(drawn(of(events, { worker: 'kept' })).join()).not.toContain('replay');
  });

  test('with a task that fails, and one that is not over', () => {
    const failure = { type: 'Error', message: 'nobody is there', retryable: false };
    const [scheduled, started] = task as [Told, Told];
    const events: readonly Told[] = [
      { type: 'WorkflowExecutionStarted', name: 'placeOrder' },
      scheduled,
      started,
      { type: 'WorkflowTaskFailed', failure },
      scheduled,
      started,
    ];
    expect(drawn(of(events, { state: 'broken' })).slice(1)).toEqual([
      '2–4 the workflow’s own code failed: nobody is there',
      '5–6 workflow task started, and not over',
    ]);
  });

  test('as attempts of one kind in one line', () => {
    const attempts = Array.from({ length: 30 }, (_, index) => ({
      run: 'r',
      name: 'charge',
      activityId: '1',
      attempt: index + 1,
      at: index * 1000,
      failure: { type: 'Unavailable', message: 'down', retryable: true },
    }));
    const events = numbered([
      { type: 'WorkflowExecutionStarted', name: 'placeOrder' },
      { type: 'ActivityTaskScheduled', name: 'charge', activityId: '1' },
      { type: 'ActivityTaskStarted', of: 2, attempt: 31, at: 40_000 },
      { type: 'ActivityTaskCompleted', of: 2 },
    ]);
    expect(drawn(subject(events, {}, attempts)).slice(1)).toEqual([
      '^ 2 charge scheduled',
      '+ charge, attempts 1 to 30: failed with Unavailable, down',
      '| ⋮ 40 s later',
      'v 3–4 charge completed, in attempt 31',
    ]);
  });
});

/** So many timers, one after the other. */
function timers(count: number): HistoryEvent[] {
  return numbered([
    { type: 'WorkflowExecutionStarted', name: 'placeOrder' },
    ...Array.from({ length: count }, (_, index): Told[] => [
      { type: 'TimerStarted', duration: 10 },
      { type: 'TimerFired', of: 2 * index + 2 },
    ]).flat(),
  ]);
}

describe('a long history', () => {
  test('is folded around what is to be looked at, and unfolded on demand', () => {
    const found = { lines: [{ event: 60, text: '', marked: true }] };
    const lines = drawn(subject(timers(100)), {}, found);
    expect(lines).toHaveLength(12 + 1 + 5 + 1 + 12);
    expect(lines[12]).toBe('. … 45 more events');
    expect(lines.slice(13, 18)).toEqual([
      '^ 58 timer of 10 ms started',
      'v 59 timer of 10 ms fired',
      '^ 60 ▶ timer of 10 ms started',
      'v 61 timer of 10 ms fired',
      '^ 62 timer of 10 ms started',
    ]);
    expect(drawn(subject(timers(100)), { all: true }, found)).toHaveLength(201);
  });

  test('keeps its two ends when it is very long, and says how much is missing', () => {
    const history = runHistory(subject(timers(5000)));
    expect(history.events).toHaveLength(2000);
    expect(history.total).toBe(10_001);
    const lines = drawing(history, { all: true }).rows.map(line);
    expect(lines[1000]).toBe('. … 8001 more events, not kept');
  });

  test('counts the bars for which there is no room', () => {
    const started = Array.from({ length: 12 }, (): Told => ({ type: 'TimerStarted' }));
    const history = runHistory(of(started));
    expect(drawing(history, { lanes: 8 }).barsLeftOut).toBe(4);
    expect(drawing(history, { lanes: 8 }).rows[0]?.bars).toHaveLength(8);
  });
});
