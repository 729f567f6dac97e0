import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { CourseError } from '../../src/course/error.ts';
import { lessonOf, readLessons } from '../../src/course/lesson.ts';
import { recordHistories } from '../../src/recording/histories.ts';
import { recordLesson } from '../../src/recording/record.ts';
import type { RecordedRun } from '../../src/recording/recording.ts';
import { LocalRuntime } from '../../src/runtime/local.ts';
import { startServer, type RunningServer } from '../../src/server/index.ts';
import { anyServer } from '../server/fixtures.ts';

const REPOSITORY = join(import.meta.dirname, '..', '..');
const SAGA = lessonOf('07-saga');
const TOY = lessonOf('01-toy');

let server: RunningServer;
let runtime: LocalRuntime;
let root: string;

beforeAll(async () => {
  server = await startServer(await anyServer());
  runtime = await LocalRuntime.open(server.address, join(REPOSITORY, '.dojo', 'cache'), {
    notesWaits: true,
  });
});

afterAll(async () => {
  await runtime?.close();
  await server?.stop();
});

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'dojo-recording-'));
  for (const folder of ['src', 'node_modules', 'package.json']) {
    await symlink(join(REPOSITORY, folder), join(root, folder), 'junction');
  }
  await mkdir(join(root, 'lessons'));
});

afterEach(async () => {
  await rm(root, { recursive: true, force: true });
});

async function copy(...folders: string[]): Promise<void> {
  for (const folder of folders) {
    await cp(join(REPOSITORY, folder), join(root, folder), { recursive: true });
  }
}

/** A lesson with one workflow file and one recording, in the words that differ. */
async function toy(workflow: string, recording: string): Promise<void> {
  const folder = join(root, 'lessons', TOY.folder);
  await mkdir(folder);
  await writeFile(join(folder, 'toy.ts'), `${IMPORTS}\n${workflow}\n`);
  await writeFile(
    join(folder, 'recordings.ts'),
    `export const recordings = [{ file: 'toy', title: 'A toy', about: 'It runs.', code: 'toy.ts',
      workflow: 'toy', args: [], perform: () => ({ kind: 'completed', result: 1 }), ${recording} }];\n`,
  );
}

const IMPORTS = `import { condition, continueAsNew, defineSignal, proxyActivities, setHandler, sleep, uuid4 } from '@temporalio/workflow';
const { work } = proxyActivities<{ work(input?: string): Promise<number> }>({ startToCloseTimeout: '1 minute' });`;

const CHAIN = `export async function toy(run = 1) { if (run < 3) await continueAsNew(run + 1); }`;

async function recorded(): Promise<RecordedRun> {
  const path = join(root, 'lessons', TOY.folder, 'recordings', 'toy.json');
  return JSON.parse(await readFile(path, 'utf8')) as RecordedRun;
}

async function complaint(): Promise<CourseError> {
  const thrown: unknown = await recordLesson(root, TOY, runtime).catch((error: unknown) => error);
  expect(thrown).toBeInstanceOf(CourseError);
  return thrown as CourseError;
}

describe('the recordings of the course', () => {
  test('come out again exactly as they are kept', async () => {
    await copy('lessons', 'katas');
    for (const lesson of await readLessons(root)) {
      expect(await recordLesson(root, lesson, runtime), lesson.slug).toEqual([]);
      expect(await recordHistories(root, lesson, runtime), lesson.slug).toEqual([]);
    }
  });

  test('name what a changed workflow changed', async () => {
    await copy('lessons/07-saga');
    const path = join(root, 'lessons/07-saga/trip-wrong.ts');
    const text = await readFile(path, 'utf8');
    await writeFile(path, text.replace('await undo()', 'undo'));
    const told: string[] = [];
    expect(await recordLesson(root, SAGA, runtime, (line) => told.push(line))).toEqual([
      'lessons/07-saga/recordings/car-refused-late.json',
      'lessons/07-saga/recordings/reply-lost-late.json',
    ]);
    expect(told).toContain('saga: reply-lost-late');
    expect(await recordLesson(root, SAGA, runtime)).toEqual([]);
  });

  test('are exactly those that the lesson asks for', async () => {
    await toy('export async function toy() { await work(); }', '');
    const stray = `lessons/${TOY.folder}/recordings/stray.json`;
    await mkdir(join(root, `lessons/${TOY.folder}/recordings`));
    await writeFile(join(root, stray), '{}');
    expect(await recordLesson(root, TOY, runtime)).toEqual(
      [stray, `lessons/${TOY.folder}/recordings/toy.json`].sort(),
    );
    await expect(readFile(join(root, stray))).rejects.toThrow('ENOENT');
  });

  test('are none in a lesson without a list', async () => {
    await mkdir(join(root, 'lessons', TOY.folder));
    expect(await recordLesson(root, TOY, runtime)).toEqual([]);
  });
});

