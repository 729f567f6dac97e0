import type { ClientCall, ClientReply, LoadProblem, StartRecord } from '../kit/runtime.ts';
import type { AnswerRequest } from './activity-poll.ts';
import { HostLost, type AnswerHost } from './answer-host.ts';
import type { HostAsks } from './host-protocol.ts';
import { throwsAtLoad } from './load-problem.ts';
import type { AnswerBundle, Bundler } from './bundle.ts';
import type { Seal } from './seal.ts';

const FILE = 'client.ts';
/** How often to see whether a call goes on, in real milliseconds. */
const LOOK_MS = 250;
/** So long nothing at all may happen before a call counts as stuck, in real milliseconds. */
const STUCK_MS = 8000;

/** What client calls need to know of the runs, and tell of them. */
export interface ClientRuns {
  /** The server knows a run that no check has started. */
  adopt(run: string): Promise<void>;
  /** A start is under way (1) or over (-1). */
  starting(change: 1 | -1): void;
  find(run: string): ClientRun | undefined;
  /** Whether somebody keeps time from passing, or the thread from working. */
  isHeldUp(): Promise<boolean>;
  /** The client answers an activity: `respond` ends when the server has taken it, or throws. */
  answering(request: AnswerRequest, respond: () => Promise<void>): Promise<void>;
  /** How much has happened so far outside of runs' histories. */
  progress(): number;
}

/** A run that a client has started. */
interface ClientRun {
  readonly closed: boolean;
  /** How much has happened in it so far. */
  readonly progress: number;
  isStuck(): Promise<boolean>;
}

/** Calls of the functions that an answer's client exports, and the runs that they start. */
export class ClientCalls {
  /** The functions that client.ts exports. */
  functions: string[] = [];
  runs: ClientRuns | undefined;
  readonly #bundler: Bundler;
  readonly #seal: Seal | undefined;
  #bundle: AnswerBundle | undefined;
  #host: AnswerHost | undefined;
  #queues = { kept: '', lost: '' };
  /** Answers to activities that are under way. */
  readonly #answering = new Map<string, (took: boolean) => void>();
  readonly #answers = new Map<string, Promise<void>>();
  #asked = 0;
  readonly #starts = new Map<string, StartRecord[]>();
  /** The runs that the server answered with, by their run ids. */
  readonly #known = new Set<string>();

  constructor(bundler: Bundler, seal: Seal | undefined) {
    this.#bundler = bundler;
    this.#seal = seal;
  }

  /** @throws BundleProblem */
  async bundle(folder: string, shown: string): Promise<void> {
    this.functions = [];
    this.#starts.clear();
    this.#known.clear();
    this.#bundle = undefined;
    this.#bundle = await this.#bundler.node(folder, shown, FILE);
  }

  /**
   * Loads the bundle into a host.
   *
   * @returns why it cannot be loaded
   * @throws HostLost
   */
  async load(
    host: AnswerHost,
    about: { readonly address: string; readonly kept: string; readonly lost: string },
    shown: string,
  ): Promise<LoadProblem | undefined> {
    this.#host = host;
    this.#queues = about;
    if (!this.#bundle) return undefined;
    const loaded = await host.call('loadClient', this.#bundle.code, about.address);
    if ('threw' in loaded) {
      return throwsAtLoad(this.#bundle.locate(loaded.threw), `${shown}/${FILE}`);
    }
    this.functions = loaded.functions;
    return undefined;
  }

  async call({ session, name, args, worker }: ClientCall): Promise<ClientReply> {
    if (!this.#host || !this.functions.includes(name)) return { kind: 'missing' };
    const taskQueue = this.#queues[worker];
    this.#seal?.admitSession(session);
    const call = this.#host.call('callClient', { session, name, args, taskQueue });
    try {
      return await this.#unlessStuck(session, call);
    } catch (error) {
      if (!(error instanceof HostLost)) throw error;
      const told = lastError(this.#host.output.text);
      return {
        kind: 'lost',
        held: error.kind === 'held',
        reason: told && error.kind === 'ended' ? `${error.message}: ${told}` : error.message,
      };
    }
  }

  /** The starts that the functions asked for so far, in the order of the server's answers. */
  async starts(session: string): Promise<StartRecord[]> {
    return this.#starts.get(session) ?? [];
  }

  async starting(): Promise<void> {
    this.runs?.starting(1);
  }

  readonly started: HostAsks['started'] = async (session, asked, answer) => {
    const { runId = '', sure = true } = answer ?? {};
    const outcome = sure ? asked.outcome : this.#known.has(runId) ? 'joined' : 'started';
    this.#known.add(runId);
    const start: StartRecord = { ...asked, outcome };
    const known = this.#starts.get(session) ?? [];
    this.#starts.set(session, [...known, start]);
    try {
      if (start.outcome === 'started') await this.runs?.adopt(start.run);
    } finally {
      this.runs?.starting(-1);
    }
  };

  /** The client is about to answer an activity; `answered` tells how that went. */
  async answering(request: AnswerRequest): Promise<string> {
    const id = `answer-${(this.#asked += 1)}`;
    const { promise, resolve } = Promise.withResolvers<void>();
    const over = this.runs?.answering(request, () => {
      resolve();
      return new Promise((took, refused) => {
        this.#answering.set(id, (success) => (success ? took() : refused(new Error('refused'))));
      });
    });
    this.#answers.set(id, over?.catch(() => undefined) ?? Promise.resolve());
    await promise;
    return id;
  }

  async answered(id: string, took: boolean): Promise<void> {
    this.#answering.get(id)?.(took);
    this.#answering.delete(id);
    await this.#answers.get(id);
    this.#answers.delete(id);
  }

  /** A function may wait for what never comes. */
  async #unlessStuck(session: string, call: Promise<ClientReply>): Promise<ClientReply> {
    let over = false;
    const stuck = async (): Promise<ClientReply> => {
      let quiet = { since: performance.now(), progress: -1 };
      while (!over) {
        await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
        const watches = (this.#starts.get(session) ?? []).flatMap(
          ({ run }) => this.runs?.find(run) ?? [],
        );
        const stuck = await Promise.all(watches.map((watch) => watch.isStuck()));
        if (stuck.includes(true)) return { kind: 'stuck' };
        const events = watches.map((watch) => watch.progress);
        const progress = events.reduce((sum, length) => sum + length, this.runs?.progress() ?? 0);
        if (progress !== quiet.progress) {
          quiet = { since: performance.now(), progress };
          continue;
        }
        // Time is nobody's while nothing is open, and then it stands still for good reason.
        const open = watches.some((watch) => !watch.closed);
        const kept = this.#host?.silent || (open && (await this.runs?.isHeldUp()));
        if (!kept && performance.now() - quiet.since > STUCK_MS) return { kind: 'stuck' };
      }
      return call;
    };
    return Promise.race([call.finally(() => (over = true)), stuck()]);
  }
}

/** The last error that a process told of before it ended. */
function lastError(output: string): string | undefined {
  return output
    .split('\n')
    .findLast((line) => /^\s*(\w*Error|\[\w*Error)\b/.test(line))
    ?.trim();
}
