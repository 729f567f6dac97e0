/** The client that an answer exports, as its host runs it. */
import { createRequire } from 'node:module';
import { compileFunction } from 'node:vm';
import { Client, Connection, type ConnectionLike } from '@temporalio/client';
import type { ClientReply } from '../kit/runtime.ts';
import {
  NAMESPACE,
  type HostAsks,
  type HostClientCall,
  type LoadedClient,
} from './host-protocol.ts';
import { thrown } from './thrown.ts';

type ClientFunction = (
  given: { readonly client: Client; readonly taskQueue: string },
  ...args: unknown[]
) => unknown;
type Call = (request: unknown, ...rest: unknown[]) => Promise<unknown>;

const require = createRequire(import.meta.url);
/** Between a session and the workflow id that the answer chose. */
const SEPARATOR = '~';
const SIGNALS = 'signalWithStartWorkflowExecution';
/** The calls to the server that may start a run. */
const STARTS = new Set(['startWorkflowExecution', SIGNALS, 'executeMultiOperation']);

/** The calls that answer an activity. */
const ANSWERS = /^respondActivityTask(Completed|Failed|Canceled)(ById)?$/;

/** Calls the functions that the answer's client exports. */
export class OwnClient {
  readonly #asks: HostAsks;
  #exports: Record<string, unknown> = {};
  #connection: { readonly address: string; readonly opened: Promise<Connection> } | undefined;

  constructor(asks: HostAsks) {
    this.#asks = asks;
  }

  /** Loads a bundle in place of the one before. */
  async load(code: string, address: string): Promise<LoadedClient> {
    try {
      const run = compileFunction(code, ['module', 'exports', 'require'], {
        filename: 'client.js',
      }) as (module: { exports: object }, exports: object, load: NodeJS.Require) => void;
      const module = { exports: {} as Record<string, unknown> };
      run(module, module.exports, require);
      this.#exports = module.exports;
    } catch (error) {
      return { threw: error instanceof Error ? (error.stack ?? error.message) : String(error) };
    }
    if (this.#connection?.address !== address) {
      this.#connection = { address, opened: Connection.connect({ address }) };
      this.#connection.opened.catch(() => undefined);
    }
    return {
      functions: Object.keys(this.#exports).filter(
        (name) => typeof this.#exports[name] === 'function',
      ),
    };
  }

  async call({ session, name, args, taskQueue }: HostClientCall): Promise<ClientReply> {
    const connection = await this.#connection?.opened;
    if (!connection) throw new Error('No client is loaded.');
    const client = new Client({
      connection: this.#within(session, connection),
      namespace: NAMESPACE,
    });
    try {
      const called = this.#exports[name] as ClientFunction;
      const result: unknown = await called({ client, taskQueue }, ...args);
      return { kind: 'returned', result: asData(result) };
    } catch (error) {
      return { kind: 'threw', error: thrown(error) };
    }
  }

  /**
   * The connection as one session sees it. Checks run side by side, and again and again, and the
   * answer gives its workflows the same ids each time; so each session has ids of its own.
   */
  #within(session: string, connection: Connection): ConnectionLike {
    const prefix = `${session}${SEPARATOR}`;
    const service = connection.workflowService as unknown as Record<string, Call>;
    const workflowService = new Proxy(service, {
      get: (_, name: string) => {
        const call = service[name];
        if (typeof call !== 'function') return call;
        return async (request: unknown, ...rest: unknown[]) => {
          const sent = withIds(request, (id) => prefix + id);
          const send = () => call.call(service, sent, ...rest);
          const answer = await this.#sent(session, name, sent, send);
          return withIds(answer, (id) => (id.startsWith(prefix) ? id.slice(prefix.length) : id));
        };
      },
    });
    return Object.create(connection, { workflowService: { value: workflowService } }) as Connection;
  }

  #sent(session: string, name: string, request: unknown, send: () => Promise<unknown>) {
    if (STARTS.has(name)) return this.#starting(session, name, request, send);
    return ANSWERS.test(name) ? this.#answering(request, send) : send();
  }

  /** Tells of an answer to an activity: the server's time depends on it. */
  async #answering(request: unknown, send: () => Promise<unknown>): Promise<unknown> {
    const { taskToken, workflowId, activityId } = request as {
      taskToken?: Uint8Array;
      workflowId?: string;
      activityId?: string;
    };
    const token = taskToken && Buffer.from(taskToken).toString('base64');
    const id = await this.#asks.answering({ taskToken: token, run: workflowId, activityId });
    let took = false;
    try {
      const answer = await send();
      took = true;
      return answer;
    } finally {
      await this.#asks.answered(id, took);
    }
  }

  /** Tells of a start before its run can do anything that somebody else would have to see. */
  async #starting(
    session: string,
    name: string,
    request: unknown,
    send: () => Promise<unknown>,
  ): Promise<unknown> {
    const { id, workflow } = startOf(request);
    const about = { run: id, workflowId: id.slice(session.length + 1), workflow };
    await this.#asks.starting();
    try {
      const answer = await send();
      const { runId, started } = replyIn(answer);
      const outcome = started === false ? 'joined' : 'started';
      // The test server (1.38) says of every signalWithStart that it started nothing.
      await this.#asks.started(session, { ...about, outcome }, { runId, sure: name !== SIGNALS });
      return answer;
    } catch (error) {
      await this.#asks.started(session, { ...about, outcome: 'refused' });
      throw error;
    }
  }
}

/** What a request asks to start. */
function startOf(request: unknown): { id: string; workflow: string } {
  const asked = request as {
    workflowId?: string;
    workflowType?: { name?: string };
    operations?: { startWorkflow?: object }[];
  };
  const nested = asked.operations?.find(({ startWorkflow }) => startWorkflow)?.startWorkflow;
  if (nested) return startOf(nested);
  return { id: asked.workflowId ?? '', workflow: asked.workflowType?.name ?? '' };
}

/** The part of the server's answers to a start that tells of its run. */
interface StartReply {
  readonly runId?: string | undefined;
  readonly started?: boolean;
  readonly responses?: readonly { readonly startWorkflow?: StartReply }[];
}

/** Which run the server answered with, and whether that is a new one. */
function replyIn(answer: unknown): StartReply {
  const given = (answer ?? {}) as StartReply;
  return given.responses?.find(({ startWorkflow }) => startWorkflow)?.startWorkflow ?? given;
}

/** A message of the server's protocol with its workflow ids changed. */
function withIds(value: unknown, change: (id: string) => string): unknown {
  if (value === null || typeof value !== 'object' || ArrayBuffer.isView(value)) return value;
  if (Array.isArray(value)) return value.map((item: unknown) => withIds(item, change));
  const copy: object = Object.create(Object.getPrototypeOf(value) as object);
  for (const [key, part] of Object.entries(value)) {
    const isId = key === 'workflowId' && typeof part === 'string' && part !== '';
    Object.assign(copy, { [key]: isId ? change(part) : withIds(part, change) });
  }
  return copy;
}

/**
 * What a function returned, as it would travel to whoever called.
 *
 * @throws TypeError when it is no data
 */
function asData(result: unknown): unknown {
  if (result === undefined) return undefined;
  try {
    return JSON.parse(JSON.stringify(result)) as unknown;
  } catch {
    throw new TypeError('It returned something that is no data.');
  }
}
