import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { expect, test } from 'vitest';
import { readFiles, type Files } from '../src/course/files.ts';
import { readKata } from '../src/course/kata.ts';
import { lessonOf, readFrontmatter, readLessons, type Lesson } from '../src/course/lesson.ts';
import { scaffold } from '../src/scaffold/index.ts';
import { bootstrap, shell } from './cli/desk.ts';
import { noteProblems, type Surroundings, type Taught } from './notes.ts';

const ROOT = join(import.meta.dirname, '..');

const dojo = (...args: string[]) =>
  execFileSync(process.execPath, [bootstrap(ROOT), ...args], { encoding: 'utf8', env: shell() });
const known = new Set([...dojo('--help').matchAll(/^ {2}([a-z-]+)\b/gm)].map(([, name]) => name));
const helps = new Map<string, string>();

function help(command: string): string | undefined {
  if (!known.has(command)) return undefined;
  const text = helps.get(command) ?? dojo(command, '--help');
  helps.set(command, text);
  return text;
}

const manifest = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8')) as {
  scripts: Record<string, string>;
};
const around: Surroundings = { root: ROOT, scripts: Object.keys(manifest.scripts), help };

interface Noted {
  readonly slug: string;
  readonly notes: string;
  readonly taught: Taught;
}

/** The notes on a lesson, and what it has. */
async function noted(root: string, lesson: Lesson, transcripts: Files): Promise<Noted> {
  const path = join(root, 'solutions', lesson.folder, 'facilitator.md');
  const { minutes } = await readFrontmatter(root, lesson);
  const kata = await readKata(root, lesson);
  return {
    slug: lesson.slug,
    notes: await readFile(path, 'utf8'),
    taught: { kata, minutes, transcripts },
  };
}

const lessons = await Promise.all(
  (await readLessons(ROOT)).map(async (lesson) =>
    noted(ROOT, lesson, await readFiles(join(ROOT, 'test', 'transcripts', lesson.folder))),
  ),
);

test.for(lessons)('the notes on $slug say all that who teaches it needs', ({ notes, taught }) => {
  expect(noteProblems(notes, taught, around)).toEqual([]);
});

test('nothing that a learner gets has them', () => {
  for (const { slug, taught } of lessons) {
    expect(JSON.stringify(taught.kata), slug).not.toContain('for facilitators');
  }
});

test('those of a new lesson have all their places, and only words are wanting', async () => {
  const root = await mkdtemp(join(tmpdir(), 'dojo-notes-'));
  try {
    await scaffold(root, { slug: 'rate-limits', number: 12 });
    const shown = { 'twice.txt': 'Happened  It scheduled sendMail and\n  sendMail.' };
    const { notes, taught } = await noted(root, lessonOf('12-rate-limits'), shown);
    expect(noteProblems(notes, taught, { ...around, root })).toEqual([]);
  } finally {
    await rm(root, { recursive: true, force: true });
  }
});

