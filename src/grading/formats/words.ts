import { printDiagnosis } from '../../kit/diagnosis.ts';
import { plain } from '../../kit/plain.ts';
import { capital } from '../../kit/sentence.ts';
import type { GradedCheck, GradeReport } from '../report.ts';

/** What stands over everything that was not graded in a sandbox. */
export const OPEN_TIER =
  'Open tier: the answer ran without a sandbox, and could have forged this. It is practice, and no grade.';

/** What must be said of the tier, where it is not fit for a grade. */
export function tierNotes({ tier }: Pick<GradeReport, 'tier'>): string[] {
  return tier === 'open' ? [OPEN_TIER] : [];
}

/** Data as a file of JSON. */
export function pretty(data: unknown): string {
  return `${JSON.stringify(data, undefined, 2)}\n`;
}

/** `9 of 10 checks pass`, or why nothing is known. */
export function outcome({ verdict, counts, message = '' }: GradeReport): string {
  switch (verdict) {
    case 'pass':
    case 'fail':
      return counted(counts);
    case 'error':
      return message;
    case 'infra':
      return `It could not be judged, and that is not the answer’s fault: ${message}`;
  }
}

function counted({ public: known, private: kept }: GradeReport['counts']): string {
  const beside = kept ? `, and ${kept.passed} of ${kept.of} private ones` : '';
  return `${known.passed} of ${known.of} checks pass${beside}`;
}

/** A promise as a sentence. */
export function sentenceOf({ promise }: Pick<GradedCheck, 'promise'>): string {
  return capital(promise);
}

/** The same where checks of several katas stand in one list. */
export function nameIn(reports: readonly GradeReport[], kata: string, check: GradedCheck): string {
  return reports.length > 1 ? `${kata}: ${sentenceOf(check)}` : sentenceOf(check);
}

/** Why a check failed, as a learner reads it; empty where it did not. */
export function whyNot(check: Pick<GradedCheck, 'diagnosis' | 'outcome' | 'private'>): string {
  const { diagnosis } = check;
  return diagnosis ? plain(printDiagnosis(diagnosis)) : keptBack(check);
}

function keptBack({ outcome, ...check }: Pick<GradedCheck, 'outcome' | 'private'>): string {
  return check.private && outcome === 'fail' ? 'Whoever grades keeps the reason back.' : '';
}

/** The first line of that. */
export function happened(check: Pick<GradedCheck, 'diagnosis' | 'outcome' | 'private'>): string {
  const { diagnosis } = check;
  if (!diagnosis) return keptBack(check);
  return `Expected: ${diagnosis.expected} Happened: ${diagnosis.happened}`;
}

/** Where in the answer it shows: the line that a diagnosis names, else the beginning. */
export function placeIn(
  { folder, files }: GradeReport,
  check: GradedCheck,
): { file: string; line: number } {
  const named = `${check.diagnosis?.happened ?? ''}\n${check.diagnosis?.lines.map(({ text }) => text).join('\n') ?? ''}`;
  for (const file of files) {
    const at = named.indexOf(`${folder}/${file}:`);
    const [, line] =
      at < 0 ? [] : (/^(\d{1,6})/.exec(named.slice(at + folder.length + file.length + 2)) ?? []);
    if (line !== undefined) return { file: `${folder}/${file}`, line: Number(line) };
  }
  return { file: `${folder}/${files[0] ?? ''}`, line: 1 };
}

/** No longer than so many characters; what is left out is said. */
export function cut(text: string, length: number): string {
  const end = '\n… (more was left out)';
  if (text.length <= length) return text;
  // Some characters are two long, and half of one is none.
  return `${text.slice(0, length - end.length).toWellFormed()}${end}`;
}

export function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
