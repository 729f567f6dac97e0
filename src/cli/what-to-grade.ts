import { CourseError } from '../course/error.ts';
import type { Kata } from '../course/kata.ts';
import { findKatas, readKatas } from '../course/katas.ts';
import type { FormatName } from '../grading/formats/index.ts';
import { TIERS, type Tier } from '../grading/report.ts';
import { OWN_RULES, readRules, type Rules } from '../grading/rules.ts';
import { findSubmissions, type Submission } from '../grading/submission.ts';
import { formatNamed, mustBeWritable } from './grade-files.ts';
import { ROOT } from './root.ts';

/** What the commands that grade have in common. */
export interface GradingOptions {
  readonly kata?: readonly string[];
  readonly tier: string;
  readonly rules?: string;
  readonly format?: readonly string[];
  readonly out?: string;
}

export interface ToGrade {
  readonly katas: readonly Kata[];
  readonly submissions: readonly Submission[];
  readonly tier: Tier;
  readonly rules: Rules;
  readonly formats: readonly FormatName[];
}

/**
 * What a person means who names folders to grade.
 *
 * @param command the command's name, for messages
 * @throws CourseError when nothing is there, or its results can't be written as is wished
 */
export async function whatToGrade(
  command: string,
  folders: readonly string[],
  options: GradingOptions,
): Promise<ToGrade> {
  const tier = tierNamed(options.tier);
  const formats = (options.format ?? []).map(formatNamed);
  const katas = await readKatas(ROOT);
  const asked = findKatas(katas, options.kata ?? []);
  const submissions: Submission[] = [];
  for (const folder of folders) submissions.push(...(await findSubmissions(folder, katas, asked)));
  if (submissions.length === 0) {
    throw new CourseError(
      'Nothing was named to grade.',
      `Name a folder, such as: npx dojo ${command} answers`,
      { kind: 'usage' },
    );
  }
  const learners = submissions.map(({ learner }) => learner);
  mustBeWritable(formats, learners, options.out);
  return { katas, submissions, tier, rules: await rulesIn(options.rules, katas), formats };
}

/** The rules in a folder; without one, the course's own. */
export async function rulesIn(folder: string | undefined, katas: readonly Kata[]): Promise<Rules> {
  return folder === undefined ? OWN_RULES : readRules(folder, katas);
}

/** @throws CourseError naming those that there are */
export function tierNamed(text: string): Tier {
  const tier = TIERS.find((each) => each === text);
  if (tier) return tier;
  throw new CourseError(`There is no tier '${text}'.`, `It is one of ${TIERS.join(' and ')}.`, {
    kind: 'usage',
  });
}
