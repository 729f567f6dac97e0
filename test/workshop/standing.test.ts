import { describe, expect, test } from 'vitest';
import { failingNow } from '../../src/workshop/failing.ts';
import type { KataFacts } from '../../src/workshop/facts.ts';
import type { Person, Standing } from '../../src/workshop/messages.ts';
import { paced } from '../../src/workshop/pace.ts';
import { after, troubleOf, type Happened } from '../../src/workshop/standing.ts';
import { personSummary, roomSummary } from '../../src/workshop/summary.ts';
import { verdict } from './room.ts';

const MINUTE = 60_000;
const LOST = 'saga/undoes-lost-steps';

/** How somebody stands after such things, each at its minute. */
function stood(...happened: readonly (readonly [minute: number, what: Happened])[]): Standing {
  let standing: Standing | undefined;
  for (const [minute, what] of happened) standing = after(standing, what, minute * MINUTE);
  if (!standing) throw new Error('Nothing has happened.');
  return standing;
}

describe('how somebody stands', () => {
  test('counts answers and not verdicts, hints once, and silences not whole', () => {
    const standing = stood(
      [0, { kind: 'at', kata: 'saga' }],
      [2, verdict(3, [LOST])],
      [3, verdict(3, [LOST], false)],
      [4, { kind: 'hint', kata: 'saga', opened: 2 }],
      [64, verdict(4, [LOST])],
      [66, verdict(10, [])],
    );
    expect(standing).toMatchObject({ attempts: 3, hints: 2, passed: 10, verdict: 'pass' });
    expect(standing.worked).toBe((4 + 10 + 2) * MINUTE);
    expect(standing.solved).toBe(66 * MINUTE);
    expect(standing.met).toEqual({ [LOST]: 2 });
  });

  test('knows who is stuck: the same check, some answers, some minutes', () => {
    const tries = [0, 3, 6].map((minute) => [minute, verdict(3, [LOST])] as const);
    const standing = stood(...tries);
    expect(troubleOf(standing, 5 * MINUTE)).toBeUndefined();
    expect(troubleOf(standing, 7 * MINUTE)).toBe('stuck');
    const other = stood(...tries, [7, verdict(5, ['saga/keeps-undoing'])]);
    expect(troubleOf(other, 8 * MINUTE)).toBeUndefined();
    expect(troubleOf(other, 30 * MINUTE)).toBe('silent');
    expect(troubleOf(stood(...tries, [7, verdict(10, [])]), 60 * MINUTE)).toBeUndefined();
  });

  test('stays solved when the answer is broken again, and does not go back in time', () => {
    const standing = stood([5, verdict(10, [])], [9, verdict(9, [LOST])], [7, verdict(8, [LOST])]);
    expect(standing).toMatchObject({ solved: 5 * MINUTE, verdict: 'fail', last: 9 * MINUTE });
    expect(standing.worked).toBe(0);
  });
});

const KATA: KataFacts = {
  slug: 'saga',
  folder: '07-saga',
  number: 7,
  name: 'Saga',
  aim: 'Write a workflow that takes back what it did.',
  minutes: { read: 10, kata: 35 },
  checks: [{ id: LOST, promise: 'what was lost is undone too', read: 'steps' }],
};
const NEXT: KataFacts = {
  ...KATA,
  slug: 'entity',
  folder: '09-entity',
  name: 'Entity',
  checks: [],
};

function person(id: number, name: string, standing: Standing, here = true): Person {
  return { id, name, here, kata: 'saga', katas: { saga: standing } };
}

test('what fails now is what most people meet, at the kata at hand', () => {
  const people = [
    person(1, 'Ada', stood([0, verdict(3, ['saga/keeps-undoing', LOST])])),
    person(2, 'Ben', stood([0, verdict(3, [LOST])])),
    person(3, 'Cem', stood([0, verdict(3, [LOST])])),
    { ...person(4, 'Dag', stood([0, verdict(3, [LOST])])), kata: 'entity' },
    person(5, 'Eva', stood([0, verdict(3, [LOST])], [1, verdict(10, [])])),
  ];
  expect(failingNow(people, [KATA]).map(({ id, people: who }) => [id, who])).toEqual([
    [LOST, ['Ben', 'Cem']],
    ['saga/keeps-undoing', ['Ada']],
  ]);
});

