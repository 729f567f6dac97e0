import type {
  AnswerState,
  Exported,
  RunRequest,
  Runtime,
  Settled,
  Waits,
  World,
} from '../kit/runtime.ts';
import { ActivityPoll } from './activity-poll.ts';
import { answered } from './answered.ts';
import { HERE, RECORDED } from './host-process.ts';
import { Bundler, Template } from './bundle.ts';
import { clientRuns } from './client-runs.ts';
import { compile, type Compile } from './compile.ts';
import { ServerConnection } from './connection.ts';
import { exportedData, exportedNames, WORKFLOWS, type Asked } from './exports.ts';
import { problemIn } from './load-problem.ts';
import type { JudgedRuntime } from './judged.ts';
import { OwnCode } from './own-code.ts';
import { Reaper } from './reaper.ts';
import { Replays } from './replays.ts';
import { encodeExported, encodeHistory, exportHistory } from './history.ts';
import type { RunTree } from './run-tree.ts';
import { Runs } from './runs.ts';
import type { RuntimeOptions } from './runtime-options.ts';
import type { Seal } from './seal.ts';
import { readableOutput, readableSettled, type Locate } from './stack.ts';
import { TestCalls } from './test-calls.ts';
import { WorkingHost } from './working-host.ts';

/** How long an answer may take to load, in real milliseconds. */
const LOAD_PATIENCE_MS = 15_000;

/**
 * The runtime on one machine: an answer host, a second one elsewhere in the world for replays, and
 * a test server. On a learner's machine all three are kept warm from one answer to the next.
 */
export class LocalRuntime implements JudgedRuntime {
  readonly #server: ServerConnection;
  readonly #here: WorkingHost;
  readonly #replays: Replays;
  readonly #own: OwnCode;
  readonly #bundler: Bundler;
  readonly #seal: Seal | undefined;
  #poll: ActivityPoll | undefined;
  #queues = { kept: '', lost: '' };
  #loads = 0;
  #asked = 0;
  #state: AnswerState | undefined;
  readonly #runs: Runs;
  #locate: Locate = (text) => text;

