/**
 * Holds back what a workflow task has decided until whoever started this process lets it go: the
 * moment in which a Worker can be killed after its code ran, and before the server knows. The SDK
 * makes no room for this.
 */
import vm from '@temporalio/worker/lib/workflow/vm-shared.js';
import type { HostAsks } from './host-protocol.ts';

/** What the SDK says of a workflow task, as far as it matters. */
interface Activation {
  readonly runId?: string;
  readonly historyLength?: number;
  readonly isReplaying?: boolean;
  readonly jobs?: readonly { readonly queryWorkflow?: unknown }[];
}

interface SandboxedWorkflow {
  activate(activation: Activation): Promise<unknown>;
}

let closed = false;

/** From now on, every workflow task that is no replay asks before it is answered. */
export function closeGate(asks: Pick<HostAsks, 'decided'>): void {
  if (closed) return;
  closed = true;
  /** How many events of each run were replayed in this process, until it first did something new. */
  const replayed = new Map<string, number>();
  const { prototype } = vm.BaseVMWorkflow as unknown as { prototype: SandboxedWorkflow };
  // oxlint-disable-next-line typescript/unbound-method -- called with its `this` below
  const { activate } = prototype;
  prototype.activate = async function gated(activation) {
    const completion = await activate.call(this, activation);
    const { runId = '', historyLength: event = 0, isReplaying, jobs = [] } = activation;
    if (jobs.some(({ queryWorkflow }) => queryWorkflow)) return completion;
    const before = replayed.get(runId);
    if (isReplaying) replayed.set(runId, event);
    else {
      replayed.delete(runId);
      await asks.decided({ runId, event, ...(before === undefined ? {} : { replayed: before }) });
    }
    return completion;
  };
}