/** What somebody may do to good notes, those on the saga, and what is then said. */
const FLAWS: readonly [what: string, text: string | RegExp, by: string, told: string][] = [
  ['no idea', /^\*\*The idea.*\n/m, '', 'has no idea'],
  ['another plan', 'Plan 10', 'Plan 12', 'plans 12 and 35 minutes, the page 10 and 35'],
  ['no end', '## To close', '## Afterwards', 'has no section “To close”'],
  [
    'another order',
    /(## To close[\s\S]*)(## Faster and slower[\s\S]*)(?=## Commands)/,
    '$2$1',
    'has its sections in another order than all others',
  ],
  [
    'a check without a section',
    '### saga/keeps-undoing\n',
    '',
    'has no section saga/keeps-undoing',
  ],
  [
    'a section of no check',
    '### saga/keeps-undoing',
    '### saga/flies\n\n_Does it?_\n\n### saga/keeps-undoing',
    'has a section saga/flies, and the suite no such check',
  ],
  [
    'a section that asks nothing',
    /(### saga\/keeps-undoing\n)[\s\S]*?(?=###)/,
    '$1\nNothing.\n\n',
    'has nothing to ask under saga/keeps-undoing',
  ],
  ['a mistake that is left out', '[`undo-fifo`]', '', 'names undo-fifo nowhere'],
  [
    'a mistake in another place',
    '[`undo-stops`]',
    '[`undo-stops`, `undo-fifo`]',
    'names undo-fifo under saga/keeps-undoing, and saga/undoes-in-reverse catches it',
  ],
  [
    'a mistake that is none',
    '[`undo-stops`]',
    '[`undo-stops`, `undo-flies`]',
    'names undo-flies under saga/keeps-undoing, and there is no such mistake',
  ],
  ['no question', / _The carrier refuses\..*_/, '', 'asks nothing about undoes-only-the-last'],
  [
    'no verdict',
    / Verdict: “It failed, but told.*?”/,
    '',
    'does not quote the verdict on undo-masks',
  ],
  [
    'a verdict that nobody reads',
    'It failed, but told of UndoRefused.',
    'It told of UndoRefused.',
    'quotes “It told of UndoRefused.”, and nobody reads that with undo-masks',
  ],
  ['a check in passing', '`saga/undoes-lost-steps`.', '`saga/undoes`.', 'names saga/undoes'],
  ['an answer in passing', '`workflows.also-class.ts`', '`also-clas`', 'names also-clas'],
  [
    'a file in passing',
    'katas/07-saga/hints.md',
    'katas/07-saga/hint.md',
    'names katas/07-saga/hint.md',
  ],
  ['no chaos', /npx dojo chaos saga --.*/g, 'npx dojo check saga', 'plays no chaos'],
  [
    'a chaos by chance',
    'chaos saga --at 35',
    'chaos saga',
    'plays a chaos that is another one each time: give it --seed or --at',
  ],
  [
    'a command that is none',
    'npx dojo check saga\n',
    'npx dojo chek saga\n',
    'has the command `npx dojo chek saga`: there is no command chek',
  ],
  [
    'an option that is none',
    'saga --at 35',
    'saga --event 35',
    'has the command `npx dojo chaos saga --event 35`: it has no option --event',
  ],
  [
    'an option without its number',
    'saga --at 35',
    'saga --at refund',
    'has the command `npx dojo chaos saga --at refund`: --at is a number',
  ],
  [
    'another kata',
    'npx dojo history saga',
    'npx dojo history sage',
    'has the command `npx dojo history sage`: it is about sage',
  ],
  [
    'a script that is none',
    'npm test -- course',
    'npm tests -- course',
    'has the command `npm tests -- course`: there is no script tests',
  ],
  [
    'a copy of nothing',
    'workflows.wrong-blind-restock.ts answers',
    'workflows.wrong-blind.ts answers',
    'has the command `cp solutions/07-saga/workflows.wrong-blind.ts answers/07-saga/workflows.ts`: there is no solutions/07-saga/workflows.wrong-blind.ts',
  ],
  [
    'a copy to nowhere',
    'register-after.ts answers/07-saga/workflows.ts',
    'register-after.ts answers/07-saga/',
    'has the command `cp solutions/07-saga/workflows.wrong-register-after.ts answers/07-saga/`: no answer has the file answers/07-saga/workflows.wrong-register-after.ts',
  ],
  [
    'a command that is not ours',
    'npx dojo check saga\n',
    'rm -r answers\n',
    'has the command `rm -r answers`: nobody knows whether this works',
  ],
];

test.for(FLAWS)('%s is noticed', ([, text, by, told]) => {
  const saga = lessons.find(({ slug }) => slug === 'saga');
  if (!saga) throw new Error('There is no lesson saga.');
  const flawed = saga.notes.replace(text, by);
  expect(flawed).not.toBe(saga.notes);
  expect(noteProblems(flawed, saga.taught, around)).toContain(told);
});
