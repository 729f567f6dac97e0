import type {
  ActivityReply,
  ActivityTask,
  AnswerState,
  Exported,
  LoadProblem,
  Replay,
  Runtime,
  Settled,
  World,
} from '../kit/runtime.ts';
import { AnswerHost } from '../runtime/answer-host.ts';
import { Bundler, sourcesShown, Template } from '../runtime/bundle.ts';
import { compile, hasValues } from '../runtime/compile.ts';
import { historyMessage } from '../runtime/history.ts';
import { HERE } from '../runtime/host-process.ts';
import { OwnCode } from '../runtime/own-code.ts';
import { TestCalls } from '../runtime/test-calls.ts';
import { exportedData, exportedNames, WORKFLOWS, type Asked } from '../runtime/exports.ts';
import type { JudgedRuntime } from '../runtime/judged.ts';
import { Printed } from '../runtime/printed.ts';
import { SDK_VERSION } from '../runtime/sdk-version.ts';
import { ServiceDoor } from '../runtime/service-door.ts';
import { locator, readableOutput, readableSettled, type Locate } from '../runtime/stack.ts';
import { Frontend } from '../simulator/frontend/frontend.ts';
import { eventsToJson } from '../simulator/history/json.ts';
import { SimulatedRuntime } from '../simulator/judging/simulated-runtime.ts';
import { sandboxScript } from '../simulator/node/sandbox-script.ts';
import { startThread } from '../simulator/node/thread.ts';
import type { Attempt } from '../simulator/performer.ts';
import { DistantSandbox } from '../simulator/sandbox/distance.ts';
import { ELSEWHERE } from '../simulator/sandbox/locality.ts';
import { cacheOf, type Bench } from './bench.ts';
import { clientRuns } from './simulated-clients.ts';
import { encodedReply, ownAttempt, tokenIn } from './simulated-own.ts';
import { TypeChecker } from './typecheck.ts';

/** Where code was evaluated, engines give functions without a name that of `eval`. */
const UNNAMED = /(?<=\bat )(async )?eval \(([^()\s]+)\)/g;

/** The simulated runtime in this process, for one answer after another. */
export class SimulatedAnswers extends SimulatedRuntime implements JudgedRuntime {
  readonly #printed = new Printed();
  readonly #sandbox: DistantSandbox;
  readonly #elsewhere: DistantSandbox;
  readonly #own: OwnCode;
  readonly #door = new ServiceDoor();
  #frontend: Frontend | undefined;
  #host: AnswerHost | undefined;
  #state: AnswerState | undefined;
  #asked = 0;
  #locate: Locate = (text) => text;

  private constructor(script: string, cache: string) {
    super();
    const bundler = new Bundler(new Template(cache), compile);
    this.#own = new OwnCode(bundler, new TestCalls(bundler, undefined, undefined), undefined);
    this.#sandbox = new DistantSandbox(() => startThread(script));
    this.#elsewhere = new DistantSandbox(() => startThread(script, { locality: ELSEWHERE }));
    this.#sandbox.onLost = (reason) => this.sandboxLost(reason);
    this.#sandbox.onPrinted = (text) => this.#printed.add(text);
    this.#sandbox.onMetrics = (runId, metrics) => this.emitted(runId, metrics);
  }

  /** @param cache a folder for what can be made again */
  static async open(cache: string): Promise<SimulatedAnswers> {
    return new SimulatedAnswers(await sandboxScript(), cache);
  }

