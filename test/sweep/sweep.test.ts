import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { recordedCode, type RecordedCode } from '../../src/recording/recorded-code.ts';
import { printProblem, sweep } from '../../src/sweep/index.ts';
import { CourseFolder, letterCourse, RIGHT, topics } from './letter-course.ts';

let course: CourseFolder;

beforeAll(async () => {
  course = await CourseFolder.make();
});

afterAll(async () => {
  await course?.remove();
});

/** What is planted in the letter's course: files by path, without text to remove one. */
type Planted = Readonly<Record<string, string | undefined>>;

async function problemsWith(planted: Planted): Promise<string[]> {
  const files = Object.entries({ ...letterCourse(), ...planted });
  const kept = files.flatMap(([path, text]) => (text === undefined ? [] : [[path, text] as const]));
  await course.hold(Object.fromEntries(kept));
  const { problems } = await sweep(course.root);
  return problems.map(printProblem);
}

const PAGE = letterCourse()['lessons/01-letter/index.mdx'] ?? '';

/** A lesson with a recording, of which it says that it was made from this code. */
function recorded(code?: RecordedCode): Planted {
  return {
    'lessons/01-letter/index.mdx': PAGE.replace(
      '---\n\n',
      "---\n\nimport './recordings/gone.json';\n\n",
    ),
    'lessons/01-letter/recordings.ts': RECORDING['recordings.ts'],
    'lessons/01-letter/stamped.ts': RECORDING['stamped.ts'],
    'lessons/01-letter/recordings/gone.json': JSON.stringify({ code, events: [] }),
  };
}

const RECORDING = {
  'recordings.ts': "export const recordings = [{ file: 'gone', code: './stamped.ts' }];\n",
  'stamped.ts': 'export const stamped = 1;\n',
};

/** The letter's three folders once more, under another name. */
function again(folder: string): Planted {
  const files = Object.entries(letterCourse());
  return Object.fromEntries(files.map(([path, text]) => [path.replace('01-letter', folder), text]));
}

test('a whole course has no problems', async () => {
  expect(await problemsWith({})).toEqual([]);
});

test('a recording of the code that is there has no problem, and of code that was changed has', async () => {
  const code = recordedCode(RECORDING, 'stamped.ts');
  expect(await problemsWith(recorded(code))).toEqual([]);
  const changed = { 'lessons/01-letter/stamped.ts': 'export const stamped = 2;\n' };
  expect(await problemsWith({ ...recorded(code), ...changed })).toHaveLength(1);
});

test('an earlier lesson is there to build on, and what is not taught yet is told', async () => {
  const page = PAGE.replace('[letters.posting]', '[letters.posting, letters.stamps]');
  const needs = page.replace('needs: []', 'needs: [letters.posting, letter]');
  expect(
    await problemsWith({ ...again('02-parcel'), 'lessons/02-parcel/index.mdx': needs }),
  ).toEqual([]);
  expect((await sweep(course.root)).uncovered).toEqual([]);
  expect(await problemsWith({})).toEqual([]);
  expect((await sweep(course.root)).uncovered).toEqual(['letters.stamps']);
});

