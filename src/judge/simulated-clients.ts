import type { ClientRuns } from '../runtime/client-calls.ts';
import type { Trees } from '../simulator/judging/trees.ts';
import type { Simulation } from '../simulator/simulation.ts';

/** What an answer's client needs to know of the runs that it started on the simulator. */
export function clientRuns(simulation: Simulation, trees: Trees): ClientRuns {
  const find: ClientRuns['find'] = (run) => {
    const tree = trees.find(run);
    if (!tree) return undefined;
    return {
      get closed() {
        return tree.current.execution.isClosed;
      },
      get progress() {
        return tree.members.reduce(
          (sum, { execution }) => sum + execution.history.events.length,
          0,
        );
      },
      async isStuck() {
        trees.adoptAll();
        return tree.examine();
      },
    };
  };
  return {
    find,
    // Whoever starts something here is heard of at once, and time waits for them anyway.
    starting: () => {},
    adopt: async () => {},
    answering: async (_request, respond) => respond(),
    isHeldUp: async () => simulation.isHeld || !simulation.isQuiet,
    progress: () => simulation.clock.now,
  };
}
