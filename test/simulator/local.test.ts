import { join } from 'node:path';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { Client, Connection } from '@temporalio/client';
import { NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { SILENT } from '../../src/runtime/silent.ts';
import { fetchServer, startServer, type RunningServer } from '../../src/server/index.ts';
import { grouping } from './normalise.ts';
import { ROOT } from './recorded.ts';
import { OfficialReplayer, SimulatedReplayer, type Json } from './replayers.ts';
import { SimulatedStage } from './simulated-stage.ts';
import type { Perform } from './stages.ts';

const CODE = { folder: join(import.meta.dirname, 'scenes'), file: 'local.ts' };
const WORKFLOWS = ['inTurn', 'triesAgain', 'givesUp', 'waitsLong', 'changesItsMind', 'mixes'];

const official = new OfficialReplayer();
const simulated = new SimulatedReplayer();
const stage = new SimulatedStage();
let server: RunningServer;
let connections: { native: NativeConnection; client: Connection };
let worker: Worker;
let running: Promise<void>;

beforeAll(async () => {
  Runtime.install({
    logger: SILENT,
    shutdownSignals: [],
    telemetryOptions: { logging: { filter: 'OFF', forward: {} } },
  });
  server = await startServer(await fetchServer(join(ROOT, '.dojo/server'), () => undefined));
  const { address } = server;
  connections = {
    native: await NativeConnection.connect({ address }),
    client: await Connection.connect({ address }),
  };
  worker = await Worker.create({
    connection: connections.native,
    taskQueue: 'local',
    workflowsPath: join(CODE.folder, CODE.file),
    activities: { local },
  });
  running = worker.run();
  await Promise.all([official.load(CODE), simulated.load(CODE), stage.load(CODE)]);
});
afterAll(async () => {
  worker.shutdown();
  await running;
  await connections.native.close();
  await connections.client.close();
  await Promise.all([official.close(), server.stop()]);
});

describe('activities that their Worker executes itself', () => {
  test.each(WORKFLOWS)('%s', async (workflow) => {
    attempts.clear();
    const client = new Client({ connection: connections.client });
    const handle = await client.workflow.start(workflow, {
      taskQueue: 'local',
      workflowId: workflow,
    });
    const result: unknown = await handle.result();
    const theirs = JSON.parse(historyToJSON(await handle.fetchHistory())) as Json;
    const scene = { id: workflow, workflow, args: [], interventions: [], remembers: true };
    const [played] = await stage.play([scene], perform);
    const ours = played?.histories[''];
    if (!ours) throw new Error('The scene is played.');
    expect(resultOf(ours)).toEqual(result);
    expect(grouping(ours)).toBe(grouping(theirs));
    for (const history of [theirs, ours]) {
      expect(await official.replay(history, workflow)).toBeUndefined();
      expect(await simulated.replay(history, workflow)).toBeUndefined();
    }
  });
});

const attempts = new Map<string, number>();

async function local(name: string): Promise<string> {
  const attempt = (attempts.get(name) ?? 0) + 1;
  attempts.set(name, attempt);
  const { reply } = perform({ name: 'local', args: [name], attempt });
  if ('failed' in reply) throw new Error(reply.failed.message);
  return 'completed' in reply ? String(reply.completed) : '';
}

function perform({ args, attempt }: Parameters<Perform>[0]): ReturnType<Perform> {
  const name = String(args[0]);
  const fails = name === 'hopeless' || (name === 'stubborn' && attempt < 3);
  if (!fails) return { after: 0, reply: { completed: `${name} is done` } };
  return { after: 0, reply: { failed: { message: `${name} ${attempt}`, type: 'Error' } } };
}

function resultOf({ events }: Json): unknown {
  const field = 'workflowExecutionCompletedEventAttributes';
  const last = events.at(-1)?.[field] as
    { readonly result?: { readonly payloads: readonly { readonly data: string }[] } } | undefined;
  const data = last?.result?.payloads[0]?.data ?? '';
  return JSON.parse(Buffer.from(data, 'base64').toString()) as unknown;
}