describe('each planted problem is told, and nothing else', () => {
  test.for<[what: string, planted: Planted, told: string]>([
    [
      'a lesson without a kata',
      { 'lessons/02-parcel/index.mdx': PAGE, 'solutions/02-parcel/workflows.ts': RIGHT },
      `katas/02-parcel: is missing, and lessons/02-parcel is there.
    Every lesson has a folder of the same name in lessons/, katas/ and solutions/.`,
    ],
    [
      'a kata without a lesson',
      { 'katas/02-parcel/workflows.ts': '', 'solutions/02-parcel/workflows.ts': RIGHT },
      `lessons/02-parcel: is missing, and katas/02-parcel is there.
    Every lesson has a folder of the same name in lessons/, katas/ and solutions/.`,
    ],
    [
      'a folder that is not named as a lesson',
      { 'katas/Letter/workflows.ts': RIGHT },
      `katas/Letter: 'Letter' is not the name of a lesson's folder.
    Name it by two digits and a slug, such as 07-saga.`,
    ],
    [
      'two lessons of one slug',
      again('02-letter'),
      `lessons/02-letter: has the slug 'letter', and so has 01-letter.
    Give one of them another slug: progress and links are kept by it.`,
    ],
    [
      'two lessons of one number',
      again('01-parcel'),
      `lessons/01-parcel: has the number 01, and so has 01-letter.
    Give one of them another number: it is the lesson’s place in the course.`,
    ],
    [
      'a file that lies in no lesson’s folder',
      { 'katas/notes.txt': 'Call Ada.' },
      `katas/notes.txt: lies in no lesson’s folder.
    Move it to the lesson that it belongs to, or delete it.`,
    ],
    [
      'a page that is missing',
      { 'lessons/01-letter/index.mdx': undefined, 'lessons/01-letter/recordings.ts': '' },
      `lessons/01-letter/index.mdx: is missing.
    Write the lesson’s page.`,
    ],
    [
      'a misspelt field in the frontmatter',
      { 'lessons/01-letter/index.mdx': PAGE.replace('description', 'desciption') },
      `lessons/01-letter/index.mdx:3: The frontmatter of lessons/01-letter/index.mdx is wrong: Unrecognized key: "desciption"
    src/course/schema.ts says what it must have.`,
    ],
    [
      'frontmatter that is no YAML',
      { 'lessons/01-letter/index.mdx': PAGE.replace('description:', 'description: so: ') },
      `lessons/01-letter/index.mdx:3: The frontmatter of lessons/01-letter/index.mdx is wrong: YAMLParseError: Nested mappings are not allowed in compact mappings at line 2, column 14:
    src/course/schema.ts says what it must have.`,
    ],
    [
      'a recording of other code',
      recorded({ file: 'stamped.ts', hash: '0123456789abcdef' }),
      `lessons/01-letter/recordings.ts:1: 'gone' was recorded when stamped.ts, or what it uses, was another.
    Type: npm run record -- letter`,
    ],
    [
      'a recording that tells of no code',
      recorded(),
      `lessons/01-letter/recordings.ts:1: 'gone' does not say of which code it was recorded.
    Type: npm run record -- letter`,
    ],
    [
      'a need that is no lesson',
      { 'lessons/01-letter/index.mdx': PAGE.replace('needs: []', 'needs: [stamps]') },
      `lessons/01-letter/index.mdx:6: needs 'stamps', and there is no such lesson.
    Name a lesson by its slug.`,
    ],
    [
      'a need that comes later',
      { 'lessons/01-letter/index.mdx': PAGE.replace('needs: []', 'needs: [letter]') },
      `lessons/01-letter/index.mdx:6: needs 'letter', which does not come before it.
    A lesson may build only on earlier ones.`,
    ],
    [
      'a topic that nobody knows',
      { 'lessons/01-letter/index.mdx': PAGE.replace('posting', 'postng') },
      `lessons/01-letter/index.mdx:5: covers 'letters.postng', and there is no such topic.
    Is it meant to be 'letters.posting'?`,
    ],
    [
      'a topic that is not like any',
      { 'lessons/01-letter/index.mdx': PAGE.replace('letters.posting', 'parcels.weight') },
      `lessons/01-letter/index.mdx:5: covers 'parcels.weight', and there is no such topic.
    lessons/topics.json lists them. A new one is added there, with a sentence.`,
    ],
    [
      'a heading for a topic that is not there',
      { 'lessons/01-letter/index.mdx': PAGE.replace('posting', 'posting#the-leter') },
      `lessons/01-letter/index.mdx:5: covers 'letters.posting' under '#the-leter', and has no such heading.
    Is it meant to be '#the-letter'?`,
    ],
    [
      'two headings for one topic',
      {
        ...again('02-parcel'),
        'lessons/01-letter/index.mdx': PAGE.replace('posting', 'posting#the-letter'),
        'lessons/02-parcel/index.mdx': PAGE.replace('posting', 'posting#the-letter'),
      },
      `lessons/02-parcel/index.mdx:5: names a heading for 'letters.posting', and so does lessons/01-letter.
    People are sent to one place: leave the heading away in one of them.`,
    ],
    [
      'a needed topic that nobody knows',
      { 'lessons/01-letter/index.mdx': PAGE.replace('needs: []', 'needs: [letters.stamp]') },
      `lessons/01-letter/index.mdx:6: needs 'letters.stamp', and there is no such topic.
    Is it meant to be 'letters.stamps'?`,
    ],
    [
      'a needed topic that is taught later',
      { 'lessons/01-letter/index.mdx': PAGE.replace('needs: []', 'needs: [letters.posting]') },
      `lessons/01-letter/index.mdx:6: needs 'letters.posting', which does not come before it.
    A lesson may build only on earlier ones.`,
    ],
    [
      'a needed topic that nobody teaches',
      { 'lessons/01-letter/index.mdx': PAGE.replace('needs: []', 'needs: [letters.stamps]') },
      `lessons/01-letter/index.mdx:6: needs 'letters.stamps', which no lesson covers.
    A lesson may build only on earlier ones.`,
    ],
    [
      'a topic that a complete course does not teach',
      { 'lessons/topics.json': topics(['letters.posting', 'letters.stamps'], true) },
      `lessons/topics.json: 'letters.stamps' is covered by no lesson.
    Teach it, and say so in the lesson’s frontmatter; or set \`complete\` to false.`,
    ],
    [
      'a list of topics that is none',
      { 'lessons/topics.json': '{ "complete": "no", "groups": [] }' },
      `lessons/topics.json: lessons/topics.json is wrong: complete Invalid input: expected boolean, received string
    src/course/topics.ts says how it looks.`,
    ],
    [
      'a list of topics that is missing',
      { 'lessons/topics.json': undefined },
      `lessons/topics.json: lessons/topics.json is missing.
    It says what the course teaches.`,
    ],
    [
      'a kata without a suite',
      { 'katas/01-letter/workflows.test.ts': undefined },
      `katas/01-letter: katas/01-letter has no suite.
    Write katas/01-letter/workflows.test.ts.`,
    ],
    [
      'a starting point without // TODO',
      {
        'katas/01-letter/workflows.ts': letterCourse()['katas/01-letter/workflows.ts']?.replace(
          '// TODO',
          '// to do',
        ),
      },
      `katas/01-letter/workflows.ts: has no // TODO: nobody sees where to begin.
    Say at the place what is to be written: // TODO 1: …`,
    ],
    [
      'no hints',
      { 'katas/01-letter/hints.md': undefined },
      `katas/01-letter/hints.md: is missing.
    Write 3 to 5 hints, each under a ## heading.`,
    ],
    [
      'empty hints',
      { 'katas/01-letter/hints.md': '\n' },
      `katas/01-letter/hints.md: is empty.
    Write 3 to 5 hints, each under a ## heading.`,
    ],
    [
      'too few hints',
      { 'katas/01-letter/hints.md': '## One\n\nA.\n\n### Not one\n\n## Two\n\nB.\n' },
      `katas/01-letter/hints.md: has 2 hints.
    Write 3 to 5, each under a ## heading.`,
    ],
    [
      'a hint without text',
      { 'katas/01-letter/hints.md': '## One\n\nA.\n\n## Two\n\n## Three\n\nC.\n' },
      `katas/01-letter/hints.md: has nothing under the heading 'Two'.
    Write the hint, or delete the heading.`,
    ],
    [
      'a hint file that nothing uses',
      { 'katas/01-letter/hints-2.md': '## One\n\nA.\n' },
      `katas/01-letter/hints-2.md: is used by nothing.
    Delete it, or use it.`,
    ],
    [
      'no notes for facilitators',
      { 'solutions/01-letter/facilitator.md': undefined },
      `solutions/01-letter/facilitator.md: is missing.
    Write notes for facilitators.`,
    ],
    [
      'a stray file in a kata',
      { 'katas/01-letter/rates.json': '{}' },
      `katas/01-letter/rates.json: is used by nothing.
    Delete it, or use it.`,
    ],
    [
      'a stray file beside a lesson',
      { 'lessons/01-letter/old.svg': '<svg/>' },
      `lessons/01-letter/old.svg: is used by nothing.
    Delete it, or use it.`,
    ],
    [
      'an overlay on a file that the kata does not have',
      { 'solutions/01-letter/workflow.ts': RIGHT },
      `solutions/01-letter/workflow.ts: is used by nothing.
    Delete it, or use it.`,
    ],
    [
      'a mistake in a file that the solution does not have',
      { 'solutions/01-letter/activities.wrong-late.ts': '/** @caughtBy letter/once */' },
      `solutions/01-letter/activities.wrong-late.ts: is used by nothing.
    Delete it, or use it.`,
    ],
    [
      'a solution’s file that does not differ',
      { 'solutions/01-letter/activities.ts': letterCourse()['katas/01-letter/activities.ts'] },
      `solutions/01-letter/activities.ts: is the same as the kata’s.
    Delete it: a solution has only the files that differ.`,
    ],
    [
      'a mistake that names no check',
      { 'solutions/01-letter/workflows.wrong-twice.ts': RIGHT },
      `katas/01-letter: The mistake 'twice' of letter does not name the one check that catches it.
    Begin its file with: /** @caughtBy saga/undoes-in-reverse */ (with the check’s id).`,
    ],
    [
      'too few mistakes',
      { 'solutions/01-letter/workflows.wrong-twice.ts': undefined },
      `solutions/01-letter: has only 4 mistakes.
    Write at least 5: workflows.wrong-….ts, each with what people really do wrong.`,
    ],
    [
      'only one other right answer',
      { 'solutions/01-letter/workflows.also-then.ts': undefined },
      `solutions/01-letter: has only one other right answer.
    Write at least 2: workflows.also-….ts, each in a style of its own.`,
    ],
    [
      'a place that its author did not fill',
      {
        'katas/01-letter/hints.md':
          '## One\n\nA.\n\n## Two\n\nB.\n\n## Three\n\nTODO(author): C.\n',
      },
      `katas/01-letter/hints.md: is not written yet: TODO(author) in line 11.
    Each of these places says what belongs there.`,
    ],
  ])('%s', async ([, planted, told]) => {
    expect(await problemsWith(planted)).toEqual([told]);
  });
});