describe('a recording', () => {
  test('can act on the run while time stands still', async () => {
    await toy(
      `export const go = defineSignal('go');
       export async function toy() {
         let gone = false;
         setHandler(go, () => void (gone = true));
         return condition(() => gone, '30 days');
       }`,
      `async meanwhile(runtime, run) {
         await runtime.resting(run, 0);
         await runtime.passTime(86_400_000);
         await runtime.signal(run, 'go', []);
       }`,
    );
    await recordLesson(root, TOY, runtime);
    const { events } = await recorded();
    const signal = events.find(({ type }) => type === 'WorkflowExecutionSignaled');
    expect(signal).toMatchObject({ name: 'go', at: 86_400_000 });
    expect(events.at(-1)).toMatchObject({ type: 'WorkflowExecutionCompleted', result: true });
  });

  test('cancels in the middle of an activity, and the workflow hears of it first', async () => {
    await toy('export async function toy() { await work(); }', `cancelDuring: 'work'`);
    await recordLesson(root, TOY, runtime);
    const types = (await recorded()).events.map(({ type }) => type);
    expect(types.at(-1)).toBe('WorkflowExecutionCanceled');
    expect(types).toContain('ActivityTaskCancelRequested');
  });

  test('says at which lines the code waits after each workflow task', async () => {
    await toy(
      `export async function toy() {
         await work();
         await Promise.all([sleep('1 hour'), nap()]);
       }
       async function nap() {
         await sleep('1 day');
       }`,
      '',
    );
    await recordLesson(root, TOY, runtime);
    const { code, waits, events } = await recorded();
    const source = (await readFile(join(root, 'lessons', TOY.folder, code.file), 'utf8')).split(
      '\n',
    );
    const lines = Object.entries(waits).map(([event, places]) => [
      events[Number(event) - 1]?.type,
      ...places.map((place) => source[Number(place.split(':')[1]) - 1]?.trim()),
    ]);
    expect(lines).toEqual([
      ['WorkflowTaskCompleted', 'await work();'],
      [
        'WorkflowTaskCompleted',
        `await Promise.all([sleep('1 hour'), nap()]);`,
        `await sleep('1 day');`,
      ],
      [
        'WorkflowTaskCompleted',
        `await Promise.all([sleep('1 hour'), nap()]);`,
        `await sleep('1 day');`,
      ],
      ['WorkflowTaskCompleted'],
    ]);
  });

  test('says where the code waited, and not where a replay of it would', async () => {
    await toy(
      `import { workflowInfo } from '@temporalio/workflow';
       export async function toy() {
         await work();
         if (workflowInfo().unsafe.isReplaying) {
           await sleep(1000);
         } else {
           await sleep(2000);
         }
       }`,
      `worker: 'lost'`,
    );
    await recordLesson(root, TOY, runtime);
    const { code, waits } = await recorded();
    const source = (await readFile(join(root, 'lessons', TOY.folder, code.file), 'utf8')).split(
      '\n',
    );
    const [, second] = Object.values(waits);
    expect(second?.map((place) => source[Number(place.split(':')[1]) - 1]?.trim())).toEqual([
      'await sleep(2000);',
    ]);
  });

  test('keeps the last run of a chain', async () => {
    await toy(CHAIN, '');
    await recordLesson(root, TOY, runtime);
    expect((await recorded()).events[0]?.input).toEqual([3]);
  });

  test('can keep another run of a chain', async () => {
    await toy(CHAIN, `member: 'run2'`);
    await recordLesson(root, TOY, runtime);
    expect((await recorded()).events[0]?.input).toEqual([2]);
  });

  test('is refused when the chain has no such run', async () => {
    await toy(CHAIN, `member: 'run4'`);
    expect((await complaint()).message).toMatch(/'run4'.*which has '', 'run2', 'run3'/);
  });

  test('keeps what earlier code of a kata recorded, and tells when that code does something else', async () => {
    const folder = join(root, 'katas', TOY.folder, 'histories');
    await mkdir(folder, { recursive: true });
    const write = (body: string) =>
      writeFile(
        join(folder, 'v1.workflows.ts'),
        `${IMPORTS}\nexport async function toy() { ${body} }`,
      );
    await write(`await work(); await sleep('1 hour');`);
    await writeFile(
      join(folder, 'recordings.ts'),
      `export const recordings = [{ file: 'v1', title: 'Version 1', about: 'It runs.',
        code: 'v1.workflows.ts', workflow: 'toy', args: [],
        perform: () => ({ kind: 'completed', result: 1 }) }];\n`,
    );
    const path = `katas/${TOY.folder}/histories/v1.json`;
    expect(await recordHistories(root, TOY, runtime)).toEqual([path]);
    expect(await recordHistories(root, TOY, runtime)).toEqual([]);
    const history: unknown = JSON.parse(await readFile(join(root, path), 'utf8'));
    expect(await runtime.replayRecorded(history)).toEqual({ same: true });
    await write(`await sleep('1 hour'); await work();`);
    expect(await recordHistories(root, TOY, runtime)).toEqual([path]);
  });

  test('keeps a full history that replays, and that is the same each time', async () => {
    const path = `katas/${TOY.folder}/histories/v1.json`;
    await toy(
      `export async function toy() { await work(); await sleep('1 hour'); }`,
      `fullHistory: '${path}'`,
    );
    expect(await recordLesson(root, TOY, runtime)).toContain(path);
    expect(await recordLesson(root, TOY, runtime)).toEqual([]);
    const history: unknown = JSON.parse(await readFile(join(root, path), 'utf8'));
    expect(await runtime.replayRecorded(history)).toEqual({ same: true });
    const folder = join(root, 'lessons', TOY.folder);
    await writeFile(
      join(folder, 'toy.ts'),
      `${IMPORTS}\nexport async function toy() { await sleep(1); }`,
    );
    await writeFile(join(folder, 'workflows.ts'), `export * from './toy.ts';`);
    await runtime.load(folder, 'toy');
    expect(await runtime.replayRecorded(history)).toMatchObject({ same: false });
  });

  test('is refused when it comes out differently each time', async () => {
    await toy('export async function toy() { await work(uuid4()); }', '');
    const { message } = await complaint();
    expect(message).toMatch(/'toy' is another one each time: event 5, ActivityTaskScheduled/);
  });

  test('is refused when the workflow does not load', async () => {
    await toy(`import { readFile } from 'node:fs/promises';\nexport const toy = readFile;`, '');
    const { message } = await complaint();
    expect(message).toMatch(/lessons\/01-toy\/toy.ts can't be loaded: .*'node:fs\/promises'/);
  });

  test('passes on what its own code throws', async () => {
    await toy(
      'export async function toy() { await work(); }',
      `perform() { throw new RangeError('a slip') }`,
    );
    await expect(recordLesson(root, TOY, runtime)).rejects.toThrow('a slip');
  });

  test('keeps no full history outside of the course’s content', async () => {
    await toy('export async function toy() { await work(); }', `fullHistory: '../secrets.json'`);
    expect((await complaint()).message).toContain('../secrets.json');
  });
});
