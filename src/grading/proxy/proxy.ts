import { rm } from 'node:fs/promises';
import { status } from '@grpc/grpc-js';
import { Admission } from './admission.ts';
import type { Call } from './call.ts';
import { clientRules } from './client-rules.ts';
import { Door } from './door.ts';
import { Refusal, RefusalLog, unless, type Refusals } from './refusal.ts';
import type { Passage, Rules } from './rule.ts';
import { Tasks } from './tasks.ts';
import { CallFailed, Upstream } from './upstream.ts';
import { workerRules } from './worker-rules.ts';

const NOTHING = new Uint8Array();

/**
 * The one thing that a sandbox reaches: as much of a test server as an honest Worker of workflows
 * needs, and the answer's own client where a kata has one. Whoever is in the sandbox may speak any
 * bytes; each request is decoded, checked, and encoded anew, and what is not allowed is refused.
 *
 * The judge has a connection of its own. It starts the runs, performs the activities and reads the
 * histories; nothing of that is possible from here.
 */
export class ServerProxy {
  readonly #socket: string;
  readonly #upstream: Upstream;
  readonly #admission = new Admission();
  readonly #tasks = new Tasks();
  readonly #log = new RefusalLog();
  readonly #rules: Rules;
  readonly #door: Door;

  private constructor(address: string, socket: string) {
    this.#socket = socket;
    this.#upstream = new Upstream(address);
    this.#rules = {
      ...clientRules(this.#admission, this.#tasks),
      ...workerRules(this.#admission, this.#tasks),
    };
    this.#door = new Door(this.#log, (call) => this.#serve(call));
  }

  /**
   * @param options the test server's `host:port`, and the path of the socket to listen on
   * @throws when nobody can listen there
   */
  static async open(options: {
    readonly address: string;
    readonly socket: string;
  }): Promise<ServerProxy> {
    const proxy = new ServerProxy(options.address, options.socket);
    try {
      await proxy.#door.open(options.socket);
    } catch (error) {
      proxy.#upstream.close();
      throw error;
    }
    return proxy;
  }

  /**
   * Admits the task queues whose workflow tasks may be polled from now on. All that was admitted,
   * handed out or announced before is void: polls end, and tasks can't be answered any more.
   */
  admit(queues: readonly string[]): void {
    this.#tasks.clear();
    this.#admission.admit(queues);
  }

  /** Lets the answer's own client start and talk to workflows whose ids begin with `${session}~`. */
  admitSession(session: string): void {
    this.#admission.admitSession(session);
  }

  /** Lets the answer's own client answer an activity whose token the answer has been told. */
  announceActivity(token: Uint8Array): void {
    this.#admission.announceActivity(token);
  }

  /** What was refused so far. */
  get refusals(): Refusals {
    return this.#log;
  }

  /** Ends all calls and connections, and removes the socket. */
  async close(): Promise<void> {
    await this.#door.close();
    this.#upstream.close();
    await rm(this.#socket, { force: true });
  }

  async #serve(call: Call): Promise<void> {
    const { method } = call;
    try {
      const rule = Object.hasOwn(this.#rules, method) ? this.#rules[method] : undefined;
      unless(rule !== undefined, 'method');
      const request = await call.request();
      const passage = rule(request, (fields) => call.decodes(fields));
      call.answer(await this.#forward(method, call, passage));
    } catch (error) {
      if (error instanceof Refusal) call.refuse(error);
      else if (error instanceof CallFailed) call.fail(error.failed);
      // A call that was given up while it was sent; or a mistake of ours, that lets nothing through.
      else call.fail({ code: status.INTERNAL, details: 'The call failed.' });
    }
  }

  async #forward(
    method: string,
    { gone, patience }: Call,
    { request, until = gone, answered, failed }: Passage,
  ): Promise<Uint8Array> {
    if (!request) return NOTHING;
    try {
      const response = await this.#upstream.call(method, request, {
        patience,
        until: AbortSignal.any([gone, until]),
      });
      if (until.aborted) return NOTHING;
      return answered?.(response) ?? response;
    } catch (error) {
      failed?.();
      if (until.aborted) return NOTHING;
      throw error;
    }
  }
}