test('a misnamed file is told together with the file that it was meant to be', async () => {
  const hints = letterCourse()['katas/01-letter/hints.md'];
  expect(
    await problemsWith({
      'katas/01-letter/hints.md': undefined,
      'katas/01-letter/hint.md': hints,
    }),
  ).toEqual([
    `katas/01-letter/hints.md: is missing.
    Write 3 to 5 hints, each under a ## heading.`,
    `katas/01-letter/hint.md: is used by nothing.
    Is it meant to be katas/01-letter/hints.md?`,
  ]);
});

test('files are used when something that is used mentions them', async () => {
  const suite = letterCourse()['katas/01-letter/workflows.test.ts'] ?? '';
  expect(
    await problemsWith({
      'katas/01-letter/world.ts': "import rates from './rates/eu.json';",
      'katas/01-letter/rates/eu.json': '{}',
      'katas/01-letter/histories/v1.json': '{}',
      'katas/01-letter/workflows.test.ts': `import './world.ts';\nconst old = ['histories'];\n${suite}`,
      'lessons/01-letter/index.mdx': `${PAGE}\n![A stamp](./stamp.svg)\n\nimport code from './code.ts?raw';\n`,
      'lessons/01-letter/stamp.svg': '<svg/>',
      'lessons/01-letter/code.ts': '',
    }),
  ).toEqual([]);
});

test('what systems and editors leave behind is passed over', async () => {
  const left = { 'katas/.DS_Store': '', 'lessons/01-letter/.index.mdx.swp': '' };
  expect(await problemsWith(left)).toEqual([]);
});

test('one lesson can be swept alone', async () => {
  await course.hold({
    ...letterCourse(),
    ...again('02-parcel'),
    'katas/01-letter/a.txt': '',
    'katas/02-parcel/b.txt': '',
    'katas/c.txt': '',
  });
  const { problems, lessons } = await sweep(course.root, { only: 'parcel' });
  expect(lessons.map(({ folder }) => folder)).toEqual(['02-parcel']);
  expect(problems.map(({ where }) => where)).toEqual(['katas/02-parcel/b.txt']);
});
