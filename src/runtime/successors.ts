import type { ProtoEvent } from './connection.ts';

/** An execution that another one began. */
export interface Successor {
  readonly runId: string;
  /** For a child: its workflow id. */
  readonly id?: string;
  /** For a child: its number among those that its parent asked for, from 1. */
  readonly child?: number;
  /** For a child: the event of its parent that asked for it. */
  readonly of?: number;
}

/** Reads off a history which children it started, and as which run it continued. */
export function successors(history: readonly ProtoEvent[]): Successor[] {
  const asked = new Map<number, number>();
  const found: Successor[] = [];
  for (const event of history) {
    if (event.startChildWorkflowExecutionInitiatedEventAttributes) {
      asked.set(Number(event.eventId), asked.size + 1);
    }
    const started = event.childWorkflowExecutionStartedEventAttributes;
    if (started?.workflowExecution) {
      const of = Number(started.initiatedEventId);
      const { workflowId, runId } = started.workflowExecution;
      found.push({
        id: workflowId ?? '',
        runId: runId ?? '',
        child: asked.get(of) ?? 0,
        of,
      });
    }
    const next = event.workflowExecutionContinuedAsNewEventAttributes?.newExecutionRunId;
    if (next) found.push({ runId: next });
  }
  return found;
}
