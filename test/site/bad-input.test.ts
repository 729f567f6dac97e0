import { spawn } from 'node:child_process';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ASTRO, astroEnvironment } from './astro.ts';
import { copyCourse } from './course-copy.ts';

let copy = '';
let remove: () => Promise<void>;

beforeAll(async () => {
  ({ root: copy, remove } = await copyCourse());
});

afterAll(() => remove());

const LESSON = 'lessons/07-saga/index.mdx';

interface BadInput {
  readonly what: string;
  readonly path: string;
  readonly from: string | RegExp;
  readonly to: string;
  readonly told: RegExp;
  /** Astro finds it, when all pages are there. @default what is done before that */
  readonly program?: string;
}

test.each<BadInput>([
  {
    what: 'a wrong field',
    path: LESSON,
    from: /^minutes:/m,
    to: 'minuts:',
    told: /^lessons\/07-saga\/index\.mdx:LINE: .*Unrecognized key: "minuts"\n.*schema\.ts says/m,
  },
  {
    what: 'an unknown topic',
    path: LESSON,
    from: 'saga.lifo',
    to: 'saga.lifi',
    told: /^lessons\/07-saga\/index\.mdx:LINE: covers 'saga\.lifi'.*no such topic\.\n.*'saga\.lifo'\?$/m,
  },
  {
    what: 'a recording that does not match its code',
    path: 'lessons/07-saga/trip.ts',
    from: 'bookHotel',
    to: 'bookRoom',
    told: /^lessons\/07-saga\/recordings\.ts:\d+: 'car-refused' was recorded when trip\.ts.*\n.*npm run record -- saga$/m,
  },
  {
    what: 'a picture without a text',
    path: LESSON,
    from: /^## /m,
    to: '![](../../site/assets/logo.svg)\n\n## ',
    told: /^lessons\/07-saga\/index\.mdx:LINE: has a picture without a text.*\n.*Say what it shows/m,
  },
  {
    what: 'a link to a page that is not there',
    path: LESSON,
    from: /^## /m,
    to: 'See [it](../../lessons/sagas/).\n\n## ',
    told: /lessons\/07-saga\/index\.mdx:LINE: leads to no page: \.\.\/\.\.\/lessons\/sagas\/[^]*Correct each link/,
    program: ASTRO,
  },
  {
    what: 'a link to a heading that is not there',
    path: 'site/reference/limits.mdx',
    from: /^## /m,
    to: 'See [it](../../lessons/saga/#lifo).\n\n## ',
    told: /site\/reference\/limits\.mdx:LINE: leads to no heading: .*#lifo[^]*Correct each link/,
    program: ASTRO,
  },
])('$what fails the build: it says where, and what to do', async (bad) => {
  const { path, from, to, told, program } = bad;
  const file = join(copy, path);
  const text = await readFile(file, 'utf8');
  const changed = text.replace(from, to);
  expect(changed).not.toBe(text);
  const before = text.split('\n');
  const line = changed.split('\n').findIndex((one, index) => one !== before[index]) + 1;
  await writeFile(file, changed);
  try {
    const { code, printed } = await build(program);
    expect(printed).toMatch(new RegExp(told.source.replace('LINE', String(line)), told.flags));
    expect(code).toBe(1);
  } finally {
    await writeFile(file, text);
  }
});

test('a missing kata fails the build: it says where, and what to do', async () => {
  await rm(join(copy, 'katas', '07-saga'), { recursive: true });
  const { code, printed } = await build();
  expect(printed).toMatch(/^katas\/07-saga: is missing, .*\n.*a folder of the same name in/m);
  expect(code).toBe(1);
});

/** What `npm run build` does in the copy; Astro itself lies outside of it. */
async function build(
  program = 'src/cli/main.ts',
): Promise<{ code: number | null; printed: string }> {
  const run = spawn(process.execPath, [program, 'build'], {
    cwd: copy,
    env: astroEnvironment({ NO_COLOR: '1' }),
  });
  let printed = '';
  for (const stream of [run.stdout, run.stderr]) {
    stream.on('data', (chunk: Buffer) => (printed += chunk.toString('utf8')));
  }
  const code = await new Promise<number | null>((resolve) => run.once('close', resolve));
  return { code, printed };
}
