import { HINTS, hintsOf } from '../course/hints.ts';
import { SUITE, VARIANT } from '../course/kata.ts';
import { isGiven } from '../course/staging.ts';
import type { LessonFiles } from './course-files.ts';
import { isUnwritten, placeholders } from './placeholders.ts';
import type { Problem } from './problem.ts';
import { pictures, prose } from './prose.ts';
import { recordings } from './recordings.ts';
import { strays, usedFiles } from './strays.ts';

/** A rule that can be seen without running anything. */
type Rule = (files: LessonFiles) => Problem[];

const PAGE = 'index.mdx';
const RECORDINGS = 'recordings.ts';
/** Says which earlier code recorded the histories of a kata. */
const HISTORIES = 'histories/recordings.ts';
const NOTES = 'facilitator.md';

const HINTS_RANGE = { least: 3, most: 5 };
const LEAST_MISTAKES = 5;
const LEAST_ALSO_RIGHT = 2;

/** What whoever reads a lesson on the site would stumble over. */
export const SITE_RULES: readonly Rule[] = [pictures, recordings];

/** What must hold for every lesson. A rule about a file that is missing says nothing of it. */
export const LESSON_RULES: readonly Rule[] = [
  presence,
  startingPoint,
  hints,
  solution,
  variants,
  strayFiles,
  placeholders,
  prose,
  ...SITE_RULES,
];

function presence({ folder, lesson, kata, solution: known }: LessonFiles): Problem[] {
  const wanted = [
    { files: lesson, path: `lessons/${folder}/${PAGE}`, what: 'the lesson’s page' },
    {
      files: kata,
      path: `katas/${folder}/${HINTS}`,
      what: '3 to 5 hints, each under a ## heading',
    },
    { files: known, path: `solutions/${folder}/${NOTES}`, what: 'notes for facilitators' },
  ];
  return wanted.flatMap(({ files, path, what }): Problem[] => {
    const text = files[path.slice(path.lastIndexOf('/') + 1)];
    if (text?.trim()) return [];
    const wrong = text === undefined ? 'is missing.' : 'is empty.';
    return [{ where: path, wrong, fix: `Write ${what}.` }];
  });
}

function startingPoint({ folder, kata, solution: known }: LessonFiles): Problem[] {
  const editable = solutionPaths(known).filter((path) => path in kata);
  if (editable.length === 0 || editable.some((path) => kata[path]?.includes('// TODO'))) return [];
  return [
    {
      where: `katas/${folder}/${editable[0]}`,
      wrong: 'has no // TODO: nobody sees where to begin.',
      fix: 'Say at the place what is to be written: // TODO 1: …',
    },
  ];
}

function hints({ folder, kata }: LessonFiles): Problem[] {
  const text = kata[HINTS];
  if (!text?.trim()) return [];
  const where = `katas/${folder}/${HINTS}`;
  const found = hintsOf(text);
  const { least, most } = HINTS_RANGE;
  const few: Problem[] =
    found.length >= least && found.length <= most
      ? []
      : [
          {
            where,
            wrong: `has ${found.length} hints.`,
            fix: `Write ${least} to ${most}, each under a ## heading.`,
          },
        ];
  const empty = found
    .filter((hint) => hint.title === '' || hint.text === '')
    .map(({ title }) => ({
      where,
      wrong: `has nothing under the heading '${title}'.`,
      fix: 'Write the hint, or delete the heading.',
    }));
  return [...few, ...empty];
}

function solution({ folder, kata, solution: known }: LessonFiles): Problem[] {
  return solutionPaths(known)
    .filter((path) => isGiven(path) && kata[path] === known[path])
    .map((path) => ({
      where: `solutions/${folder}/${path}`,
      wrong: 'is the same as the kata’s.',
      fix: 'Delete it: a solution has only the files that differ.',
    }));
}

function variants(files: LessonFiles): Problem[] {
  if (isUnwritten(files)) return [];
  const where = `solutions/${files.folder}`;
  const named = (kind: string) => {
    const found = Object.keys(files.solution).map((path) => VARIANT.exec(path));
    return new Set(found.filter((match) => match?.[2] === kind).map((match) => match?.[3])).size;
  };
  const [mistakes, alsoRight] = [named('wrong'), named('also')];
  return [
    ...(mistakes < LEAST_MISTAKES
      ? [
          {
            where,
            wrong: `has ${counted(mistakes, 'mistake')}.`,
            fix: `Write at least ${LEAST_MISTAKES}: workflows.wrong-….ts, each with what people really do wrong.`,
          },
        ]
      : []),
    ...(alsoRight < LEAST_ALSO_RIGHT
      ? [
          {
            where,
            wrong: `has ${counted(alsoRight, 'other right answer')}.`,
            fix: `Write at least ${LEAST_ALSO_RIGHT}: workflows.also-….ts, each in a style of its own.`,
          },
        ]
      : []),
  ];
}

function strayFiles({ folder, lesson, kata, solution: known }: LessonFiles): Problem[] {
  const editable = solutionPaths(known).filter((path) => path in kata && isAnswerable(path));
  const answers = Object.keys(known).filter((path) => {
    const [, base = '', , , extension = ''] = VARIANT.exec(path) ?? [];
    return editable.includes(base === '' ? path : `${base}${extension}`);
  });
  return [
    ...strays(
      `lessons/${folder}`,
      lesson,
      usedFiles(lesson, [PAGE, RECORDINGS, ...Object.keys(lesson).filter(isTranslation)]),
      [PAGE],
    ),
    ...strays(`katas/${folder}`, kata, usedFiles(kata, [SUITE, HINTS, HISTORIES, ...editable]), [
      SUITE,
      HINTS,
    ]),
    ...strays(`solutions/${folder}`, known, new Set([...answers, NOTES]), [
      NOTES,
      ...Object.keys(kata).filter(isAnswerable),
    ]),
  ];
}

/** The paths of the reference answer. */
function solutionPaths(known: LessonFiles['solution']): string[] {
  return Object.keys(known).filter((path) => !VARIANT.test(path) && path !== NOTES);
}

/** Whether a file is the page in another language: `index.de.mdx`. */
function isTranslation(path: string): boolean {
  return /^index\.[a-z-]+\.mdx$/.test(path);
}

/** Whether an answer may supply this file at all: the suite and its world are never the learner's. */
function isAnswerable(path: string): boolean {
  return path.endsWith('.ts') ? isGiven(path) : path !== HINTS;
}

function counted(number: number, what: string): string {
  if (number === 0) return `no ${what}`;
  return number === 1 ? `only one ${what}` : `only ${number} ${what}s`;
}
