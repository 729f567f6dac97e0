/**
 * An activity's end of patience must not fall on a whole second. The test server (1.38) sees that
 * no time is left for another attempt only where the moment of it has a fraction of a second
 * (`TestServiceRetryState`, which asks for nanoseconds other than 0). One activity in a thousand is
 * scheduled on a whole second, and such a one would be tried for ever. Its clock counts
 * milliseconds, so that one nanosecond more keeps every activity off.
 */
import vm from '@temporalio/worker/lib/workflow/vm-shared.js';

interface Duration {
  nanos?: number | null;
}

/** What the SDK is told by a workflow task, as far as it matters. */
interface Completion {
  readonly successful?: {
    readonly commands?:
      | readonly {
          readonly scheduleActivity?: { readonly scheduleToCloseTimeout?: Duration | null } | null;
        }[]
      | null;
  } | null;
}

interface SandboxedWorkflow {
  activate(activation: unknown): Promise<Completion>;
}

/** From now on, what this process schedules ends one nanosecond later than its code says. */
export function keepOffWholeSeconds(): void {
  const { prototype } = vm.BaseVMWorkflow as unknown as { prototype: SandboxedWorkflow };
  // oxlint-disable-next-line typescript/unbound-method -- called with its `this` below
  const { activate } = prototype;
  prototype.activate = async function later(activation) {
    const completion = await activate.call(this, activation);
    for (const { scheduleActivity } of completion.successful?.commands ?? []) {
      // Where none is set, the server takes the run's own, which is years away.
      const patience = scheduleActivity?.scheduleToCloseTimeout;
      if (patience) patience.nanos = (patience.nanos ?? 0) + 1;
    }
    return completion;
  };
}
