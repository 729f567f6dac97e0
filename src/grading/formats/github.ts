import type { GradedCheck, GradeReport } from '../report.ts';
import type { Format } from './format.ts';
import { fenced, markdown } from './markdown.ts';
import { cut, happened, outcome, placeIn, sentenceOf, tierNotes } from './words.ts';

/** GitHub shows ten errors of a step. */
const MAX_ERRORS = 10;
/** It takes no longer title, and of a text 64 kB; who wants to read more than this reads the summary. */
const MAX_TITLE = 255;
const MAX_TEXT = 4000;
/** It takes 1 MiB for the summary of a step, and nothing of a longer one. */
const MAX_SUMMARY_BYTES = 1_048_576;

/**
 * GitHub's workflow commands, which a step prints to have them shown beside the code:
 * https://docs.github.com/actions/reference/workflow-commands-for-github-actions
 */
export const github: Format = {
  of: 'learner',
  file: 'annotations.txt',
  knowsInfra: true,
  write(reports) {
    const notes = new Set(reports.flatMap(tierNotes));
    const errors = reports.flatMap(annotations).slice(0, MAX_ERRORS);
    const lines = [
      ...[...notes].map((note) => command('notice', { title: 'Open tier' }, note)),
      ...errors,
    ];
    return lines.map((line) => `${line}\n`).join('');
  },
};

/** A page for the summary of a step: whole reports, as many as GitHub takes. */
export function stepSummary(reports: readonly GradeReport[]): string {
  const many = new Set(reports.map(({ learner }) => learner)).size > 1;
  const leftOut = (count: number) => `\nThere is no room here for ${count} more.\n`;
  let text = '';
  for (const [index, report] of reports.entries()) {
    const name = many ? `${fenced(report.learner)}\n\n` : '';
    const longer = `${text}${name}${markdown.write([report])}\n`;
    const rest = leftOut(reports.length - index);
    if (Buffer.byteLength(longer) + rest.length > MAX_SUMMARY_BYTES) return `${text}${rest}`;
    text = longer;
  }
  return text;
}

function annotations(report: GradeReport): string[] {
  if (report.verdict === 'infra' || report.verdict === 'error') {
    return [command('error', { title: report.title }, outcome(report))];
  }
  return report.checks
    .filter((check) => check.outcome === 'fail')
    .map((check) => annotation(report, check));
}

function annotation(report: GradeReport, check: GradedCheck): string {
  const { file, line } = placeIn(report, check);
  const about = { file, line: String(line), title: sentenceOf(check) };
  return command('error', about, `${happened(check)} (${check.id})`);
}

function command(name: string, properties: Readonly<Record<string, string>>, text: string): string {
  const given = Object.entries(properties)
    .map(([key, value]) => [key, escaped(value.slice(0, MAX_TITLE).toWellFormed())] as const)
    .map(([key, value]) => `${key}=${value.replaceAll(':', '%3A').replaceAll(',', '%2C')}`)
    .join(',');
  return `::${name} ${given}::${escaped(cut(text, MAX_TEXT))}`;
}

/** As GitHub's own toolkit does: https://github.com/actions/toolkit/blob/main/packages/core/src/command.ts */
function escaped(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}
