import { join } from 'node:path';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { SUITE } from '../../src/course/kata.ts';
import { readKatas } from '../../src/course/katas.ts';
import type { Kata } from '../../src/kit/kata.ts';
import type { ActivityTask } from '../../src/kit/runtime.ts';
import type { Services } from '../../src/kit/services.ts';
import { RunWorld } from '../../src/kit/world.ts';

const ROOT = join(import.meta.dirname, '../..');

/** What each suite says of its world, by its kata; no check is run. */
const worlds = vi.hoisted(() => new Map<string, Services>());

vi.mock('../../src/kit/index.ts', async (original) => ({
  ...(await original<object>()),
  kata(slug: string, { services }: { services: Services }): Kata {
    worlds.set(slug, services);
    return { check: () => undefined, chaos: () => undefined };
  },
}));

beforeAll(async () => {
  for (const { lesson } of await readKatas(ROOT)) {
    await import(join(ROOT, 'katas', lesson.folder, SUITE));
  }
});

const VALUES: readonly unknown[] = [
  null,
  0,
  -1.5,
  'text',
  '',
  true,
  {},
  { toString: 'text' },
  [],
  [null],
  [5],
  [{}],
  [[]],
  10n,
];

/** A request in which every field has one value. */
function everywhere(value: unknown): unknown {
  return new Proxy({}, { get: () => value });
}

/** A request that is as documented but for one field, as far as a world has been seen to ask. */
function onlyIn(fields: readonly string[], odd: string, value: unknown): unknown {
  return Object.fromEntries(fields.map((field) => [field, field === odd ? value : 'right']));
}

function asTask(name: string, args: unknown[]): ActivityTask {
  const about = { token: 'attempt-1', own: false, member: '', run: 'run-1', activityId: '1' };
  const times = { scheduledAt: 0, startedAt: 0, heartbeat: undefined };
  return { ...about, ...times, name, attempt: 1, args };
}

/** Asks one service, as a workflow would or as an activity of the answer's own would. */
async function ask(services: Services, path: string, args: unknown[]) {
  const [group = '', name] = path.split('.');
  const world = new RunWorld(
    services,
    {},
    runtimeThat(() => asked),
  );
  const task = asTask(name === undefined ? group : 'anActivity', args);
  let asked: Promise<unknown> = Promise.resolve();
  const call = { run: 'run-1', attempt: task.token, service: path, args, at: 0 };
  const own = { ...task, own: name !== undefined };
  const performed = world.perform(own);
  const served = name === undefined ? undefined : world.serve(call);
  asked = Promise.resolve(served);
  const reply = (await served) ?? (await performed);
  await performed;
  return { world, reply };
}

/** Lets an activity of the answer's own end when its call is over. */
function runtimeThat(over: () => Promise<unknown>) {
  return {
    async work() {
      await Promise.resolve();
      await over();
      return { kind: 'completed', result: undefined } as const;
    },
    beat: async () => undefined,
    passTimeIn: async () => undefined,
    answerFor: async () => true,
  };
}

/** All services of a world by the names under which answers ask for them. */
function namesIn(services: Services): string[] {
  return Object.entries(services).flatMap(([name, service]) =>
    typeof service === 'function' ? [name] : Object.keys(service).map((own) => `${name}.${own}`),
  );
}

describe('whatever an answer asks a world for is the answer’s fault', () => {
  test('in every kata', async () => {
    const known = [...worlds].flatMap(([slug, services]) =>
      namesIn(services).map((name) => ({ slug, services, name })),
    );
    expect(known.length).toBeGreaterThan(50);
    const ours: string[] = [];
    for (const { slug, services, name } of known) {
      const fields = new Set<string>();
      const curious = new Proxy({}, { get: (_, field) => void fields.add(String(field)) });
      await ask(services, name, [curious]);
      const requests = [
        [],
        ...VALUES.map((value) => [value]),
        // Nobody can see that there are big integers in these.
        ...VALUES.filter((value) => typeof value !== 'bigint').map((one) => [everywhere(one)]),
        ...[...fields].flatMap((odd) => VALUES.map((value) => [onlyIn([...fields], odd, value)])),
      ];
      for (const args of requests) {
        const { world, reply } = await ask(services, name, args);
        const fault = world.trouble?.message ?? failure(() => tell(world, reply));
        if (fault !== undefined) ours.push(`${slug}: ${name}: ${fault}`);
      }
    }
    expect([...new Set(ours)]).toEqual([]);
  });
});

/** Tells what checks tell of a world. */
function tell({ calls, ledger }: RunWorld, reply: unknown): void {
  JSON.stringify([reply, calls, ledger.entries]);
  for (const { account } of ledger.entries) {
    if (!Number.isFinite(ledger.balance(account))) throw new Error(`${account} is no number`);
  }
}

function failure(work: () => void): string | undefined {
  try {
    work();
    return undefined;
  } catch (error) {
    return String(error);
  }
}
