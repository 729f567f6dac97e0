import type { AnswerState, Exported } from '../../kit/runtime.ts';
import type { Sandbox } from '../core/worker-run.ts';
import { countedIds } from '../ids.ts';
import type { Performer } from '../performer.ts';
import type { SimulationOptions } from '../options.ts';
import { Simulation } from '../simulation.ts';

export const NAMESPACE = 'default';
export const IDENTITY = 'durable-dojo';

/** What a simulated runtime is told of its surroundings. */
export interface Surroundings {
  /** Executes the answer's workflows; another one repeats histories. */
  readonly sandbox: Sandbox;
  readonly elsewhere: Sandbox;
  readonly answer: AnswerState;
  readonly exported: (name: string) => Promise<Exported>;
  readonly sdkVersion: string;
  /** Waits for real milliseconds. */
  readonly pause: (milliseconds: number) => Promise<void>;
  readonly start: number;
}

/** A server with a Worker that keeps runs in memory, and one that forgets them, as a suite asks. */
export function simulationFor(
  { start, sdkVersion, sandbox }: Surroundings,
  {
    serves,
    onRecorded,
    perform,
  }: Required<Pick<SimulationOptions, 'serves' | 'onRecorded'>> & Pick<Performer, 'perform'>,
): Simulation {
  const simulation = new Simulation({
    start,
    ways: { namespace: NAMESPACE, closesChildren: false, timesOutCancelled: false },
    ids: countedIds(),
    identity: IDENTITY,
    onRecorded,
    serves: (queue) => QUEUES.has(queue) || serves(queue),
    performer: {
      perform,
      performLocally: async () => ({ failed: { message: 'Local activities have no world' } }),
    },
  });
  for (const queue of QUEUES) {
    const remembers = queue === 'kept';
    const options = { namespace: NAMESPACE, identity: IDENTITY, sdkVersion, remembers };
    simulation.addWorker(queue, options, sandbox);
  }
  return simulation;
}

const QUEUES: ReadonlySet<string> = new Set(['kept', 'lost']);