describe('the pace', () => {
  const part = { saves: 0, takes: 30, name: 'One', from: 0 };
  const parts = [
    part,
    { ...part, name: 'Two', from: 30, saves: 15, how: 'Skip it.' },
    { ...part, name: 'Three', from: 60, saves: 5, how: 'Shorten it.' },
  ];
  const agendas = [{ id: 'day', name: 'Day', sessions: [{ name: 'Day', parts }] }];
  const at = (index: number, began: number, now: number) =>
    paced(
      { agenda: 'day', session: 0, part: index, began: 0, partBegan: began * MINUTE },
      agendas,
      now * MINUTE,
    );

  test('is as late as the part began, until it takes longer than planned', () => {
    expect(at(0, 0, 20)).toMatchObject({ left: 10, late: 0, skips: [] });
    expect(at(0, 0, 37)).toMatchObject({ left: -7, late: 7 });
    expect(at(1, 40, 41)).toMatchObject({ left: 29, late: 10 });
    expect(at(1, 25, 26)?.late).toBe(-5);
  });

  test('says what to leave out of what is still to come, when that is called for', () => {
    expect(at(1, 33, 34)?.skips).toEqual([]);
    expect(at(1, 40, 41)?.skips.map(({ name }) => name)).toEqual(['Two']);
    expect(at(2, 65, 66)?.skips.map(({ name }) => name)).toEqual(['Three']);
    expect(at(3, 65, 66)).toBeUndefined();
  });
});

test('summaries say what was done, what cost most, and what next; names are text', () => {
  const ada = person(1, 'Ada *|<b>', stood([0, verdict(3, [LOST])], [20, verdict(10, [])]));
  const ben = person(2, 'Ben', stood([0, verdict(3, [LOST])], [4, verdict(4, [LOST])]));
  const all = {
    title: 'A day',
    katas: [KATA, NEXT],
    people: [ada, ben],
    planned: ['saga', 'entity'],
    hands: new Map([[2, 1]]),
  };
  const room = roomSummary(all);
  expect(room).toContain('| Saga | 2 | 1 | 2 | 7 | 35 | 0 |');
  expect(room).toContain(
    '**What was lost is undone too** (`saga/undoes-lost-steps`): 3 answers of 2 people.',
  );
  expect(room).toContain('| Ada \\*\\|&lt;b&gt; | Saga |  | 0 |');
  expect(room).toContain('| Ben |  | Saga | 1 |');
  expect(personSummary(all, ada)).toContain('- Write a workflow that takes back what it did.');
  expect(personSummary(all, ada)).toContain('`npx dojo start entity`');
  const open = personSummary(all, ben);
  expect(open).not.toContain('## What you can do now');
  expect(open).toContain('- Saga: 4 of 10 checks pass. Next: what was lost is undone too.');
  expect(roomSummary({ ...all, people: [] })).toContain('nobody began a kata');
});

test('a learner’s page begins with what to begin, and stays with the agenda while it has open katas', () => {
  const third = { ...KATA, slug: 'webhooks', name: 'Webhooks' };
  const all = {
    title: 'A day',
    katas: [NEXT, KATA, third],
    people: [],
    planned: ['saga', 'webhooks'],
    hands: new Map<number, number>(),
  };
  const next = (who: Person) => personSummary(all, who).split('## What next')[1]?.split('\n- ');
  const fails = stood([0, verdict(3, [LOST])]);
  const passes = stood([0, verdict(10, [])]);
  const none: Person = { id: 1, name: 'Ada', here: true, katas: {} };
  expect(next(none)?.[1]).toMatch(/^Begin with Saga: .* `npx dojo start saga`$/);
  // One that is not of the agenda is open; nothing of it is solved.
  expect(next({ ...none, katas: { entity: fails } })?.[1]).toMatch(/^Begin with Saga/);
  expect(next({ ...none, katas: { saga: passes } })?.[1]).toMatch(/^Go on with Webhooks/);
  // What is left of the agenda is begun already: no other kata comes before it.
  const left = next({ ...none, katas: { saga: passes, webhooks: fails } });
  expect(left?.[1]).toMatch(/^Finish Webhooks/);
  expect(left?.join()).not.toContain('Entity');
  expect(next({ ...none, katas: { saga: passes, webhooks: passes } })?.[1]).toMatch(
    /^Go on with Entity/,
  );
});
