import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  AGENDAS_FILE,
  clock,
  lessonTimes,
  readAgendas,
  timed,
  whole,
  type Agenda,
  type Session,
} from '../../src/course/agenda.ts';
import { catchUp } from '../../src/course/catch-up.ts';
import { syncFolder } from '../../src/course/files.ts';
import { readFrontmatter, readLessons } from '../../src/course/lesson.ts';
import { suiteChecks } from '../../src/course/suite-checks.ts';
import { readWords, WORDS_FILE } from '../../src/course/words.ts';
import { inFolder } from '../server/fixtures.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const agendas = await readAgendas(ROOT);
const timeOf = await lessonTimes(ROOT);
const words = await readWords(ROOT);
const lessons = await readLessons(ROOT);
const told = new Map(
  await Promise.all(
    lessons.map(async (lesson) => [lesson.slug, await readFrontmatter(ROOT, lesson)] as const),
  ),
);

test('there are five: 90 minutes, half a day, one day, two days, and eight weekly hours', () => {
  const within = agendas.map(({ sessions }) => sessions.map((session) => session.within));
  expect(within).toEqual([[90], [240], [480], [480, 480], Array.from({ length: 8 }, () => 60)]);
});

describe.each(agendas)('the agenda $id', ({ sessions, ...agenda }) => {
  const timedSessions = sessions.map((session) => ({ ...session, ...timed(session, timeOf) }));

  test('has minutes that add up to its time, and leaves little of it empty', () => {
    for (const { parts, minutes, within } of timedSessions) {
      expect(minutes).toBe(parts.reduce((sum, { takes }) => sum + takes, 0));
      parts.forEach(({ from, takes }, index) => {
        expect(from + takes).toBe(parts[index + 1]?.from ?? minutes);
      });
      expect(minutes).toBeLessThanOrEqual(within);
      expect(minutes).toBeGreaterThan(within * 0.85);
    }
  });

  test('teaches nothing before what it needs, and nothing twice', () => {
    const taught = new Set<string>();
    for (const part of timedSessions.flatMap(({ parts }) => parts)) {
      if (!('lesson' in part)) continue;
      const { needs = [], covers = [] } = told.get(part.lesson) ?? {};
      for (const need of needs) expect(taught, `${part.lesson} needs ${need}`).toContain(need);
      expect(taught).not.toContain(part.lesson);
      for (const topic of covers) taught.add(topic.replace(/#.*$/, ''));
      taught.add(part.lesson);
    }
  });

  test('lets nobody sit for longer than two hours, and gives a long day its lunch', () => {
    for (const { parts, within } of timedSessions) {
      let sitting = 0;
      for (const part of parts) {
        sitting = 'pause' in part ? 0 : sitting + part.takes;
        expect(sitting).toBeLessThanOrEqual(120);
      }
      expect('pause' in (parts.at(-1) ?? {})).toBe(false);
      const lunch = parts.find((part) => 'pause' in part && part.takes >= 45);
      expect(lunch !== undefined).toBe(within > 300);
      if (lunch) expect(lunch.from).toBeGreaterThan(120);
    }
  });

  test('opens with machines, has chaos, and closes with a question about their own systems', () => {
    const titles = timedSessions.map(({ parts }) =>
      parts.map((part) => ('lesson' in part ? part.lesson : part.title)),
    );
    expect(titles[0]?.[0]).toBe('agenda.machines');
    expect(titles.flat()).toContain('agenda.chaos');
    for (const of of titles) expect(of.at(-1)).toMatch(/^agenda\.(?:own|no_undo)/);
  });

  test('can be caught up with in every session, by an eighth of it at least', () => {
    for (const { parts, minutes } of timedSessions) {
      const saves = parts.reduce((sum, part) => sum + part.saves, 0);
      expect(saves).toBeGreaterThan(minutes / 8);
      // Nobody is asked to go without a pause, and every lesson can be made shorter.
      for (const part of parts) {
        if ('pause' in part) expect(part.saves).toBe(0);
        if (!('lesson' in part)) continue;
        expect(part.saves).toBeGreaterThan(0);
        // Reading and talking stay: what is left out is work that can be done at home.
        const { kata } = timeOf(part.lesson);
        expect(part.saves).toBeLessThan(kata - (part.home?.kata ?? 0));
      }
    }
  });

  test('says in plain words what a terminal shows of it', () => {
    const parts = sessions.flatMap((session) => session.parts);
    const keys = [
      agenda.name,
      agenda.aim,
      agenda.whom,
      ...agenda.can,
      ...sessions.flatMap(({ name }) => name ?? []),
      ...parts.flatMap((part) => ('lesson' in part ? [] : [part.title])),
      ...parts.flatMap(({ late }) => late?.how ?? []),
    ];
    for (const key of keys) expect(words.get(key), key).toMatch(/^[^<>{}&]+$/);
    if (sessions.length > 1) expect(sessions.every(({ name }) => name)).toBe(true);
  });
});

test('words for who is late name checks that there are, of the lesson that they are about', async () => {
  const parts = agendas.flatMap(({ sessions }) => sessions.flatMap((session) => session.parts));
  let named = 0;
  for (const part of parts) {
    if (!('lesson' in part)) continue;
    const text = words.get(part.late?.how ?? '') ?? '';
    for (const [, kata, id] of text.matchAll(/\b([a-z-]+)\/([a-z-]+)\b/g)) {
      const folder = lessons.find(({ slug }) => slug === part.lesson)?.folder ?? '';
      const suite = await readFile(join(ROOT, 'katas', folder, 'workflows.test.ts'), 'utf8');
      expect(kata).toBe(part.lesson);
      expect(suiteChecks(suite).map((check) => check.id)).toContain(id);
      named += 1;
    }
  }
  expect(named).toBeGreaterThan(5);
});

test('the time of a lesson is that of reading, writing and talking', () => {
  expect(whole({ read: 10, kata: 35, toClose: 10 })).toBe(55);
  expect(clock(65)).toBe('1:05');
});

test('what is done at home takes no time in the room', () => {
  const time = () => ({ read: 10, kata: 35, toClose: 10 });
  const session: Session = {
    within: 60,
    parts: [
      { minutes: 5, title: 'agenda.recap', late: { how: 'agenda.late_skip' } },
      {
        lesson: 'saga',
        home: { read: true, kata: 15 },
        late: { how: 'agenda.late_saga', saves: 12 },
      },
    ],
  };
  const { parts, minutes } = timed(session, time);
  expect(parts.map(({ from, takes, saves }) => [from, takes, saves])).toEqual([
    [0, 5, 5],
    [5, 30, 12],
  ]);
  expect(minutes).toBe(35);
});

describe('who is late', () => {
  const parts = [5, 20, 0, 10].map((saves, index) => ({
    minutes: 30,
    title: `agenda.part_${index}`,
    from: index * 30,
    takes: 30,
    saves,
  }));
  test.each([
    ['leaves nothing out when in time', 0, []],
    ['leaves out the one part that is just enough', 8, [10]],
    ['leaves out as few parts as possible', 12, [20]],
    ['leaves out several where one is not enough', 24, [5, 20]],
    ['leaves out all that can be, when it is not enough', 50, [5, 20, 10]],
  ])('%s', (_, behind, saves) => {
    expect(catchUp(parts, behind).map((part) => part.saves)).toEqual(saves);
  });
});

describe('an agenda that is wrong says what to do', () => {
  const good: Agenda = {
    id: 'an-hour',
    name: 'agenda.hour',
    aim: 'agenda.hour',
    whom: 'agenda.hour',
    can: ['agenda.hour'],
    sessions: [
      { within: 60, parts: [{ lesson: 'letter', late: { how: 'agenda.hour', saves: 5 } }] },
    ],
  };
  const withParts = (parts: unknown) => ({ ...good, sessions: [{ within: 60, parts }] });

  test.each([
    [
      'an unknown lesson',
      withParts([{ lesson: 'parcel' }]),
      "the agenda 'an-hour' has the lesson 'parcel', and there is none",
      'Lessons are named by their slugs: letter.',
    ],
    [
      'unknown words',
      { ...good, aim: 'agenda.year' },
      "the agenda 'an-hour' says 'agenda.year', and there are no such words",
      'Add them to site/content/i18n/en.json.',
    ],
    [
      'a session that is too long',
      withParts([{ lesson: 'letter' }, { minutes: 26, title: 'agenda.hour' }]),
      "the agenda 'an-hour' takes 61 minutes where it has 60",
      'Take something out, or let a part of a lesson be done at home.',
    ],
    [
      'a part that saves more than it takes',
      withParts([{ minutes: 10, title: 'agenda.hour', late: { how: 'agenda.hour', saves: 11 } }]),
      "the agenda 'an-hour' saves 11 minutes of 10 at 0:00",
      'Say what is right in its `home` and `late`.',
    ],
    [
      'a misspelt field',
      { ...good, within: 60 },
      'agendas.0 Unrecognized key: "within"',
      'src/course/agenda.ts says how it looks.',
    ],
  ])('%s', async (_, agenda, message, hint) => {
    await inFolder(async (root) => {
      await syncFolder(root, {
        [AGENDAS_FILE]: JSON.stringify({ agendas: [agenda] }),
        [WORDS_FILE]: JSON.stringify({ 'agenda.hour': 'An hour' }),
        'lessons/01-letter/index.mdx':
          '---\ntitle: A letter\ndescription: You can.\nminutes: { read: 5, kata: 20 }\ncovers: [post.ink]\nneeds: []\n---\n',
        'solutions/01-letter/facilitator.md':
          '# A letter\n\nPlan 5 minutes to read, 20 for the kata and 10 to close.\n',
      });
      const error = await readAgendas(root).catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({ name: 'CourseError', hint });
      expect(error instanceof Error && error.message).toContain(message);
    });
  });
});
