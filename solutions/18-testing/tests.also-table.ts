// A table of scenarios, and one test for each row: what the world does, and what must come of it.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import type { WorkflowHandleWithFirstExecutionRunId } from '@temporalio/client';
import { Worker } from '@temporalio/worker';
import type { Activities, Letter, Loan } from './activities.ts';
import type { Given, Tests } from './given.ts';
import type { Answer, lendPainting } from './workflows.ts';

type Handle = WorkflowHandleWithFirstExecutionRunId<typeof lendPainting>;

interface Scenario {
  /** Before any Worker runs. */
  readonly first?: readonly Answer[];
  readonly meanwhile?: (handle: Handle, given: Given) => Promise<unknown>;
  readonly broken?: readonly (keyof Activities)[];
  readonly ends: string;
  /** Activities, with the day on which each of them was asked, at the latest. */
  readonly asked?: readonly (readonly [string, number])[];
  readonly notAsked?: readonly string[];
}

const DAY_MS = 86_400_000;
const EVERYTHING_UNDONE = ['cancelCourier', 'cancelInsurance'];

const scenarios: Record<string, Scenario> = {
  'a yes': { first: ['yes'], ends: 'lent', asked: [['handOver', 0]], notAsked: EVERYTHING_UNDONE },
  'a no': {
    first: ['no'],
    ends: 'declined',
    asked: [
      ['cancelCourier', 0],
      ['cancelInsurance', 0],
    ],
  },
  'a yes, then a no': { first: ['yes', 'no'], ends: 'lent', notAsked: EVERYTHING_UNDONE },
  'a no, then a yes': { first: ['no', 'yes'], ends: 'declined', notAsked: ['handOver'] },
  silence: {
    ends: 'lapsed',
    asked: [
      ['insure', 0],
      ['bookCourier', 0],
      ['offer', 0],
      ['reminder', 3],
      ['cancelCourier', 14],
      ['cancelInsurance', 14],
    ],
  },
  'a yes after the reminder': {
    meanwhile: async (handle, { env }) => {
      await env.sleep('5 days');
      await handle.signal<[Answer]>('answer', 'yes');
    },
    ends: 'lent',
    asked: [
      ['reminder', 3],
      ['handOver', 5],
    ],
  },
  'a courier who cannot be cancelled': {
    broken: ['cancelCourier'],
    first: ['no'],
    ends: 'declined',
    asked: [['cancelInsurance', 0]],
  },
  'a painting that nobody insures': {
    broken: ['insure'],
    ends: 'FAILED',
    asked: [['insure', 0]],
    notAsked: ['bookCourier', 'offer', 'handOver'],
  },
  'a cancel': {
    meanwhile: async (handle, { env }) => {
      await env.sleep('1 hour');
      await handle.cancel();
    },
    ends: 'CANCELLED',
    asked: [
      ['cancelCourier', 0],
      ['cancelInsurance', 0],
    ],
    notAsked: ['reminder'],
  },
};

class Uninsurable extends Error {}

async function play(given: Given, scenario: Scenario): Promise<void> {
  const { env, workflows } = given;
  const loan: Loan = { painting: 'Winter', borrower: 'Altes Museum' };
  const asked: { name: string; at: number }[] = [];
  const fake = (name: keyof Activities) => async (request: Loan | Letter) => {
    const about = 'about' in request ? request.about : name;
    asked.push({ name: about, at: await env.currentTimeMs() });
    if (!scenario.broken?.includes(name)) return;
    throw new Uninsurable('no');
  };
  const names = ['insure', 'cancelInsurance', 'bookCourier', 'cancelCourier', 'write'] as const;
  const activities = Object.fromEntries([...names, 'handOver' as const].map((n) => [n, fake(n)]));
  const handle = await env.client.workflow.start<typeof lendPainting>('lendPainting', {
    taskQueue: 'loans',
    workflowId: `loan-${crypto.randomUUID()}`,
    args: [loan],
  });
  for (const answer of scenario.first ?? []) await handle.signal<[Answer]>('answer', answer);
  const worker = await Worker.create({
    connection: env.nativeConnection,
    namespace: env.namespace ?? 'default',
    taskQueue: 'loans',
    workflowBundle: workflows,
    activities,
  });
  const result = await worker.runUntil(async () => {
    await scenario.meanwhile?.(handle, given);
    return handle.result().catch(() => undefined);
  });
  const { status } = await handle.describe();
  assert.equal(result ?? status.name, scenario.ends);
  for (const name of scenario.notAsked ?? []) {
    assert.ok(!asked.some((one) => one.name === name), `${name} was asked for`);
  }
  const began = asked[0]?.at ?? 0;
  const days = (scenario.asked ?? []).map(([name]) => {
    const all = asked.filter((one) => one.name === name);
    if (!scenario.broken?.includes(name as keyof Activities)) assert.equal(all.length, 1, name);
    return [name, Math.floor(((all.at(-1)?.at ?? Number.NaN) - began) / DAY_MS + 0.1)];
  });
  assert.deepEqual(days, scenario.asked ?? []);
  if (scenario.broken?.includes('insure')) assert.equal(asked.filter(isInsure).length, 1);
  const undone = asked.map(({ name }) => name).filter((name) => EVERYTHING_UNDONE.includes(name));
  assert.deepEqual([...new Set(undone)].toSorted(), [...new Set(undone)]);
}

function isInsure({ name }: { name: string }): boolean {
  return name === 'insure';
}

export const tests: Tests = {
  ...Object.fromEntries(
    Object.entries(scenarios).map(([name, scenario]) => [
      name,
      (given: Given) => play(given, scenario),
    ]),
  ),
  'an old loan': ({ workflows, history }) =>
    Worker.runReplayHistory(
      { workflowBundle: workflows },
      JSON.parse(readFileSync(history, 'utf8')),
    ),
};
