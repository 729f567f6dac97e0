import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { OfficialReplayer, SimulatedReplayer } from './replayers.ts';
import { SimulatedStage, TEMPORAL } from './simulated-stage.ts';

// What the time-skipping test server does not do, or in a way of its own: of this there is only what
// the simulator writes, and the SDK's Worker must take it.
const CODE = { folder: join(import.meta.dirname, 'scenes'), file: 'workflows.ts' };

const stage = new SimulatedStage(TEMPORAL);
const official = new OfficialReplayer();
const simulated = new SimulatedReplayer();
beforeAll(async () => {
  await Promise.all([stage, official, simulated].map((one) => one.load(CODE)));
});
afterAll(() => official.close());

interface Written {
  readonly workflow: string;
  readonly state: string;
  /** What some of its histories must have. */
  readonly has: string;
}

const WRITTEN: readonly Written[] = [
  {
    workflow: 'waitsForNobody',
    state: 'completed',
    has: 'TIMEOUT_TYPE_SCHEDULE_TO_START',
  },
  {
    workflow: 'leavesItsChildren',
    state: 'completed',
    has: 'EVENT_TYPE_WORKFLOW_EXECUTION_TERMINATED',
  },
  { workflow: 'leavesItsChildren', state: 'completed', has: 'by parent close policy' },
  {
    workflow: 'cancelsNobody',
    state: 'completed',
    has: 'EVENT_TYPE_REQUEST_CANCEL_EXTERNAL_WORKFLOW_EXECUTION_FAILED',
  },
  {
    workflow: 'hasAStubbornChild',
    state: 'completed',
    has: 'RETRY_STATE_IN_PROGRESS',
  },
];

test.each(WRITTEN)('$workflow replays: $has', async ({ workflow, state, has }) => {
  const scene = { id: workflow, workflow, args: [], interventions: [], remembers: true };
  const [played] = await stage.play([scene], () => ({ after: 1000, reply: { completed: null } }));
  expect(played?.state).toBe(state);
  expect(JSON.stringify(played?.histories)).toContain(has);
  for (const [member, history] of Object.entries(played?.histories ?? {})) {
    const id = played?.ids[member];
    expect(await official.replay(history, id)).toBeUndefined();
    expect(await simulated.replay(history, id)).toBeUndefined();
  }
});
