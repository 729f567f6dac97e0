import type { ActivityPoll } from './activity-poll.ts';
import type { ClientRuns } from './client-calls.ts';
import type { RunTree } from './run-tree.ts';
import type { Runs } from './runs.ts';

/**
 * What an answer's client needs to know of the runs on a server.
 *
 * @param adopted is told of each run that it has started
 */
export function clientRuns(
  runs: Runs,
  poll: () => ActivityPoll | undefined,
  adopted: (tree: RunTree) => void,
): ClientRuns {
  return {
    starting: (change) => runs.starting(change),
    find: (run) => runs.get(run),
    isHeldUp: () => runs.isHeldUp(),
    answering: async (...answer) => poll()?.answering(...answer),
    adopt: async (run) => adopted(await runs.adopt(run)),
    progress: () => runs.locks.passed + (poll()?.taken ?? 0),
  };
}