  private constructor(
    server: ServerConnection,
    bundler: Bundler,
    { here, replays, own }: { here: WorkingHost; replays: Replays; own: OwnCode },
    { chaos, seal }: RuntimeOptions,
  ) {
    this.#server = server;
    this.#bundler = bundler;
    this.#seal = seal;
    this.#runs = new Runs(
      server,
      () => this.#poll ?? { inHand: 0, taken: 0 },
      () => this.#here.silent,
      (runIds) => this.#here.call('metrics', runIds).catch(() => []),
    );
    this.#here = here;
    // Runs whose host is gone will not end.
    here.onLost = () => [...this.#runs.all].forEach((tree) => this.#endWithHost(tree));
    if (chaos) own.reaper = new Reaper(chaos, this.#runs, () => here.replace());
    this.#replays = replays;
    this.#own = own;
    own.client.runs = clientRuns(
      this.#runs,
      () => this.#poll,
      (tree) => this.#endWithHost(tree),
    );
  }

  /**
   * @param address the test server's, as `host:port`
   * @param cache a folder for what can be made again
   */
  static async open(
    address: string | Promise<string>,
    cache: string,
    options: RuntimeOptions = {},
  ): Promise<LocalRuntime> {
    const { startServer, notesWaits = false, seal } = options;
    const inHost: Compile = (source) => here.call('compile', source);
    const bundler = new Bundler(new Template(cache), seal ? inHost : compile);
    const own = new OwnCode(bundler, new TestCalls(bundler, startServer, seal), seal);
    // Hosts take longer to start than the server does.
    const here = new WorkingHost(own, notesWaits ? RECORDED : HERE, seal?.start);
    const parts = { here, replays: new Replays(seal?.start), own };
    try {
      return new LocalRuntime(await ServerConnection.open(await address), bundler, parts, options);
    } catch (error) {
      await Promise.all([parts.here.end(), parts.replays.end()]);
      throw error;
    }
  }

  readonly prepare = (): Promise<void> => this.#bundler.prepare();

  /** What the answer printed since it was loaded. */
  get output(): JudgedRuntime['output'] {
    return readableOutput(this.#here.output, this.#locate);
  }

  /** Who answers the activities of the runs to come; nobody when undefined. */
  set world(world: World | undefined) {
    this.#own.world = world;
  }

  /** Whether this world's suite is the one that may speak now. */
  readonly isServing = (world: World): boolean => this.#own.world === world;

  /** The world is gone: its suite ended. */
  forget(world: World): void {
    if (!this.isServing(world)) return;
    this.#own.world = undefined;
    void this.#runs.locks.releaseAll().catch(() => undefined);
  }

  /**
   * Loads an answer in place of the one before.
   *
   * @param folder where its files are staged
   * @param shown the folder's name as the learner knows it
   * @param asked the file whose exports are the answer, and what it should export
   */
  async load(folder: string, shown: string, asked: Asked = WORKFLOWS): Promise<AnswerState> {
    await this.#reset();
    let code: string;
    try {
      [{ code, locate: this.#locate }] = await Promise.all([
        this.#bundler.workflows(folder, shown, asked.file),
        this.#own.bundle(folder, shown),
      ]);
    } catch (error) {
      return this.#broken(problemIn(error), shown);
    }
    const load = `${process.pid}-${Date.now().toString(36)}-${(this.#loads += 1)}`;
    this.#queues = { kept: `kept-${load}`, lost: `lost-${load}` };
    this.#replays.load(code, this.#locate);
    try {
      this.#seal?.admit(Object.values(this.#queues));
      const address = this.#seal?.address ?? this.#server.address;
      const about = { address, ...this.#queues };
      const gated = this.#own.reaper !== undefined;
      const problem = await this.#here.load({ code, ...about, gated });
      if (problem) return this.#broken(problem, shown);
    } catch (error) {
      return this.#broken(problemIn(error), shown);
    }
    this.#poll = new ActivityPoll(this.#server, Object.values(this.#queues), async (attempt) => {
      const found = await this.#runs.find(attempt.execution);
      if (!found) {
        await this.#runs.endStray(attempt.execution);
        return { kind: 'lost' };
      }
      attempt.belongsTo(found.run, found.watch.member, found.watch.attempts);
      return this.#own.perform(attempt);
    });
    const names = await exportedNames(this.#ask, shown, asked);
    if ('problem' in names) return this.#broken(names.problem, shown);
    this.#own.reaper?.begin();
    this.#state = { state: 'loaded', ...names, ...this.#own.names, shown };
    return this.#state;
  }

  async answer(): Promise<AnswerState> {
    if (!this.#state) throw new Error('No answer has been loaded.');
    return this.#state;
  }

  async exported(name: string): Promise<Exported> {
    const answer = await this.answer();
    if (answer.state === 'broken' || !answer.data.includes(name)) return { kind: 'missing' };
    return exportedData(this.#ask, name);
  }

  async start({ worker, limits, queues = [], killed, ...run }: RunRequest): Promise<void> {
    if (killed) this.#own.reaper?.onlyAround(run.id, killed);
    for (const queue of queues) this.#runs.serve(queue, this.#poll);
    // The test server (1.38) would wait for a killed Worker's memory for ever.
    const mortal = this.#own.reaper !== undefined;
    const taskQueue = this.#queues[mortal ? 'lost' : worker];
    const request = { ...run, taskQueue, missedSoon: mortal };
    this.#endWithHost(await this.#runs.start(request, limits));
  }

  #endWithHost(tree: RunTree): void {
    const { lost: error } = this.#here;
    if (!error) return;
    // Only code that runs in Node can end its process; or code that broke out, where it is sealed in.
    const mayEnd = this.#own.loaded || this.#seal !== undefined;
    const isOurs = error.kind === 'not-started' || (error.kind === 'ended' && !mayEnd);
    tree.stop(isOurs ? 'infra' : 'blocked', error.message);
  }

  async settled(run: string, patience: number): Promise<Settled> {
    return readableSettled(await this.#runs.settled(run, patience), this.#locate);
  }

  readonly resting: Runtime['resting'] = async (run, ...after) =>
    this.#runs.tree(run).resting(...after);
  readonly history: Runtime['history'] = async (run) => this.#runs.tree(run).history();
  readonly histories: Runtime['histories'] = async (run) => this.#runs.tree(run).histories();
  readonly cancel: Runtime['cancel'] = (run) => this.#server.cancel(run);
  readonly isStuck: Runtime['isStuck'] = (run) => this.#runs.tree(run).isStuck();
  readonly signal: Runtime['signal'] = (...args) => this.#server.signal(...args);

  async query(run: string, name: string, args: unknown[]): Promise<unknown> {
    return this.#answered(run, `query '${name}'`, this.#server.query(run, name, args));
  }

  async update(run: string, name: string, args: unknown[]): Promise<unknown> {
    const ready = this.#runs.tree(run).betweenTasks();
    const answer = ready.then(() => this.#server.update(run, name, args));
    return this.#answered(run, `update '${name}'`, answer);
  }

  readonly now = (): Promise<number> => this.#server.now();
  readonly holdTime = (): Promise<void> => this.#runs.locks.hold();
  readonly releaseTime = (): Promise<void> => this.#runs.locks.release();
  readonly passTime = (milliseconds: number) => this.#runs.locks.pass(milliseconds);

  readonly replay: Runtime['replay'] = async (run, member) =>
    this.#replays.replay(run, encodeHistory(this.#execution(run, member).recorded));
  readonly replayRecorded: Runtime['replayRecorded'] = async (history) =>
    this.#replays.replay('recorded', encodeExported(history));
  readonly recording: Runtime['recording'] = async (run, member) =>
    exportHistory(this.#execution(run, member).recorded);

  /** Where an execution waited after each workflow task: the run itself, or one of its tree. */
  async waits(run: string, member?: string): Promise<Waits[]> {
    const waits = await this.#here.call('waits', this.#execution(run, member).place.runId);
    return waits.map(({ stacks, ...at }) => ({ ...at, stacks: stacks.map(this.#locate) }));
  }

  readonly work: Runtime['work'] = (attempt) => this.#own.work(attempt);
  readonly beat: Runtime['beat'] = (attempt, details) => this.#own.sendBeat(attempt, details);
  readonly passTimeIn: Runtime['passTimeIn'] = (...args) => this.#own.passTime(...args);
  readonly answerFor: Runtime['answerFor'] = async (...answer) =>
    (await this.#poll?.answer(...answer)) ?? false;
  readonly client: Runtime['client'] = (call) => this.#own.client.call(call);
  readonly starts: Runtime['starts'] = (session) => this.#own.client.starts(session);
  readonly tests: Runtime['tests'] = (request) => this.#own.tests.run(request);

  /** Ends the hosts and lets go of the server; the server itself goes on. */
  async close(): Promise<void> {
    this.#runs.close();
    const hosts = [this.#here, this.#replays, this.#own.tests];
    await Promise.all([this.#poll?.close(), ...hosts.map((host) => host.end())]);
    await this.#server.close();
  }

  /** Runs a workflow of the bundle's own. */
  readonly #ask = async (workflow: string, args: unknown[]): Promise<Settled> => {
    const id = `${workflow}-${this.#queues.kept}-${(this.#asked += 1)}`;
    await this.start({ id, workflow, args, worker: 'kept' });
    const settled = await this.settled(id, LOAD_PATIENCE_MS);
    this.#runs.forget(id);
    return settled;
  };

  #broken(problem: Extract<AnswerState, { state: 'broken' }>['problem'], shown: string) {
    this.#state = { state: 'broken', problem, shown };
    return this.#state;
  }

  async #reset(): Promise<void> {
    this.#state = undefined;
    this.#own.reaper?.rest();
    await this.#runs.reset();
    await this.#poll?.close();
    await this.#poll?.release().catch(() => undefined);
    this.#poll = undefined;
    // The suite before this one may have been broken off.
    await this.#runs.locks.releaseAll();
    this.#here.renew();
  }

  #answered<T>(run: string, question: string, answer: Promise<T>): Promise<T> {
    return answered(this.#runs.tree(run), question, answer, () => ({
      done: this.#runs.locks.passed + (this.#poll?.taken ?? 0),
      busy: (this.#poll?.inHand ?? 0) > 0,
    }));
  }

  #execution(run: string, member?: string) {
    const tree = this.#runs.tree(run);
    return member === undefined ? tree.current : tree.member(member);
  }
}
