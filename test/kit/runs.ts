import { rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect } from 'vitest';
import { syncFolder, type Files } from '../../src/course/files.ts';
import { DiagnosedFailure, printDiagnosis, type Diagnosis } from '../../src/kit/diagnosis.ts';
import type { AnswerState } from '../../src/kit/runtime.ts';
import { Suite, type CheckHead } from '../../src/kit/suite.ts';
import { toolsOf, type Tools } from '../../src/kit/tools.ts';
import type { Services } from '../../src/kit/services.ts';
import { LocalRuntime } from '../../src/runtime/local.ts';
import { fetchServer, startServer, type RunningServer } from '../../src/server/index.ts';

const ROOT = resolve(import.meta.dirname, '../..');
/** The cache of test servers that learners use too. */
export const SERVERS = join(ROOT, '.dojo/server');
/** Recorded times are cut down to a multiple of this: a busy machine must change no diagnosis. */
const STEADY_MS = 10_000;

/** A check's own words, short enough to see where a diagnosis uses them. */
const HEAD: CheckHead = {
  id: 'promise',
  promise: 'the workflow keeps its promise',
  hurts: 'The check says why it hurts.',
  read: 'promises',
};

/** What a check of a suite would do. */
export type Body = (tools: Tools) => unknown;

/** What a kata says of itself. */
interface Kata {
  readonly entry: string;
  readonly queues: readonly string[];
}

/** The answers in `fixtures/`, one behaviour each, on one test server. */
export class Fixtures {
  #server: RunningServer | undefined;
  #runtime: LocalRuntime | undefined;
  #count = 0;

  async open(): Promise<void> {
    const program = await fetchServer(SERVERS, () => undefined);
    this.#server = await startServer(program);
    this.#runtime = await LocalRuntime.open(this.#server.address, join(ROOT, '.dojo/cache'), {
      startServer: () => startServer(program),
    });
  }

  /** Loads a fixture in place of the one before, with services around it. */
  async load(name: string, services: Services = {}, kata: Partial<Kata> = {}): Promise<Suite> {
    return this.#load(join(import.meta.dirname, 'fixtures', name), name, services, kata);
  }

  /** Loads files that are no code which a tool may look at: they do not parse, or never end. */
  async loadFiles(files: Files): Promise<AnswerState> {
    return this.withFiles(files, (suite) => suite.runtime.answer());
  }

  /** Loads files that lie elsewhere, and lets them be used. */
  async withFiles<T>(files: Files, use: (suite: Suite) => Promise<T>): Promise<T> {
    const folder = join(ROOT, '.dojo', `fixture-${process.pid}`);
    try {
      await syncFolder(folder, files);
      return await use(await this.#load(folder, 'desk', {}));
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }

  async #load(
    folder: string,
    name: string,
    services: Services,
    { entry = 'workflows.ts', queues = [] }: Partial<Kata> = {},
  ): Promise<Suite> {
    const runtime = this.#runtime;
    if (!runtime) throw new Error('The fixtures are not open.');
    await runtime.load(folder, `answers/${name}`, { file: entry });
    const suite = new Suite('desk', services, runtime, `${name}-${(this.#count += 1)}`, {
      queues,
    });
    runtime.world = suite;
    return suite;
  }

  async close(): Promise<void> {
    await this.#runtime?.close();
    await this.#server?.stop();
  }
}

/** Opens the fixtures for the tests of a file. */
export function openFixtures(): Fixtures {
  const fixtures = new Fixtures();
  beforeAll(() => fixtures.open());
  afterAll(() => fixtures.close());
  return fixtures;
}

/** Executes a check that must pass. */
export async function passes(suite: Suite, body: Body): Promise<void> {
  await suite.check(HEAD, async (own) => void (await body(toolsOf(own))));
}

/** Executes a check that must fail, and returns what it finds. */
export async function failure(suite: Suite, body: Body): Promise<Diagnosis> {
  try {
    await passes(suite, body);
  } catch (error) {
    if (error instanceof DiagnosedFailure) return error.diagnosis;
    throw error;
  }
  throw new Error('The check passed.');
}

/** Executes a check that must fail, and returns its diagnosis as a learner sees it. */
export async function diagnosisOf(suite: Suite, body: Body): Promise<string> {
  return `\n${printed(steady(await failure(suite, body)))}\n`;
}

/** Prints a diagnosis, and sees that it fits into 80 columns. */
export function printed(diagnosis: Diagnosis): string {
  const text = printDiagnosis(diagnosis);
  for (const line of text.split('\n')) expect(line.length, line).toBeLessThanOrEqual(80);
  return text;
}

function steady(diagnosis: Diagnosis): Diagnosis {
  const lines = diagnosis.lines.map((line) =>
    line.at === undefined ? line : { ...line, at: Math.floor(line.at / STEADY_MS) * STEADY_MS },
  );
  return { ...diagnosis, lines };
}
