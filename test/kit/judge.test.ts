import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readKata } from '../../src/course/kata.ts';
import { readLessons } from '../../src/course/lesson.ts';
import { Judge } from '../../src/judge/judge.ts';
import type { Verdict } from '../../src/kit/verdict.ts';
import { fetchServer, startServer, type RunningServer } from '../../src/server/index.ts';
import { CourseFolder, letterCourse, RIGHT, workflow } from '../sweep/letter-course.ts';
import { printed, SERVERS } from './runs.ts';

const SUITE = 'katas/01-letter/workflows.test.ts';

let course: CourseFolder;
let server: RunningServer;
let judge: Judge;

beforeAll(async () => {
  course = await CourseFolder.make();
  server = await startServer(await fetchServer(SERVERS, () => undefined));
  judge = await Judge.open(course.root, server.address);
});

afterAll(async () => {
  await judge?.close();
  await server?.stop();
  await course?.remove();
});

/** The verdict on an answer to the letter's kata, whose suite may be another. */
async function verdictOn(answer: string, suite = suiteWith({})): Promise<Verdict> {
  await course.hold({ ...letterCourse(), [SUITE]: suite });
  const [lesson] = await readLessons(course.root);
  if (!lesson) throw new Error('The course has no lesson.');
  const kata = await readKata(course.root, lesson);
  return judge.judge(kata, { 'workflows.ts': answer }, 'answers/01-letter');
}

/** The letter's own suite, with some of its words replaced. */
function suiteWith(changes: Readonly<Record<string, string>>): string {
  let text = letterCourse()[SUITE] ?? '';
  for (const [from, to] of Object.entries(changes)) {
    if (!text.includes(from)) throw new Error(`The letter's suite does not say: ${from}`);
    text = text.replace(from, to);
  }
  return text;
}

const outcomes = ({ checks }: Verdict) => checks.map(({ id, outcome }) => `${id} ${outcome}`);

test('pass: every check passed', async () => {
  const verdict = await verdictOn(RIGHT);
  expect(verdict).toMatchObject({ kata: 'letter', verdict: 'pass' });
  expect(outcomes(verdict)).toEqual([
    'letter/once pass',
    'letter/to-whom pass',
    'letter/text pass',
    'letter/stamp pass',
    'letter/tells pass',
  ]);
});

test('fail: a promise was broken, and the check tells which', async () => {
  const verdict = await verdictOn(RIGHT.replace('to,', `to: 'Bo',`));
  expect(verdict.verdict).toBe('fail');
  expect(outcomes(verdict)).toContain('letter/once pass');
  const failed = verdict.checks.filter(({ outcome }) => outcome !== 'pass');
  expect(failed.map(({ id, diagnosis }) => `${id}\n${diagnosis && printed(diagnosis)}`).join())
    .toMatchInlineSnapshot(`
    "letter/to-whom
      Expected  post is given a name.
      Happened  It was given { "to": "Bo", "text": "hello", "stamp": 1 }.

        ▶  5  +0 s    post scheduled
           7  +0 s    post completed
          11  +0 s    workflow ended as Completed

      It hurts  Somebody waits.
      Read      letter#the-letter"
  `);
});

describe('error: the answer does not compile or load', () => {
  test.each([
    { what: 'syntax', answer: RIGHT.replace('await post(', 'await post)('), kind: 'syntax' },
    { what: 'types', answer: RIGHT.replace('stamp: 1', `stamp: 'one'`), kind: 'types' },
    { what: 'a module of Node', answer: `import 'node:fs';\n${RIGHT}`, kind: 'forbidden-module' },
    {
      what: 'an error at load',
      answer: `${RIGHT}\nif (Date) throw new Error('not now');`,
      kind: 'throws-at-load',
    },
    { what: 'no exports', answer: 'void 0;\nexport {};', kind: 'exports-nothing' },
  ])('$what', async ({ answer, kind }) => {
    const verdict = await verdictOn(answer);
    expect(verdict).toMatchObject({ verdict: 'error', problem: { kind }, checks: [] });
  });
});

describe('infra: our fault, whatever the answer is', () => {
  const WRONG = workflow(`  return 'gone';`);

  test.each([
    {
      what: 'a service of the world that answers later',
      suite: { 'post: () => undefined': 'post: async () => undefined' },
      answer: RIGHT,
      trouble: "The service 'post' must not be async.",
    },
    {
      what: 'a check that throws',
      suite: { [`toHaveScheduled(['post']);`]: `toHaveScheduled(['post']); undefined.x;` },
      answer: RIGHT,
      trouble: 'OurFault: The check itself failed.',
    },
    {
      what: 'a check that throws, beside checks that find something',
      suite: { [`toHaveReturned('gone');`]: `toHaveReturned('gone'); undefined.x;` },
      answer: WRONG,
      trouble: 'OurFault: The check itself failed.',
    },
    {
      what: 'a suite that cannot be loaded',
      suite: { '#kit': '#kitchen' },
      answer: RIGHT,
      trouble: '#kitchen',
    },
  ])('$what', async ({ suite, answer, trouble }) => {
    const verdict = await verdictOn(answer, suiteWith(suite));
    expect(verdict.verdict).toBe('infra');
    expect(verdict.trouble).toContain(trouble);
  });

  test('a suite without a single check', async () => {
    const verdict = await verdictOn(
      RIGHT,
      `import { kata } from '#kit';\nkata('letter', { services: {} });`,
    );
    expect(verdict).toMatchObject({ verdict: 'infra', checks: [] });
  });

  test('after all of that, the right answer passes', async () => {
    expect(await verdictOn(RIGHT)).toMatchObject({ verdict: 'pass' });
  });
});
