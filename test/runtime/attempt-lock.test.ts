import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { Attempt } from '../../src/runtime/attempt.ts';
import { AttemptLock } from '../../src/runtime/attempt-lock.ts';
import { payloads, proto, ServerConnection } from '../../src/runtime/connection.ts';
import { milliseconds } from '../../src/runtime/events.ts';
import { startServer, type RunningServer } from '../../src/server/index.ts';
import { anyServer } from '../server/fixtures.ts';

const ABOUT = { namespace: 'default', identity: 'test' };
/** The command type, as the protocol has it. */
const SCHEDULE_ACTIVITY = 1;
const RUNS = 6;
const MINUTE = 60_000;
const YEAR = 365 * 24 * 60 * MINUTE;

let server: RunningServer;
let connection: ServerConnection;

beforeAll(async () => {
  server = await startServer(await anyServer());
  connection = await ServerConnection.open(server.address);
});

afterAll(async () => {
  await connection.close();
  await server.stop();
});

test('no two attempts have a name in common, whoever took them', () => {
  const names = ['first', 'second'].map(
    (queue) => new Attempt({}, queue, connection, async () => undefined).token,
  );
  expect(new Set(names).size).toBe(2);
});

test('an attempt that is over holds time no more, also when somebody answers it again', async () => {
  await connection.lockTime();
  const place = { execution: { id: 'over' }, activityId: 'a', number: 1 };
  const lock = new AttemptLock(connection, place);
  await lock.end();
  await lock.take();
  expect(lock.isHeld).toBe(false);
  await lock.giveBack();
  expect(lock.isHeld).toBe(false);
});

describe('attempts that nobody answers', () => {
  let busy: NodeJS.Timeout | undefined;

  afterEach(() => clearInterval(busy));

  test('run into their timeouts, and leave no lock on time too many and none too few', async () => {
    // A busy machine: what we ask of the server comes late, and we hear of it late.
    busy = setInterval(() => block(40), 55);
    const taskQueue = { name: 'lost' };
    for (let run = 0; run < RUNS; run += 1) {
      await connection.start({ id: `run-${run}`, workflow: 'w', args: [], taskQueue: 'lost' });
      await scheduleActivity(taskQueue);
    }
    await Promise.all(Array.from({ length: RUNS }, () => loseTwice(taskQueue)));
    clearInterval(busy);
    // Each run has a workflow task that waits for a Worker: so many locks are right.
    for (let run = 0; run < RUNS - 1; run += 1) await connection.unlockTime();
    expect(await timePasses()).toBeLessThan(MINUTE);
    const now = await connection.now();
    await connection.unlockTime();
    await expect.poll(() => connection.now(), { timeout: 20_000 }).toBeGreaterThan(now + YEAR);
  });
});

/** Has one of the runs schedule its activity. */
async function scheduleActivity(taskQueue: { name: string }): Promise<void> {
  const { service } = connection;
  const { taskToken } = await service.pollWorkflowTaskQueue({ ...ABOUT, taskQueue });
  const scheduleActivityTaskCommandAttributes = {
    activityId: 'a',
    activityType: { name: 'a' },
    taskQueue,
    input: payloads([]),
    startToCloseTimeout: proto(MINUTE),
    retryPolicy: { initialInterval: proto(1000), backoffCoefficient: 1, maximumAttempts: 2 },
  };
  await service.respondWorkflowTaskCompleted({
    ...ABOUT,
    taskToken,
    commands: [{ commandType: SCHEDULE_ACTIVITY, scheduleActivityTaskCommandAttributes }],
  });
}

/** Takes two attempts, and answers neither. */
async function loseTwice(taskQueue: { name: string }): Promise<void> {
  for (let lost = 0; lost < 2; lost += 1) {
    const polled = await connection.service.pollActivityTaskQueue({ ...ABOUT, taskQueue });
    const { workflowId, runId } = polled.workflowExecution ?? {};
    const execution = { id: workflowId ?? '', runId: runId ?? '' };
    const number = polled.attempt ?? 0;
    const lock = new AttemptLock(connection, { execution, activityId: 'a', number });
    const deadline = milliseconds(polled.startedTime) + MINUTE;
    await lock.sleepBefore(deadline, deadline);
    expect(await lock.untilTimeout(deadline, () => false)).toBe(true);
    expect(lock.isHeld).toBe(false);
    await lock.end();
  }
}

function block(milliseconds: number): void {
  const until = performance.now() + milliseconds;
  while (performance.now() < until);
}

async function timePasses(): Promise<number> {
  const before = await connection.now();
  await pause(50);
  return (await connection.now()) - before;
}
