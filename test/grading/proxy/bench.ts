/** A test server, a proxy in front of it, and those who speak to either. */
import { mkdtemp, rm } from 'node:fs/promises';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { temporal } from '@temporalio/proto';
import { expect } from 'vitest';
import { ServerProxy, type Reason } from '../../../src/grading/proxy/index.ts';
import { protocol } from '../../../src/grading/proxy/protocol.ts';
import { ServerConnection } from '../../../src/runtime/connection.ts';
import { startServer, type RunningServer } from '../../../src/server/index.ts';
import { anyServer } from '../../server/fixtures.ts';
import { Caller } from './caller.ts';

/** The status by which a call is refused. */
export const DENIED = 7;

/** What says which task it is. */
type Handed = { readonly taskToken?: Uint8Array | null | undefined };
type Polled = temporal.api.workflowservice.v1.IPollWorkflowTaskQueueResponse;

export const { COMMAND_TYPE_COMPLETE_WORKFLOW_EXECUTION: COMPLETE } = protocol.enums.v1.CommandType;
export const { EVENT_TYPE_WORKFLOW_EXECUTION_COMPLETED: COMPLETED } = protocol.enums.v1.EventType;

/** A private test server and the judge's own connection to it. */
export class Judge {
  readonly server: RunningServer;
  readonly direct: ServerConnection;

  private constructor(server: RunningServer, direct: ServerConnection) {
    this.server = server;
    this.direct = direct;
  }

  /** Time stands still, so that no run times out while nobody is at work. */
  static async open(): Promise<Judge> {
    const server = await startServer(await anyServer());
    const direct = await ServerConnection.open(server.address);
    await direct.lockTime();
    return new Judge(server, direct);
  }

  /** The numbers of the kinds of a run's events. */
  async events(id: string, runId?: string): Promise<(number | null | undefined)[]> {
    const history = await this.direct.history({ id, ...(runId === undefined ? {} : { runId }) });
    return history.map(({ eventType }) => eventType);
  }

  async close(): Promise<void> {
    await this.direct.close();
    await this.server.stop();
  }
}

/** A proxy's socket, who calls it directly, and a port that leads there, as in a sandbox. */
export class Sandbox {
  readonly proxy: ServerProxy;
  readonly socket: string;
  /** `host:port` */
  readonly address: string;
  readonly caller: Caller;
  readonly #end: () => Promise<void>;
  #runs = 0;

  private constructor(
    proxy: ServerProxy,
    socket: string,
    address: string,
    end: () => Promise<void>,
  ) {
    this.proxy = proxy;
    this.socket = socket;
    this.address = address;
    this.caller = new Caller(`unix:${socket}`);
    this.#end = end;
  }

  static async open(server: string): Promise<Sandbox> {
    const folder = await mkdtemp(join(tmpdir(), 'dojo-proxy-'));
    const socket = join(folder, 'socket');
    const proxy = await ServerProxy.open({ address: server, socket });
    const relay = await openRelay(socket);
    return new Sandbox(proxy, socket, relay.address, async () => {
      await relay.close();
      await proxy.close();
      await rm(folder, { recursive: true });
    });
  }

  /** Which calls were refused, and why. */
  get refused(): string[] {
    return this.proxy.refusals.first.map(({ method, reason }) => `${method} ${reason}`);
  }

  /** Expects that a call is refused for this reason, and noted once. */
  async refuses(method: string, request: object, reason: Reason): Promise<void> {
    const before = this.refused.length;
    await expect(this.caller.call(method, request)).rejects.toMatchObject({ code: DENIED });
    expect(this.refused.slice(before)).toEqual([`${method} ${reason}`]);
  }

  /** Takes the next workflow task of a queue. */
  async poll(name: string, caller = this.caller): Promise<Polled> {
    return caller.call('PollWorkflowTaskQueue', { taskQueue: { name } });
  }

  /** Ends the run of a task by a result. */
  async complete({ taskToken }: Handed, caller = this.caller): Promise<void> {
    const commands = [{ commandType: COMPLETE, completeWorkflowExecutionCommandAttributes: {} }];
    await caller.call('RespondWorkflowTaskCompleted', { taskToken, commands });
  }

  /** Has the judge start a run and works for it honestly, to its end. */
  async honestRun(judge: Judge, taskQueue: string): Promise<number | null | undefined> {
    const caller = new Caller(`unix:${this.socket}`);
    try {
      const id = `honest-${(this.#runs += 1)}-${crypto.randomUUID()}`;
      await judge.direct.start({ id, workflow: 'any', args: [], taskQueue });
      await this.complete(await this.poll(taskQueue, caller), caller);
      return (await judge.events(id)).at(-1);
    } finally {
      caller.close();
    }
  }

  async close(): Promise<void> {
    this.caller.close();
    await this.#end();
  }
}

/**
 * A port of this machine that leads elsewhere: to a socket's path, as it does in a sandbox, or to
 * another `host:port`.
 */
export async function openRelay(to: string) {
  const sockets = new Set<Socket>();
  const [host, port] = to.split(':');
  const server = createServer((here) => {
    // Else each small answer waits for the one before to be acknowledged: 30 ms more for a task.
    here.setNoDelay();
    const there = port === undefined ? connect(to) : connect(Number(port), host);
    const ways: [Socket, Socket][] = [
      [here, there],
      [there, here],
    ];
    sockets.add(here);
    here.on('close', () => sockets.delete(here));
    for (const [from, other] of ways) {
      from.on('error', () => other.destroy()).on('close', () => other.destroy());
      from.pipe(other);
    }
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    connections: () => sockets.size,
    close: () =>
      new Promise<void>((closed) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => closed());
      }),
  };
}
