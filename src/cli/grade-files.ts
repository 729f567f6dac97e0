import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import { closest } from 'fastest-levenshtein';
import { CourseError } from '../course/error.ts';
import { writeWhole } from '../course/files.ts';
import { stepSummary } from '../grading/formats/github.ts';
import { FORMATS, type Format, type FormatName } from '../grading/formats/index.ts';
import type { GradeReport } from '../grading/report.ts';

/**
 * Sees whether these formats can be written side by side.
 *
 * @param learners their names, which are those of their folders
 * @throws CourseError when one file would take another's place, or the terminal would show several
 */
export function mustBeWritable(
  formats: readonly FormatName[],
  learners: readonly string[],
  out: string | undefined,
): void {
  const many = learners.length > 1 && formats.some((name) => FORMATS[name].of === 'learner');
  if (out === undefined && (formats.length > 1 || many)) {
    throw new CourseError(
      `That makes several files${many ? `, one for each of ${learners.length} learners` : ''}.`,
      'Say where to write them: --out results',
      { kind: 'usage' },
    );
  }
  const learner = many ? repeated(learners.map(asFolder)) : undefined;
  if (learner !== undefined) {
    throw new CourseError(
      `Two learners are called '${learner}', and one's results would take the place of the other's.`,
      'Give their folders names of their own, or grade them one after the other.',
      { kind: 'usage' },
    );
  }
  const missing = formats.flatMap((name) => missingFor(FORMATS[name]));
  if (missing.length > 0) {
    throw new CourseError(
      `What is to be written needs ${missing.join(', ')}, and nothing of that name is set.`,
      'Its runner sets these variables: grade there, or set them yourself.',
      { kind: 'usage' },
    );
  }
  const file = repeated(formats.map((name) => FORMATS[name].file));
  if (file === undefined) return;
  const same = formats.filter((name) => FORMATS[name].file === file);
  throw new CourseError(
    `${same.join(' and ')} are both written as ${file}.`,
    'Grade once for each of them, with an --out of its own.',
    { kind: 'usage' },
  );
}

function missingFor({ needs = [] }: Format): string[] {
  return needs.filter((name) => !process.env[name]);
}

/** The first of some names that was there before. */
function repeated(names: readonly string[]): string | undefined {
  return names.find((name, index) => names.indexOf(name) < index);
}

/** A name as disks know it that tell neither capitals nor ways to write a letter apart. */
function asFolder(name: string): string {
  return name.normalize('NFC').toLowerCase();
}

/**
 * Writes down what was graded.
 *
 * @param reports of each learner
 * @param out the folder to write to: one for each learner in it, where there are several; without
 *   it, the terminal
 */
export async function writeGrades(
  name: FormatName,
  reports: readonly GradeReport[][],
  out: string | undefined,
): Promise<void> {
  const format = FORMATS[name];
  const texts = format.of === 'cohort' ? [reports.flat()] : reports;
  for (const own of texts) {
    const unknown = own.some(({ verdict }) => verdict === 'infra') && !format.knowsInfra;
    if (unknown) {
      console.error(
        `${name} can’t say that something could not be judged: nothing is written for ${own[0]?.learner}.`,
      );
      continue;
    }
    const text = format.write(own);
    const folder = texts.length > 1 ? (own[0]?.learner ?? '') : '';
    if (out === undefined) process.stdout.write(text);
    else await writeWhole(join(out, folder, format.file), text);
  }
  const summary = process.env.GITHUB_STEP_SUMMARY;
  if (name === 'github' && summary) await appendFile(summary, stepSummary(reports.flat()));
}

/**
 * The format that a person means.
 *
 * @throws CourseError naming the nearest
 */
export function formatNamed(text: string): FormatName {
  const names = Object.keys(FORMATS) as FormatName[];
  const name = names.find((each) => each === text);
  if (name) return name;
  throw new CourseError(
    `There is no format '${text}'.`,
    `The nearest is ${closest(text, names)}. There are ${names.join(', ')}.`,
    { kind: 'usage' },
  );
}
