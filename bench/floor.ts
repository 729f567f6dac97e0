import { fileURLToPath } from 'node:url';
import { Client, Connection } from '@temporalio/client';
import { NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { SILENT } from '../src/runtime/silent.ts';
import { startServer, type ServerProgram } from '../src/server/index.ts';
import type { Floor } from './figures.ts';
import { timing } from './statistics.ts';

/** About the work of the saga kata's suite: it starts 25 runs, which make some 180 attempts. */
export const WORK = { runs: 25, activities: 7 };
/** So many runs are under way at once. */
const AT_ONCE = 6;
const ROUNDS = 5;
/** The server and the SDK are slower at first. */
const WARMING = 3;

/**
 * Measures how long the SDK's Worker and the test server take for that much work when nobody judges
 * it: everything in one process, workflows kept in memory, activities that return at once. No
 * verdict that looks at so many runs can come sooner.
 *
 * @param tell hears of each round in milliseconds
 */
export async function floor(
  program: ServerProgram,
  tell: (milliseconds: number) => void,
): Promise<Floor> {
  Runtime.install({
    logger: SILENT,
    telemetryOptions: { logging: { filter: 'OFF', forward: {} } },
  });
  const server = await startServer(program);
  const native = await NativeConnection.connect({ address: server.address });
  const connection = await Connection.connect({ address: server.address });
  try {
    const worker = await Worker.create({
      connection: native,
      taskQueue: 'floor',
      workflowsPath: fileURLToPath(new URL('./floor-workflow.ts', import.meta.url)),
      activities: { step: async (number: number) => number },
    });
    const samples = await worker.runUntil(() => rounds(new Client({ connection }), tell));
    return { ...WORK, ...timing(samples) };
  } finally {
    await connection.close();
    await native.close();
    await server.stop();
  }
}

async function rounds(client: Client, tell: (milliseconds: number) => void): Promise<number[]> {
  const samples: number[] = [];
  for (let round = 0; round < WARMING + ROUNDS; round += 1) {
    const began = performance.now();
    await oneRound(client, round);
    const spent = performance.now() - began;
    if (round < WARMING) continue;
    tell(spent);
    samples.push(spent);
  }
  return samples;
}

async function oneRound(client: Client, round: number): Promise<void> {
  const waiting = Array.from({ length: WORK.runs }, (_, run) => `floor-${round}-${run}`);
  const next = async () => {
    for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
      await client.workflow.execute('steps', {
        taskQueue: 'floor',
        workflowId: id,
        args: [WORK.activities],
      });
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, next));
}
