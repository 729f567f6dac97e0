import type { AnswerState, Exported, LoadProblem, Replay, Settled, World } from '../kit/runtime.ts';
import { sourcesShown } from '../runtime/bundle.ts';
import { compile } from '../runtime/compile.ts';
import { exportedData, exportedNames, WORKFLOWS, type Asked } from '../runtime/exports.ts';
import type { JudgedRuntime } from '../runtime/judged.ts';
import { locator, readableSettled, type Locate } from '../runtime/stack.ts';
import { SimulatedRuntime } from '../simulator/judging/simulated-runtime.ts';
import { sandboxScript } from '../simulator/node/sandbox-script.ts';
import { startThread } from '../simulator/node/thread.ts';
import { DistantSandbox } from '../simulator/sandbox/distance.ts';
import { ELSEWHERE } from '../simulator/sandbox/locality.ts';
import type { Bench } from './bench.ts';
import { TypeChecker } from './typecheck.ts';

const SDK_VERSION = '1.24.0';

/** The simulated runtime in this process, for one answer after another. */
export class SimulatedAnswers extends SimulatedRuntime implements JudgedRuntime {
  readonly output = { text: '', bytes: 0 };
  readonly #sandbox: DistantSandbox;
  readonly #elsewhere: DistantSandbox;
  #state: AnswerState | undefined;
  #asked = 0;
  #locate: Locate = (text) => text;

  private constructor(script: string) {
    super();
    this.#sandbox = new DistantSandbox(() => startThread(script));
    this.#elsewhere = new DistantSandbox(() => startThread(script, { locality: ELSEWHERE }));
    this.#sandbox.onLost = (reason) => this.sandboxLost(reason);
    this.#sandbox.onMetrics = (runId, metrics) => this.emitted(runId, metrics);
  }

  static async open(): Promise<SimulatedAnswers> {
    return new SimulatedAnswers(await sandboxScript());
  }

  async prepare(): Promise<void> {
    // All is made when it is opened.
  }

  async load(folder: string, shown: string, asked: Asked = WORKFLOWS): Promise<AnswerState> {
    const compiled = await compile({ kind: 'workflow', folder, shown, file: asked.file });
    if ('problem' in compiled) return this.#broken(compiled.problem, shown);
    this.#locate = locator(sourcesShown(compiled.map, shown));
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
    const names = await exportedNames(this.#ask, shown, asked);
    if ('problem' in names) return this.#broken(names.problem, shown);
    this.#state = { state: 'loaded', ...none, ...names, shown };
    return this.#state;
  }

  override readonly answer = async (): Promise<AnswerState> => {
    if (!this.#state) throw new Error('No answer has been loaded.');
    return this.#state;
  };

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
  const runtime = await SimulatedAnswers.open();
  return {
    runtime,
    check: (folder, shown) => types.check(folder, shown),
    close: async () => {
      await types.close();
      await runtime.close();
    },
  };
}
