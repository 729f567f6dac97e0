import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readFiles, syncFolder } from '../../src/course/files.ts';
import { isGiven } from '../../src/course/staging.ts';
import { mutationsOf } from './mutations.ts';
import { recordedHistories, ROOT } from './recorded.ts';
import {
  OfficialReplayer,
  SimulatedReplayer,
  type CodeFile,
  type Json,
  type Replayer,
  type Verdict,
} from './replayers.ts';

const official = new OfficialReplayer();
const simulated = new SimulatedReplayer();
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dojo-replay-'));
});
afterAll(async () => {
  await official.close();
  await rm(folder, { recursive: true, force: true });
});

const recorded = await recordedHistories();

describe('a recorded history replays with its own code, and parts from it where the SDK says', () => {
  test.each(recorded)('$path', async ({ path }) => {
    const history = await read(path);
    const tries = [{ what: 'as it is', history }, ...mutationsOf(history)];
    await loadBoth(codeOf(path));
    const verdicts = await sameOnBoth(tries);
    expect(verdicts['as it is']).toBeUndefined();
    // What was planted is found, most of it: an end that is missing is an open run.
    const found = Object.values(verdicts).filter((verdict) => verdict !== undefined);
    expect(found.length).toBeGreaterThan(tries.length / 4);
  });
});

describe('answers take and refuse recorded histories as with the SDK', async () => {
  for (const kata of ['16-versioning', '17-safe-deploys', '20-capstone']) {
    const histories = recorded.filter(({ path }) => path.startsWith(`katas/${kata}/`));
    const given = await readFiles(join(ROOT, 'katas', kata), isGiven);
    const answers = await readFiles(join(ROOT, 'solutions', kata), (path) =>
      /^workflows\.(.*\.)?ts$/.test(path),
    );
    for (const [name, text] of Object.entries(answers)) {
      test(`${kata}/${name}`, async () => {
        await syncFolder(folder, { ...given, 'workflows.ts': text });
        await loadBoth({ folder, file: 'workflows.ts' });
        const workflows = [...text.matchAll(/^export (?:const|(?:async )?function) (\w+)/gm)];
        const tries = [];
        for (const { path } of histories) {
          const history = await read(path);
          for (const [, workflow = ''] of workflows) {
            tries.push({ what: `${path} as ${workflow}`, history: recordedBy(history, workflow) });
          }
        }
        expect(tries.length).toBeGreaterThan(0);
        await sameOnBoth(tries);
      });
    }
  }
});

async function loadBoth(code: CodeFile): Promise<void> {
  await Promise.all([official.load(code), simulated.load(code)]);
}

/** Both replay everything, and say the same. @returns what they say, by what was tried */
async function sameOnBoth(
  tries: readonly { readonly what: string; readonly history: Json }[],
): Promise<Record<string, Verdict>> {
  const verdicts = async (replayer: Replayer) => {
    const all: Record<string, Verdict> = {};
    for (const { what, history } of tries) all[what] = await replayer.replay(history);
    return all;
  };
  const [theirs, ours] = await Promise.all([verdicts(official), verdicts(simulated)]);
  expect(ours).toEqual(theirs);
  return ours;
}

async function read(path: string): Promise<Json> {
  return JSON.parse(await readFile(join(ROOT, path), 'utf8')) as Json;
}

/** The code that a history was recorded from. */
function codeOf(path: string): CodeFile {
  const place = join(ROOT, dirname(dirname(path)));
  if (path.startsWith('lessons/')) return { folder: place, file: 'recall.ts' };
  return { folder: place, file: `histories/${basename(path, '.json')}.workflows.ts` };
}

/** The history as if another workflow of the answer had recorded it. */
function recordedBy({ events }: Json, workflow: string): Json {
  const [first, ...rest] = events;
  const field = 'workflowExecutionStartedEventAttributes';
  const started = first?.[field] as object;
  return {
    events: [{ ...first, [field]: { ...started, workflowType: { name: workflow } } }, ...rest],
  };
}
