import type { Run } from './run.ts';
import type { HistoryEvent } from './runtime.ts';

/** Something that was open for a while. */
interface Span {
  readonly scheduled: HistoryEvent;
  readonly closed?: HistoryEvent;
}

/** How many were open at most, and from which event on. */
export function peakOf(spans: readonly Span[]): { peak: number; at: number | undefined } {
  const ends = spans.flatMap(({ closed }) => (closed ? [closed.id] : [])).toSorted(ascending);
  let peak = 0;
  let at: number | undefined;
  let over = 0;
  const begins = spans.map(({ scheduled }) => scheduled.id).toSorted(ascending);
  for (const [begun, id] of begins.entries()) {
    while ((ends[over] ?? Infinity) < id) over += 1;
    const open = begun + 1 - over;
    if (open > peak) [peak, at] = [open, id];
  }
  return { peak, at };
}

/** Histories share no numbers, so moments are compared; one that ends makes room for the next. */
export function peakOfTree(
  root: Run,
  names: readonly string[],
): { peak: number; run: Run | undefined } {
  const moments = root.tree
    .flatMap((run) =>
      run.activitiesNamed(...names).flatMap(({ scheduled, closed }) => [
        { at: scheduled.at, step: 1, run },
        { at: closed?.at ?? Infinity, step: -1, run },
      ]),
    )
    .toSorted((one, other) => one.at - other.at || one.step - other.step);
  let [open, peak] = [0, 0];
  let where: Run | undefined;
  for (const { step, run } of moments) {
    open += step;
    if (open > peak) [peak, where] = [open, run];
  }
  return { peak, run: where };
}

/** The children that a run asked for. */
export function childSpans(events: readonly HistoryEvent[]): Span[] {
  const closings = new Map(
    events.flatMap((event) => (CHILD_OVER.test(event.type) ? [[event.of, event] as const] : [])),
  );
  return events
    .filter(({ type }) => type === 'StartChildWorkflowExecutionInitiated')
    .map((scheduled) => {
      const closed = closings.get(scheduled.id);
      return { scheduled, ...(closed ? { closed } : {}) };
    });
}

const CHILD_OVER =
  /^((Start)?ChildWorkflowExecutionFailed|ChildWorkflowExecution(Completed|Canceled|Terminated|TimedOut))$/;

function ascending(one: number, other: number): number {
  return one - other;
}
