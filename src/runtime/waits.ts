/**
 * Notes where workflow code waits at the end of each workflow task, in the process that runs it: the
 * places that the SDK's own stack-trace query would name then. Only a host that was asked to notes
 * them, since the SDK needs a stack for every promise for it: see fast-sandbox.ts.
 */
import shared from '@temporalio/worker/lib/workflow/vm-shared.js';
import type { Waits } from '../kit/runtime.ts';

const noted = new Map<string, Map<number, Waits['stacks']>>();

/** What was noted of an execution, in the order of its workflow tasks. */
export function waitsOf(runId: string): Waits[] {
  return [...(noted.get(runId) ?? [])].map(([event, stacks]) => ({ event, stacks }));
}

export function forgetWaits(): void {
  noted.clear();
}

/** The part of the SDK's workflow that is looked at. */
interface Looked {
  readonly activator: {
    readonly info: { readonly runId: string; readonly historyLength: number };
    readonly completed: boolean;
    getStackTraces(): { readonly formatted: string }[];
  };
}

interface Activation {
  readonly isReplaying?: boolean | null;
  readonly jobs?: readonly { readonly queryWorkflow?: unknown }[] | null;
}

/** From now on, notes where workflows wait. */
export function noteWaits(): void {
  const workflow = (shared as unknown as { BaseVMWorkflow: { prototype: Patched } }).BaseVMWorkflow;
  // oxlint-disable-next-line typescript/unbound-method -- called with its `this` below
  const { activate } = workflow.prototype;
  workflow.prototype.activate = async function noting(activation) {
    const completion = await activate.call(this, activation);
    const isQuery = activation.jobs?.some(({ queryWorkflow }) => Boolean(queryWorkflow));
    // A replay of code that is not deterministic waits elsewhere; what counts is how it was.
    if (isQuery || activation.isReplaying || completion.failed) return completion;
    const { info, completed } = this.activator;
    const traces = completed ? [] : this.activator.getStackTraces();
    const tasks = noted.get(info.runId) ?? new Map<number, Waits['stacks']>();
    // Here the history ends with the event that started the task.
    noted.set(
      info.runId,
      tasks.set(
        info.historyLength,
        traces.map(({ formatted }) => formatted),
      ),
    );
    return completion;
  };
}

interface Patched extends Looked {
  activate(activation: Activation): Promise<{ readonly failed?: unknown }>;
}
