import { execFile } from 'node:child_process';
import { readdir, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test } from 'vitest';
import * as prettier from 'prettier';
import { CourseError } from '../../src/course/error.ts';
import { readFiles, type Files } from '../../src/course/files.ts';
import { lessonOf, readFrontmatter } from '../../src/course/lesson.ts';
import { Judge } from '../../src/judge/judge.ts';
import { scaffold } from '../../src/scaffold/index.ts';
import { startServer } from '../../src/server/index.ts';
import { printProblem, sweep } from '../../src/sweep/index.ts';
import { anyServer } from '../server/fixtures.ts';
import { CourseFolder, letterCourse } from '../sweep/letter-course.ts';

let course: CourseFolder;

beforeEach(async () => {
  course = await CourseFolder.make();
  await course.hold(letterCourse());
});

afterEach(async () => {
  await course.remove();
});

/** The course's own files, by path. */
function courseFiles(): Promise<Files> {
  return readFiles(course.root, (path) => /^(lessons|katas|solutions)\//.test(path));
}

test('a new lesson comes after the last one, and nothing else changes', async () => {
  const made = await scaffold(course.root, { slug: 'rate-limits' });
  expect(made).toEqual([
    'katas/02-rate-limits/activities.ts',
    'katas/02-rate-limits/hints.md',
    'katas/02-rate-limits/workflows.test.ts',
    'katas/02-rate-limits/workflows.ts',
    'lessons/02-rate-limits/index.mdx',
    'solutions/02-rate-limits/facilitator.md',
    'solutions/02-rate-limits/workflows.also-then.ts',
    'solutions/02-rate-limits/workflows.ts',
    'solutions/02-rate-limits/workflows.wrong-twice.ts',
  ]);
  const files = await courseFiles();
  expect(Object.keys(files).sort()).toEqual([...Object.keys(letterCourse()), ...made].sort());
  expect(files).toMatchObject(letterCourse());
});

test('the sweep lists what the author has still to write, and nothing else', async () => {
  await scaffold(course.root, { slug: 'rate-limits' });
  const lines: string[] = [];
  const judge = { judge: () => Promise.reject(new Error('There is nothing to judge yet.')) };
  const { problems } = await sweep(course.root, {
    judge,
    only: 'rate-limits',
    progress: (line) => lines.push(line),
  });
  const todo = 'Each of these places says what belongs there.';
  expect(problems.map(({ fix }) => fix)).toEqual(problems.map(() => todo));
  expect(problems.map(({ where }) => where).sort()).toEqual(
    Object.keys(await courseFiles()).filter((path) => path.includes('rate-limits')),
  );
  expect(lines).toEqual(['rate-limits: not judged, its code is not written yet']);
});

test('its frontmatter is what the site wants, whatever the title', async () => {
  const lesson = lessonOf('12-rate-limits');
  await scaffold(course.root, { slug: lesson.slug, number: 12, title: `Don't "hurry": \\ wait` });
  expect(await readFrontmatter(course.root, lesson)).toMatchObject({
    title: `Don't "hurry": \\ wait`,
    minutes: { read: 8, kata: 30 },
    needs: [],
  });
});

test('without a title, the slug is made into one', async () => {
  await scaffold(course.root, { slug: 'fan-out-at-scale' });
  const { title } = await readFrontmatter(course.root, lessonOf('02-fan-out-at-scale'));
  expect(title).toBe('Fan out at scale');
});

test('it is formatted, and it type-checks', async () => {
  await scaffold(course.root, { slug: 'rate-limits', title: 'Rate limits' });
  const options = await prettier.resolveConfig(join(import.meta.dirname, 'any.ts'));
  for (const [path, text] of Object.entries(await courseFiles())) {
    if (!path.includes('rate-limits')) continue;
    expect(await prettier.check(text, { ...options, filepath: path }), path).toBe(true);
  }
  await writeFile(
    join(course.root, 'tsconfig.json'),
    JSON.stringify({
      extends: '../../tsconfig.json',
      compilerOptions: { rootDirs: ['./katas', './solutions'] },
      include: ['katas/02-rate-limits', 'solutions/02-rate-limits'],
      exclude: [],
    }),
  );
  const typescript = createRequire(import.meta.url).resolve('typescript/package.json');
  const tsc = join(dirname(typescript), 'bin', 'tsc');
  await promisify(execFile)(process.execPath, [tsc, '-p', course.root]);
});

test('the example in it is a real kata: once the marks are gone, only numbers are wanting', async () => {
  await scaffold(course.root, { slug: 'rate-limits' });
  const files = await courseFiles();
  const unmarked = Object.entries(files).map(([path, text]) => [
    path,
    path.endsWith('.ts') ? text.replace(/.*TODO\(author\).*\n/g, '') : text,
  ]);
  await course.hold(Object.fromEntries(unmarked) as Files);
  const server = await startServer(await anyServer());
  const judge = await Judge.open(course.root, server.address);
  try {
    const { problems } = await sweep(course.root, { judge, only: 'rate-limits' });
    const told = problems.filter(({ wrong }) => !wrong.includes('TODO(author)'));
    expect(told.map(printProblem)).toEqual([
      `solutions/02-rate-limits: has only one mistake.
    Write at least 5: workflows.wrong-….ts, each with what people really do wrong.`,
      `solutions/02-rate-limits: has only one other right answer.
    Write at least 2: workflows.also-….ts, each in a style of its own.`,
      `katas/02-rate-limits: The suite has 1 checks.
    A kata has 5 to 10: fewer leave gaps, and more nobody reads.`,
    ]);
  } finally {
    await judge.close();
    await server.stop();
  }
});

test.for<[what: string, slug: string, number: number | undefined, told: string, hint: string]>([
  [
    'a slug that is none',
    'Rate Limits',
    undefined,
    "'Rate Limits' is not a slug: lower-case words, joined by hyphens.",
    'Try: npx dojo new rate-limits',
  ],
  [
    'a slug that leads out of the course',
    '../letter',
    undefined,
    "'../letter' is not a slug: lower-case words, joined by hyphens.",
    'Try: npx dojo new letter',
  ],
  [
    'a slug that is taken',
    'letter',
    9,
    "There is a lesson 'letter' already: 01-letter.",
    'Choose another slug: progress and links are kept by it.',
  ],
  [
    'a number that is taken',
    'rate-limits',
    1,
    'Place 1 is taken by 01-letter.',
    'Try: npx dojo new rate-limits --number 2',
  ],
  [
    'a number that is none',
    'rate-limits',
    100,
    '100 is no place in the course: places are numbers from 1 to 99.',
    'Try: npx dojo new rate-limits --number 2',
  ],
])('%s is refused, and nothing is made', async ([, slug, number, told, hint]) => {
  const refused = scaffold(course.root, { slug, number });
  await expect(refused).rejects.toThrow(CourseError);
  await expect(refused).rejects.toMatchObject({ message: told, hint });
  expect(await courseFiles()).toEqual(letterCourse());
});

test('a lesson of which only a part is there keeps its name', async () => {
  await course.hold({ ...letterCourse(), 'solutions/05-rate-limits/facilitator.md': 'Soon.' });
  await expect(scaffold(course.root, { slug: 'rate-limits' })).rejects.toThrow(
    "There is a lesson 'rate-limits' already: 05-rate-limits.",
  );
});

test('when one folder cannot be made, none is', async () => {
  await rm(join(course.root, 'solutions'), { recursive: true });
  await writeFile(join(course.root, 'solutions'), 'not a folder');
  await expect(scaffold(course.root, { slug: 'rate-limits' })).rejects.toThrow();
  expect(await readdir(join(course.root, 'lessons'))).toEqual(['01-letter', 'topics.json']);
  expect(await readdir(join(course.root, 'katas'))).toEqual(['01-letter']);
  const left = await readdir(join(course.root, '.dojo')).catch(() => []);
  expect(left.filter((name) => name.startsWith('new-'))).toEqual([]);
});