  /** Of both the workflows, and what runs beside them. */
  get output(): JudgedRuntime['output'] {
    const { text = '', bytes = 0 } = this.#host?.output ?? {};
    const { text: own, bytes: ownBytes } = this.#printed;
    return readableOutput({ text: `${own}${text}`, bytes: bytes + ownBytes }, this.#locate);
  }

  async prepare(): Promise<void> {
    // All is made when it is opened.
  }

  async load(folder: string, shown: string, asked: Asked = WORKFLOWS): Promise<AnswerState> {
    this.#printed.forget();
    this.#host?.forgetOutput();
    const compiled = await compile({ kind: 'workflow', folder, shown, file: asked.file });
    if ('problem' in compiled) return this.#broken(compiled.problem, shown);
    const locate = locator(sourcesShown(compiled.map, shown));
    this.#locate = (text) => locate(text).replaceAll(UNNAMED, '$1$2');
    const options = { code: compiled.code, namespace: 'default' };
    await Promise.all([this.#sandbox.open(options), this.#elsewhere.open(options)]);
    const about = {
      sandbox: this.#sandbox,
      elsewhere: this.#elsewhere,
      sdkVersion: SDK_VERSION,
      start: Date.now(),
      pause: (milliseconds: number) =>
        new Promise<void>((resolve) => void setTimeout(resolve, milliseconds)),
      exported: (name: string): Promise<Exported> => exportedData(this.#ask, name),
    };
    const none = { workflows: [], data: [], activities: [], client: [], tests: [] };
    this.use({ ...about, answer: { state: 'loaded', ...none, shown } });
    const frontend = new Frontend(this.simulation, {
      history: (events) => historyMessage(eventsToJson(events)),
      attempt: (token) => this.attemptOf(tokenIn(token)),
      started: (execution) => this.trees.welcome(execution),
      pause: about.pause,
    });
    this.#door.frontend = this.#frontend = frontend;
    this.#own.client.runs = clientRuns(this.simulation, this.trees);
    const names = await exportedNames(this.#ask, shown, asked);
    if ('problem' in names) return this.#broken(names.problem, shown);
    const problem = await this.#loadOwn(folder, shown);
    if (problem) return this.#broken(problem, shown);
    this.#state = { state: 'loaded', ...names, ...this.#own.names, shown };
    return this.#state;
  }

  /** Loads the answer's code for Node, where there is some: its activities, and its client. */
  async #loadOwn(folder: string, shown: string): Promise<LoadProblem | undefined> {
    await this.#own.bundle(folder, shown);
    const code = [hasValues(folder, 'activities.ts'), hasValues(folder, 'client.ts')];
    if (!(await Promise.all(code)).includes(true)) return undefined;
    if (!this.#host?.alive) this.#host = new AnswerHost(HERE, this.#own);
    const address = await this.#door.address;
    return this.#own.load(this.#host, { address, kept: 'kept', lost: 'lost' });
  }

  protected override perform(
    task: ActivityTask,
    attempt: Attempt,
    world: World,
  ): Promise<ActivityReply> {
    if (!this.#own.activities.includes(task.name)) return super.perform(task, attempt, world);
    this.#own.world = world;
    const { taskQueue } = attempt.activity.execution.request;
    const idleUntil = (moment: number) => this.idleUntil(moment);
    return this.#own.perform(ownAttempt(task, attempt, taskQueue, idleUntil));
  }

  protected override encoded(reply: ActivityReply) {
    return encodedReply(reply);
  }

  override work(attempt: string): Promise<ActivityReply> {
    return this.#own.work(attempt);
  }

  override beat(attempt: string, details: unknown): Promise<void> {
    return this.#own.sendBeat(attempt, details);
  }

  override async passTimeIn(attempt: string, milliseconds: number): Promise<void> {
    await this.#own.passTime(attempt, milliseconds);
  }

  override readonly answer = async (): Promise<AnswerState> => {
    if (!this.#state) throw new Error('No answer has been loaded.');
    return this.#state;
  };

  override readonly client: Runtime['client'] = async (call) =>
    this.#frontend?.visit(() => this.#own.client.call(call)) ?? { kind: 'missing' };
  override readonly starts: Runtime['starts'] = (session) => this.#own.client.starts(session);

  override async settled(run: string): Promise<Settled> {
    return readableSettled(await super.settled(run), this.#locate);
  }

  override async replay(run: string, member?: string): Promise<Replay> {
    const replay = await super.replay(run, member);
    return replay.same ? replay : { ...replay, message: this.#locate(replay.message) };
  }

  isServing(world: World): boolean {
    return this.world === world;
  }

  forget(world: World): void {
    if (this.isServing(world)) this.world = undefined;
  }

  async close(): Promise<void> {
    this.#sandbox.close();
    this.#elsewhere.close();
    await this.#host?.end();
    this.#door.close();
  }

  readonly #ask = async (workflow: string, args: unknown[]) => {
    const id = `${workflow}-${(this.#asked += 1)}`;
    await this.start({ id, workflow, args, worker: 'kept' });
    return this.settled(id);
  };

  #broken(problem: LoadProblem, shown: string): AnswerState {
    this.#state = { state: 'broken', problem, shown };
    return this.#state;
  }
}

/** A bench without a server: answers are judged on the simulator. */
export async function simulatedBench(root: string): Promise<Bench> {
  const types = TypeChecker.open(root);
  const runtime = await SimulatedAnswers.open(cacheOf(root));
  return {
    runtime,
    check: (folder, shown) => types.check(folder, shown),
    close: async () => {
      await types.close();
      await runtime.close();
    },
  };
}
