/**
 * Locks on time that executions left behind when they closed.
 *
 * The test server (1.38) takes a lock when it passes something on to another workflow, and the one
 * who hears of it gives it back. Who has closed hears of nothing, so the lock stays for good: that
 * of a child, or a signal to somebody, that was asked for and not confirmed; and that of a child
 * which ends when its parent is gone, to tell it so. (`TestWorkflowMutableStateImpl` of the test
 * server: whoever calls `lockTimer`, and who `unlockTimer`.)
 */
import type { HistoryEvent } from '../kit/runtime.ts';
import type { RunWatch } from './run-watch.ts';

/** What must be known of an execution. */
type Known = Pick<RunWatch, 'closed' | 'events' | 'place' | 'successors'>;

/**
 * Names the locks that the executions of one tree have left behind, as far as their histories were
 * read. What has a name keeps it, so that each can be given back once.
 */
export function leftLocks(members: readonly Known[]): string[] {
  return members.filter(({ closed }) => closed).flatMap((parent) => leftBy(parent, members));
}

function leftBy(parent: Known, members: readonly Known[]): string[] {
  const { events, place } = parent;
  const confirmed = named(events, CONFIRMS);
  const asked = events.filter(({ id, type }) => ASKS.test(type) && !confirmed.has(id));
  const heard = named(events, HEARS);
  const unheard = parent.successors().flatMap(({ runId, of }) => {
    if (of === undefined || heard.has(of)) return [];
    const child = members.find((member) => member.place.runId === runId);
    return child && hasTold(lastOf(child, members)) ? [of] : [];
  });
  return [
    ...asked.map(({ id }) => `${place.runId} asked ${id}`),
    ...unheard.map((id) => `${place.runId} missed ${id}`),
  ];
}

/** The events that others name in which they hear what became of them. */
function named(events: readonly HistoryEvent[], how: RegExp): Set<number> {
  return new Set(events.flatMap(({ type, of }) => (of && how.test(type) ? [of] : [])));
}

/** The last known run of the chain that an execution belongs to. */
function lastOf({ place }: Known, members: readonly Known[]): Known | undefined {
  return members
    .filter((member) => member.place.base === place.base)
    .toSorted((one, other) => one.place.link - other.place.link)
    .at(-1);
}

/** Whether it has ended so that its parent is told. */
function hasTold(child: Known | undefined): boolean {
  return TELLS.test(child?.events.at(-1)?.type ?? '');
}

const ASKS = /^(StartChild|SignalExternal)WorkflowExecutionInitiated$/;
const CONFIRMS =
  /^(ChildWorkflowExecutionStarted|StartChildWorkflowExecutionFailed|ExternalWorkflowExecutionSignaled|SignalExternalWorkflowExecutionFailed)$/;
const HEARS = /^ChildWorkflowExecution(Completed|Failed|Canceled|TimedOut|Terminated)$/;
/** Where a run is terminated, the server tells nobody. */
const TELLS = /^WorkflowExecution(Completed|Failed|Canceled|TimedOut)$/;
