import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LoadProblem } from '../kit/runtime.ts';
import type { TestReport, TestRequest } from '../kit/tested.ts';
import { AnswerHost, HostLost } from './answer-host.ts';
import { HERE } from './host-process.ts';
import type { AnswerBundle, Bundler } from './bundle.ts';
import { noTests, throwsAtLoad } from './load-problem.ts';
import type { Seal } from './seal.ts';

/** Starts a test server of one's own. */
export type StartServer = () => Promise<TestServer>;

/** A test server, as far as a runtime needs to know it. */
export interface TestServer {
  /** `host:port` */
  readonly address: string;
  stop(): Promise<void>;
}

const FILE = 'tests.ts';
/**
 * The server's clock is ten years further after each run that skipped time: the run's own timeout
 * is still in its book. Before the year 9999, at which its dates end, there is a new one.
 */
const MOST_TESTS = 300;

/**
 * The tests that an answer exports, in a host of their own: what they leave behind there is theirs
 * alone. It is there only for answers that have some.
 */
export class TestCalls {
  /** The names of the tests, in the order in which the answer has them. */
  names: string[] = [];
  readonly #bundler: Bundler;
  readonly #seal: Seal | undefined;
  readonly #startServer: StartServer | undefined;
  #server: Promise<TestServer> | undefined;
  #host: AnswerHost | undefined;
  #bundle: AnswerBundle | undefined;
  #folder = '';
  #shown = '';
  /** Bundles of workflows, by their text: they are the same for every answer. */
  readonly #bundles = new Map<string, Promise<string>>();
  /** The names of those that the host has. */
  #kept = new Set<string>();
  #files: string | undefined;
  /** The name of the test that failed last, by the text of the workflows. */
  readonly #failed = new Map<string, string>();
  /** How many tests have run on the server. */
  #runs = 0;
  #last: Promise<unknown> = Promise.resolve();

  /**
   * @param startServer starts a test server for the tests alone: they may spoil its time for good.
   *   Without it, nobody wants the tests, and they are not loaded
   */
  constructor(bundler: Bundler, startServer: StartServer | undefined, seal: Seal | undefined) {
    this.#bundler = bundler;
    this.#seal = seal;
    this.#startServer = startServer;
  }

  /** @throws BundleProblem */
  async bundle(folder: string, shown: string): Promise<void> {
    await this.#last.catch(() => undefined);
    this.names = [];
    this.#folder = folder;
    this.#shown = shown;
    this.#bundle = undefined;
    if (!this.#startServer) return;
    this.#bundle = await this.#bundler.node(folder, shown, FILE);
    if (!this.#bundle || this.#runs > MOST_TESTS) await this.end();
    if (this.#bundle) this.#warm(this.#startServer);
  }

  /**
   * Loads the bundle into the host.
   *
   * @returns why it cannot be loaded
   * @throws HostLost
   */
  async load(): Promise<LoadProblem | undefined> {
    if (!this.#bundle) return undefined;
    const loaded = await this.#loadTests();
    if ('threw' in loaded) {
      return throwsAtLoad(this.#bundle.locate(loaded.threw), `${this.#shown}/${FILE}`);
    }
    this.names = loaded.tests;
    return loaded.tests.length > 0 ? undefined : noTests(loaded.exported, this.#shown);
  }

  /** Runs tests, one after the other: they share an environment, and its time. */
  run(request: TestRequest): Promise<TestReport[]> {
    const next = this.#last.catch(() => undefined).then(() => this.#run(request));
    this.#last = next;
    return next;
  }

  /** Ends the host, and its server. */
  async end(): Promise<void> {
    const [host, server] = [this.#host, this.#server];
    this.#host = this.#server = undefined;
    await Promise.all([host?.end(), server?.then((one) => one.stop())]);
  }

  async #run({ workflows, history, only, untilFailed }: TestRequest): Promise<TestReport[]> {
    const path = join(this.#place(), 'history.json');
    if (history !== undefined) await writeFile(path, history);
    const tests = only ?? this.names;
    const reports: TestReport[] = [];
    for (const test of untilFailed ? this.#likelyFirst(tests, workflows) : tests) {
      const report = await this.#runOne(test, workflows, path);
      reports.push(report);
      if (!untilFailed || report.outcome === 'passed') continue;
      this.#failed.set(workflows, test);
      break;
    }
    return reports.toSorted((one, other) => tests.indexOf(one.name) - tests.indexOf(other.name));
  }

  async #runOne(test: string, workflows: string, history: string): Promise<TestReport> {
    const began = performance.now();
    this.#runs += 1;
    try {
      const host = await this.#ready();
      const name = createHash('sha256').update(workflows).digest('hex');
      if (!this.#kept.has(name)) {
        await host.call('keepWorkflows', name, await this.#bundled(name, workflows));
        this.#kept.add(name);
      }
      const { spoils, ...report } = await host.call('runTest', { test, workflows: name, history });
      if (spoils) await this.end();
      return report;
    } catch (error) {
      if (!(error instanceof HostLost)) throw error;
      await this.end();
      return {
        name: test,
        outcome: 'cut-off',
        reason: { kind: 'lost', detail: error.message },
        runs: [],
        replays: 0,
        waited: 0,
        timeHeld: false,
        closedEnvironment: false,
        milliseconds: performance.now() - began,
      };
    }
  }

  /** Where one failure is enough, the test comes first that failed on these workflows before. */
  #likelyFirst(tests: readonly string[], workflows: string): readonly string[] {
    const likely = this.#failed.get(workflows);
    if (likely === undefined || !tests.includes(likely)) return tests;
    return [likely, ...tests.filter((name) => name !== likely)];
  }

  /** A folder for files that tests read; it goes when the process ends. */
  #place(): string {
    if (this.#seal) return this.#seal.folder;
    if (this.#files) return this.#files;
    const files = mkdtempSync(join(tmpdir(), 'dojo-tests-'));
    process.once('exit', () => rmSync(files, { recursive: true, force: true }));
    return (this.#files = files);
  }

  #bundled(name: string, workflows: string): Promise<string> {
    const known = this.#bundles.get(name);
    if (known) return known;
    const made = this.#bundler
      .workflows(this.#folder, this.#shown, 'workflows.ts', workflows)
      .then(({ code }) => code);
    this.#bundles.set(name, made);
    made.catch(() => this.#bundles.delete(name));
    return made;
  }

  /** The host, with the tests in it. */
  async #ready(): Promise<AnswerHost> {
    if (!this.#host?.alive) await this.#loadTests();
    if (!this.#host) throw new Error('The answer has no tests.');
    return this.#host;
  }

  async #loadTests() {
    if (!this.#bundle || !this.#startServer) throw new Error('The answer has no tests.');
    const { host, server } = this.#warm(this.#startServer);
    const { address } = await server;
    const inHost = (await this.#seal?.lend(address)) ?? address;
    return host.call('loadTests', this.#bundle.code, inHost);
  }

  /** Starts what is not there yet. */
  #warm(startServer: StartServer): { host: AnswerHost; server: Promise<TestServer> } {
    if (!this.#host?.alive) {
      this.#host = new AnswerHost(HERE, undefined, this.#seal?.start);
      this.#kept = new Set();
    }
    if (!this.#server) {
      this.#runs = 0;
      this.#server = startServer();
      this.#server.catch(() => undefined);
    }
    return { host: this.#host, server: this.#server };
  }
}
