import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Settled, World } from '../../src/kit/runtime.ts';
import { ServerConnection } from '../../src/runtime/connection.ts';
import { LocalRuntime } from '../../src/runtime/local.ts';
import type { Chaos } from '../../src/runtime/reaper.ts';
import { startServer, type RunningServer } from '../../src/server/index.ts';
import { anyServer } from '../server/fixtures.ts';

const CACHE = resolve(import.meta.dirname, '../../.dojo/cache');
const ANSWER = join(import.meta.dirname, 'fixtures/gives-up-in-time');
/** So long a decision takes from here to the server, about, in milliseconds. */
const TRIP_MS = 3;
/** So many runs decide at the same moment; one of them meets it. */
const AT_ONCE = 6;
/** The event that begins a run's first workflow task. */
const FIRST_TASK = 3;
const ROUNDS = 30;
const ENOUGH = 2;

let server: RunningServer;
let connection: ServerConnection;
let runtime: LocalRuntime;

/** Kills nobody: lets each decision go when the server's clock is about to show a whole second. */
const patient: Chaos = {
  begins: () => undefined,
  async strikes({ event }) {
    if (event !== FIRST_TASK) return false;
    for (;;) {
      const left = 1000 - ((await connection.now()) % 1000);
      if (left <= TRIP_MS) return false;
      await new Promise((resolve) => setTimeout(resolve, Math.min(left - TRIP_MS, left / 2)));
    }
  },
  struck: () => undefined,
  replayed: async () => undefined,
};

const down: World = {
  perform: async () => ({
    kind: 'failed',
    failure: { type: 'Error', message: 'down', retryable: true },
  }),
};

beforeAll(async () => {
  server = await startServer(await anyServer());
  connection = await ServerConnection.open(server.address);
  runtime = await LocalRuntime.open(server.address, CACHE, { chaos: patient });
});

afterAll(async () => {
  await runtime?.close();
  await connection?.close();
  await server?.stop();
});

test('an activity that was scheduled on a whole second is given up in time as well', async () => {
  await runtime.load(ANSWER, 'answers/patient');
  runtime.world = down;
  let hits = 0;
  for (let round = 0; round < ROUNDS && hits < ENOUGH; round += 1) {
    const runs = Array.from({ length: AT_ONCE }, (_, run) => `run-${round}-${run}`);
    for (const { state, events } of await Promise.all(runs.map(callWhileThereIsTime))) {
      expect(state).toBe('failed');
      const scheduled = events.find(({ type }) => type === 'ActivityTaskScheduled');
      if (scheduled && scheduled.at % 1000 === 0) hits += 1;
    }
  }
  expect(hits).toBeGreaterThan(0);
});

async function callWhileThereIsTime(id: string): Promise<Settled> {
  await runtime.start({ id, workflow: 'callWhileThereIsTime', args: [], worker: 'kept' });
  return runtime.settled(id, 10_000);
}
