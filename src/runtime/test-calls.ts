import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LoadProblem } from '../kit/runtime.ts';
import type { TestReport, TestRequest } from '../kit/tested.ts';
import { AnswerHost, HERE, HostLost } from './answer-host.ts';
import { bundleAnswer, type Template } from './bundle.ts';
import { noTests, throwsAtLoad } from './load-problem.ts';
import { bundleForNode, type NodeBundle } from './node-bundle.ts';

/** Starts a test server of one's own. */
export type StartServer = () => Promise<TestServer>;

/** A test server, as far as a runtime needs to know it. */
export interface TestServer {
  /** `host:port` */
  readonly address: string;
  stop(): Promise<void>;
}

/** For runtimes whose answers are no tests. */
export const NO_SERVER: StartServer = async () => {
  throw new Error('There is no test server for the tests of an answer.');
};

const FILE = 'tests.ts';

/**
 * The tests that an answer exports, in a host of their own: what they leave behind there is theirs
 * alone. It is there only for answers that have some.
 */
export class TestCalls {
  /** The names of the tests, in the order in which the answer has them. */
  names: string[] = [];
  readonly #template: Template;
  readonly #startServer: StartServer;
  #server: Promise<TestServer> | undefined;
  #host: AnswerHost | undefined;
  #bundle: NodeBundle | undefined;
  #folder = '';
  #shown = '';
  /** Bundles of workflows, by their text: they are the same for every answer. */
  readonly #bundles = new Map<string, Promise<string>>();
  /** The names of those that the host has. */
  #kept = new Set<string>();
  #files: string | undefined;
  #last: Promise<unknown> = Promise.resolve();

  /**
   * @param template the bundle into which workflows go
   * @param startServer starts a test server for the tests alone: they may spoil its time for good
   */
  constructor(template: Template, startServer: StartServer) {
    this.#template = template;
    this.#startServer = startServer;
  }

  /** @throws BundleProblem */
  async bundle(folder: string, shown: string): Promise<void> {
    await this.#last.catch(() => undefined);
    this.names = [];
    this.#folder = folder;
    this.#shown = shown;
    this.#bundle = undefined;
    this.#bundle = await bundleForNode(folder, shown, FILE);
    if (!this.#bundle) return this.end();
    this.#warm();
  }

  /**
   * Loads the bundle into the host.
   *
   * @returns why it cannot be loaded
   * @throws HostLost
   */
  async load(): Promise<LoadProblem | undefined> {
    if (!this.#bundle) return undefined;
    const loaded = await this.#loadTests(this.#bundle.code);
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
    const reports: TestReport[] = [];
    for (const test of only ?? this.names) {
      const report = await this.#runOne(test, workflows, path);
      reports.push(report);
      if (untilFailed && report.outcome !== 'passed') break;
    }
    return reports;
  }

  async #runOne(test: string, workflows: string, history: string): Promise<TestReport> {
    const began = performance.now();
    try {
      const host = await this.#ready();
      const name = createHash('sha256').update(workflows).digest('hex');
      if (!this.#kept.has(name)) {
        await host.call('keepWorkflows', name, await this.#bundled(name, workflows));
        this.#kept.add(name);
      }
      const report = await host.call('runTest', { test, workflows: name, history });
      // What is still under way, or holds time, would meddle with the next test.
      if (report.outcome === 'cut-off' || report.timeHeld) await this.end();
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

  /** A folder for files that tests read; it goes when the process ends. */
  #place(): string {
    if (this.#files) return this.#files;
    const files = mkdtempSync(join(tmpdir(), 'dojo-tests-'));
    process.once('exit', () => rmSync(files, { recursive: true, force: true }));
    return (this.#files = files);
  }

  #bundled(name: string, workflows: string): Promise<string> {
    const known = this.#bundles.get(name);
    if (known) return known;
    const made = this.#template
      .made()
      .then((template) =>
        bundleAnswer(template, this.#folder, this.#shown, 'workflows.ts', workflows),
      )
      .then(({ code }) => code);
    this.#bundles.set(name, made);
    made.catch(() => this.#bundles.delete(name));
    return made;
  }

  /** The host, with the tests in it. */
  async #ready(): Promise<AnswerHost> {
    if (!this.#host?.alive && this.#bundle) await this.#loadTests(this.#bundle.code);
    if (!this.#host) throw new Error('The answer has no tests.');
    return this.#host;
  }

  async #loadTests(code: string) {
    const { host, server } = this.#warm();
    const { address } = await server;
    return host.call('loadTests', code, address);
  }

  /** Starts what is not there yet. */
  #warm(): { host: AnswerHost; server: Promise<TestServer> } {
    if (!this.#host?.alive) {
      this.#host = new AnswerHost(HERE);
      this.#kept = new Set();
    }
    if (!this.#server) {
      this.#server = this.#startServer();
      this.#server.catch(() => undefined);
    }
    return { host: this.#host, server: this.#server };
  }
}
