import { existsSync } from 'node:fs';
import type { Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CONNECTIONS, TRANSFER_MS } from '../../../src/grading/proxy/limits.ts';
import { ServerProxy } from '../../../src/grading/proxy/index.ts';
import { SERVICE } from '../../../src/grading/proxy/protocol.ts';
import { COMPLETED, Judge, openRelay, Sandbox } from './bench.ts';
import { encoded } from './caller.ts';
import * as wire from './wire.ts';

const MEGABYTE = 1024 * 1024;
const headers = wire.headerBlock(wire.callHeaders(`${SERVICE}GetSystemInfo`));
const begin = wire.frame(wire.HEADERS, wire.END_HEADERS, 1, headers);

let judge: Judge;

beforeAll(async () => {
  judge = await Judge.open();
});
afterAll(() => judge.close());

/** A sandbox and its admitted queue, for one test. */
async function open(): Promise<{ sandbox: Sandbox; queue: string }> {
  const sandbox = await Sandbox.open(judge.server.address);
  const queue = `admitted-${crypto.randomUUID()}`;
  sandbox.proxy.admit([queue]);
  return { sandbox, queue };
}

/** How long something took, in milliseconds. */
async function time(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

describe('a sandbox that', () => {
  test('connects and says nothing, or not all that it should, is not waited for', async () => {
    const waits: [reason: string, ...chunks: Buffer[]][] = [
      ['silent'],
      ['silent', wire.PREFACE.subarray(0, 10)],
      ['slow', wire.HELLO, begin, wire.frame(wire.DATA, 0, 1)],
    ];
    // Side by side, since each of them takes ten seconds.
    const keepsWaiting = async ([reason, ...chunks]: (typeof waits)[number]) => {
      const { sandbox, queue } = await open();
      const took = await time(() => wire.write(sandbox.socket, ...chunks));
      expect(took).toBeGreaterThan(TRANSFER_MS - 100);
      expect(sandbox.proxy.refusals.first.map((refused) => refused.reason)).toEqual([reason]);
      expect(await sandbox.honestRun(judge, queue)).toBe(COMPLETED);
      await sandbox.close();
    };
    await Promise.all(waits.map(keepsWaiting));
  });

  test('opens more connections than it may gets no more, and has those that it had', async () => {
    const { sandbox, queue } = await open();
    const sockets: Socket[] = [];
    for (let turn = 0; turn < CONNECTIONS + 5; turn += 1) sockets.push(wire.open(sandbox.socket));
    await expect.poll(() => sandbox.refused.length).toBe(5);
    expect(new Set(sandbox.refused)).toEqual(new Set(['- connections']));
    for (const socket of sockets) socket.destroy();
    await wait(50);
    expect(await sandbox.honestRun(judge, queue)).toBe(COMPLETED);
    await sandbox.close();
  });

  test('asks for much and reads nothing of it is cut off', async () => {
    const { sandbox, queue } = await open();
    const { direct } = judge;
    await direct.start({
      id: queue,
      workflow: 'any',
      args: ['x'.repeat(MEGABYTE)],
      taskQueue: queue,
    });
    const { workflowExecution } = await sandbox.poll(queue);
    const body = wire.message(
      encoded('GetWorkflowExecutionHistory', { execution: workflowExecution }),
    );
    const session = wire.openHttp2(sandbox.socket, { initialWindowSize: 0 });
    const closed = new Promise((resolve) => session.once('close', resolve));
    const ask = wire.callHeaders(`${SERVICE}GetWorkflowExecutionHistory`);
    for (let turn = 0; turn < 90; turn += 1) {
      session
        .request(ask)
        .on('error', () => undefined)
        .end(body);
    }
    await closed;
    expect(sandbox.refused).toEqual(['GetWorkflowExecutionHistory held']);
    expect(await sandbox.honestRun(judge, queue)).toBe(COMPLETED);
    await sandbox.close();
  });
});

describe('a proxy that closes', () => {
  test('leaves no socket, no connection, no call and no timer', async () => {
    const before = process.getActiveResourcesInfo().toSorted();
    const { sandbox, queue } = await open();
    const polls = [1, 2, 3].map(() => sandbox.poll(queue).catch(() => 'ended'));
    const silent = wire.open(sandbox.socket);
    await wait(200);
    expect(existsSync(sandbox.socket)).toBe(true);
    await sandbox.proxy.close();
    expect(existsSync(sandbox.socket)).toBe(false);
    expect(await Promise.all(polls)).toEqual(['ended', 'ended', 'ended']);
    silent.destroy();
    await sandbox.close();
    await expect.poll(() => process.getActiveResourcesInfo().toSorted()).toEqual(before);
    // A poll that still waited at the server would take the task.
    await judge.direct.start({ id: queue, workflow: 'any', args: [], taskQueue: queue });
    const { taskToken } = await judge.direct.service.pollWorkflowTaskQueue({
      namespace: 'default',
      taskQueue: { name: queue },
    });
    expect(taskToken.length).toBeGreaterThan(0);
  });

  test('leaves the server, too', async () => {
    const relay = await openRelay(judge.server.address);
    const sandbox = await Sandbox.open(relay.address);
    sandbox.proxy.admit(['any']);
    const poll = sandbox.poll('any').catch(() => 'ended');
    await expect.poll(() => relay.connections()).toBe(1);
    await sandbox.proxy.close();
    await expect.poll(() => relay.connections()).toBe(0);
    expect(await poll).toBe('ended');
    await sandbox.close();
    await relay.close();
  });

  test('may close again, and another may open in its place', async () => {
    const { sandbox } = await open();
    await sandbox.proxy.close();
    await sandbox.proxy.close();
    const next = await ServerProxy.open({ address: judge.server.address, socket: sandbox.socket });
    await next.close();
    await sandbox.close();
  });

  test('is not opened where nobody can listen', async () => {
    const { sandbox } = await open();
    const again = ServerProxy.open({ address: judge.server.address, socket: sandbox.socket });
    await expect(again).rejects.toMatchObject({ code: 'EADDRINUSE' });
    await sandbox.close();
  });
});
