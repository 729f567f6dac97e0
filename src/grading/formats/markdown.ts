import { md } from '../../kit/markup.ts';
import type { GradedCheck, GradeReport } from '../report.ts';
import type { Format } from './format.ts';
import { outcome, sentenceOf, tierNotes, whyNot } from './words.ts';

/**
 * A page for people, on GitHub or wherever Markdown is shown. What a learner may have written stands
 * in blocks of code alone: elsewhere GitHub would still see an `@name` or a `#1`, however escaped.
 */
export const markdown: Format = {
  of: 'learner',
  file: 'grade.md',
  knowsInfra: true,
  write: (reports) => reports.map(page).join('\n'),
};

function page(report: GradeReport): string {
  const failed = report.checks.filter((check) => check.outcome === 'fail');
  return [
    `## ${md(report.title)}`,
    '',
    ...tierNotes(report).flatMap((note) => [`> ${note}`, '']),
    ...verdict(report),
    '',
    ...report.checks.map((check) => `- ${MARKS[check.outcome]} ${md(sentenceOf(check))}`),
    '',
    ...failed.flatMap((check) => details(check)),
  ].join('\n');
}

function verdict(report: GradeReport): string[] {
  const said = `**${VERDICTS[report.verdict]}**`;
  return report.reason === undefined
    ? [`${said} ${md(outcome(report))}`]
    : [said, '', fenced(outcome(report))];
}

function details(check: GradedCheck): string[] {
  return [`### ${md(sentenceOf(check))}`, '', `\`${check.id}\``, '', fenced(whyNot(check)), ''];
}

/** A block of code whose fence is longer than any that the text has. */
export function fenced(text: string): string {
  const longest = [...text.matchAll(/`+/g)].reduce((most, [run]) => Math.max(most, run.length), 2);
  const fence = '`'.repeat(longest + 1);
  return `${fence}text\n${text}\n${fence}`;
}

const MARKS = { pass: '✅', fail: '❌', 'not-run': '⬜' } as const;
const VERDICTS = {
  pass: 'Pass.',
  fail: 'Not yet.',
  error: 'No verdict.',
  infra: 'Our fault.',
} as const;
