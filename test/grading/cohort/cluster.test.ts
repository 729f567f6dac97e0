import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Client, Connection } from '@temporalio/client';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openBook, type Counts, type GradeBook } from '../../../src/grading/cohort/book/index.ts';
import { RunningCohort } from '../../../src/grading/cohort/running.ts';
import { needsTemporal } from './needs-temporal.ts';
import { DevServer, TEMPORAL } from '../../../bench/cohort/dev-server.ts';
import { answer } from '../../../bench/cohort/stand-in.ts';

const QUEUE = 'dojo-grading-test';
const PATIENCE_MS = 120_000;
/** It takes a minute, on a busy machine several. */
const LONG_MS = 400_000;

let folder: string;
let where: string;
let log: string;
let server: DevServer;
let connection: Connection;
let client: Client;
let book: GradeBook;
const children = new Set<ChildProcess>();

beforeAll(async () => {
  if (TEMPORAL === undefined) return;
  folder = await mkdtemp(join(tmpdir(), 'dojo-cluster-'));
  where = join(folder, 'grades.sqlite');
  log = join(folder, 'log');
  server = await DevServer.start(join(folder, 'temporal.db'));
  connection = await Connection.connect({ address: server.address });
  client = new Client({ connection });
  book = await openBook(where);
});

afterAll(async () => {
  if (TEMPORAL === undefined) return;
  for (const child of children) child.kill('SIGKILL');
  await book.close();
  await connection.close();
  await server.kill();
  await rm(folder, { recursive: true, force: true });
});

function begin(main: string, ...args: readonly (string | number)[]): ChildProcess {
  const child = fork(join(import.meta.dirname, '../../..', main), args.map(String), {
    env: { ...process.env, TEMPORAL_ADDRESS: server.address },
    execArgv: ['--disable-warning=ExperimentalWarning'],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  children.add(child);
  return child;
}

/** A worker; one that dies is followed by another, as whoever runs it would see to. */
class Worker {
  readonly #milliseconds: number;
  #child: ChildProcess | undefined;
  #over = false;
  deaths = 0;

  constructor(milliseconds: number) {
    this.#milliseconds = milliseconds;
    this.#start();
  }

  kill(): void {
    this.#child?.kill('SIGKILL');
  }

  async end(): Promise<void> {
    this.#over = true;
    const child = this.#child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const exit = once(child, 'exit');
    this.kill();
    await exit;
  }

  #start(): void {
    if (this.#over) return;
    this.#child = begin('bench/cohort/worker-main.ts', where, QUEUE, log, this.#milliseconds);
    this.#child.once('exit', () => {
      this.deaths += 1;
      this.#start();
    });
  }
}

/** A cohort in the book; each text is an answer. */
async function handedIn(cohort: string, texts: readonly string[]): Promise<void> {
  const entries = texts.map((text) => ({ learner: text, kata: 'light', key: text }));
  await book.begin(cohort, entries, new Map(texts.map((text) => [text, answer(text)])));
}

function texts(prefix: string, count: number): string[] {
  return Array.from({ length: count }, (_, index) => `${prefix}${String(index).padStart(5, '0')}`);
}

async function until(cohort: string, enough: (counts: Counts) => boolean): Promise<Counts> {
  for (const began = Date.now(); ; await pause(100)) {
    const counts = await book.counts(cohort);
    if (enough(counts)) return counts;
    if (Date.now() - began > PATIENCE_MS) throw new Error(JSON.stringify(counts));
  }
}

/** How often each answer was begun to be graded. */
async function tries(of: readonly string[]): Promise<Map<string, number>> {
  const lines = (await readFile(log, 'utf8').catch(() => '')).split('\n');
  return new Map(of.map((text) => [text, lines.filter((line) => line === text).length]));
}

const input = (cohort: string, answers: number, batchSize = 500) => ({
  cohort,
  answers,
  batchSize,
  batchesAtOnce: 2,
  answersAtOnce: 8,
});

async function ended(cohort: string): Promise<string> {
  const running = new RunningCohort(client, cohort);
  for (const began = Date.now(); ; await pause(100)) {
    const status = await running.status();
    if (status !== 'RUNNING') return status;
    if (Date.now() - began > PATIENCE_MS) throw new Error(`The cohort is ${status}.`);
  }
}

