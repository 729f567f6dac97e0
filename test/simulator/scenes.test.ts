import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { differencesOf } from './differences.ts';
import { OfficialStage } from './official-stage.ts';
import { OfficialReplayer, SimulatedReplayer } from './replayers.ts';
import { SimulatedStage } from './simulated-stage.ts';
import type { Intervention, Perform, Scene } from './stages.ts';

const CODE = { folder: join(import.meta.dirname, 'scenes'), file: 'workflows.ts' };
const MINUTE = 60_000;

const official = { stage: new OfficialStage(), replayer: new OfficialReplayer() };
const simulated = { stage: new SimulatedStage(), replayer: new SimulatedReplayer() };
beforeAll(async () => {
  for (const { stage, replayer } of [official, simulated]) {
    await Promise.all([stage.load(CODE), replayer.load(CODE)]);
  }
});
afterAll(async () => {
  await official.stage.close();
  await official.replayer.close();
});

const perform: Perform = ({ args, attempt }) => {
  const name = String(args[0]);
  if (name === 'lost') return { after: 0, reply: { lost: true } };
  if (name === 'stops') return { after: 30 * MINUTE, reply: { canceled: true } };
  if (name === 'clean' && attempt < 3) {
    return { after: MINUTE, reply: { failed: { message: 'not yet', type: 'Early' } } };
  }
  return { after: 3 * MINUTE, reply: { completed: `${name} is done` } };
};

const at = (minutes: number, how: Intervention['how']): Intervention => ({
  after: minutes * MINUTE,
  how,
});
const order = (what: string) => ({ update: 'order', args: [what] }) as const;

const SCENES: readonly (Pick<Scene, 'workflow'> & Partial<Scene>)[] = [
  { workflow: 'waitsForTheStop' },
  { workflow: 'missesHeartbeats' },
  { workflow: 'fails' },
  { workflow: 'speaks' },
  { workflow: 'takesAnIdTwice' },
  { workflow: 'hasAStubbornChild' },
  { workflow: 'hasALateChild' },
  { workflow: 'carriesOn', args: [2] },
  {
    workflow: 'answers',
    interventions: [
      at(1, { signal: 'go', args: ['first'] }),
      at(10, order('')),
      at(20, order('bad')),
      at(30, order('last')),
      at(40, order('too late')),
    ],
  },
  { workflow: 'cleansUp', interventions: [at(1, { cancel: true })] },
  { workflow: 'cleansUp', interventions: [at(5, { cancel: true })] },
];

for (const [index, given] of SCENES.entries()) {
  for (const remembers of [true, false]) {
    const { workflow } = given;
    const id = `${workflow}-${index}-${remembers ? 'kept' : 'lost'}`;
    test(id, async () => {
      const scene: Scene = { args: [], interventions: [], ...given, id, remembers };
      const [theirs] = await official.stage.play([scene], perform);
      const [ours] = await simulated.stage.play([scene], perform);
      if (!theirs || !ours) throw new Error('The scene is played.');
      expect(differencesOf(theirs, ours)).toEqual([]);
      for (const played of [theirs, ours]) {
        for (const [member, history] of Object.entries(played.histories)) {
          const there = await official.replayer.replay(history, played.ids[member]);
          const here = await simulated.replayer.replay(history, played.ids[member]);
          expect(here).toEqual(there);
          // What the test server writes of a run that is tried again is not what the code did.
          if (played === ours || workflow !== 'hasAStubbornChild') expect(here).toBeUndefined();
        }
      }
    });
  }
}