describe('a cohort on a real Temporal server', () => {
  beforeEach(needsTemporal);

  test(
    'a thousand answers come to one verdict each, whoever is killed: worker, server or starter',
    { timeout: LONG_MS },
    async () => {
      // Ten can't be judged, and one takes along whoever tries it.
      const poison = [...texts('infra', 9), 'kills-its-worker'];
      const all = [...texts('a', 990), ...poison];
      await handedIn('thousand', all);
      const workers = [new Worker(5), new Worker(5), new Worker(5)];
      try {
        const start = () =>
          begin('test/grading/cohort/starter-main.ts', QUEUE, 'thousand', all.length, 100);
        const first = start();
        await until('thousand', ({ pass }) => pass >= 100);
        workers[0]?.kill();
        await until('thousand', ({ pass }) => pass >= 300);
        first.kill('SIGKILL');
        const second = start();
        await until('thousand', ({ pass }) => pass >= 500);
        await server.kill();
        await pause(1000);
        await server.start();
        const [code] = await once(second, 'exit');
        expect(code).toBe(0);
        expect(await book.counts('thousand')).toEqual({
          pass: 990,
          infra: 10,
          fail: 0,
          error: 0,
          open: 0,
        });
        const begun = await tries(all);
        // Only what a killed worker, or the killed server, knew of was begun a second time.
        const again = texts('a', 990).filter((text) => (begun.get(text) ?? 0) > 1);
        expect(again.length).toBeLessThan(100);
        for (const text of poison) {
          // Of three tries, one may die with its worker before it has begun; and what the killed
          // server had not written down, it asks for once more.
          expect(begun.get(text)).toBeGreaterThanOrEqual(1);
          expect(begun.get(text)).toBeLessThanOrEqual(4);
        }
        expect((await book.grade('kills-its-worker'))?.message).toMatch(/heartbeat/i);
        const progress = await new RunningCohort(client, 'thousand').progress();
        expect(progress).toMatchObject({ graded: 1000, unjudged: 10, batches: 10, open: [] });
        const deaths = workers.reduce((sum, worker) => sum + worker.deaths, 0);
        expect(deaths).toBeGreaterThanOrEqual(2);
      } finally {
        await Promise.all(workers.map((worker) => worker.end()));
      }
    },
  );

  test('what is handed in once more is not graded twice', async () => {
    const all = texts('twice', 40);
    const worker = new Worker(0);
    try {
      await handedIn('once', all);
      await RunningCohort.begin(client, QUEUE, input('once', 40));
      // Whoever begins it as well joins it.
      await RunningCohort.begin(client, QUEUE, input('once', 40));
      expect(await ended('once')).toBe('COMPLETED');
      await handedIn('again', [...all, 'twice-late']);
      await RunningCohort.begin(client, QUEUE, input('again', 41));
      expect(await ended('again')).toBe('COMPLETED');
      const begun = await tries([...all, 'twice-late']);
      expect([...begun.values()]).toEqual(Array.from({ length: 41 }, () => 1));
    } finally {
      await worker.end();
    }
  });

  test('a cohort rests and goes on, and is broken off with what was graded kept', async () => {
    const all = texts('rest', 400);
    await handedIn('rests', all);
    const worker = new Worker(50);
    try {
      const running = await RunningCohort.begin(client, QUEUE, input('rests', 400, 100));
      await until('rests', ({ pass }) => pass >= 20);
      await running.setPaused(true);
      // Of each batch, what was under way or on the queue is still graded.
      await pause(2000);
      const resting = await book.counts('rests');
      await pause(1500);
      expect(await book.counts('rests')).toEqual(resting);
      expect(resting.open).toBeGreaterThan(0);
      const told = await running.progress();
      expect(told).toMatchObject({ paused: true, graded: resting.pass, unjudged: 0 });
      expect(told.open).toHaveLength(2);
      await running.setPaused(false);
      await until('rests', ({ pass }) => pass >= resting.pass + 20);
      await running.cancel();
      expect(await ended('rests')).toBe('CANCELLED');
      await pause(500);
      const { pass, open } = await book.counts('rests');
      expect(open).toBeGreaterThan(0);
      expect(pass + open).toBe(400);
      // Begun again, only the rest is graded.
      await RunningCohort.begin(client, QUEUE, input('rests', 400, 100));
      expect(await ended('rests')).toBe('COMPLETED');
      expect(await book.counts('rests')).toMatchObject({ pass: 400, open: 0 });
    } finally {
      await worker.end();
    }
  });

  test('a long cohort goes on in new histories, each short', async () => {
    const all = texts('long', 50);
    await handedIn('long', all);
    const worker = new Worker(0);
    try {
      await RunningCohort.begin(client, QUEUE, input('long', 50, 2));
      expect(await ended('long')).toBe('COMPLETED');
      const { graded, batches } = await new RunningCohort(client, 'long').progress();
      expect({ graded, batches }).toEqual({ graded: 50, batches: 25 });
      const runs = [];
      const query = 'WorkflowId = "dojo-cohort-long"';
      for await (const { historyLength } of client.workflow.list({ query })) {
        runs.push(historyLength);
      }
      expect(runs).toHaveLength(2);
      expect(Math.max(...runs.map(Number))).toBeLessThan(700);
    } finally {
      await worker.end();
    }
  });
});
