import type { GradedCheck, GradeReport } from '../report.ts';
import type { Format } from './format.ts';
import { cut, nameIn, outcome, sum, tierNotes, whyNot } from './words.ts';

/** All of it goes through one variable of a step, and Linux takes 128 kB for one. */
const MAX_MESSAGES = 60_000;
const MAX_MESSAGE = 1000;

/**
 * What GitHub Classroom's reporter reads of a step's output `result`: JSON in base64
 * (https://github.com/classroom-resources/autograding-grading-reporter). It shows the share of tests
 * that pass and reports the sum of their scores; they are the same, since each check counts the same
 * and says 0 where it failed. It has no word for "nothing is known", so then there is no file.
 */
export const classroom: Format = {
  of: 'learner',
  file: 'classroom.txt',
  knowsInfra: false,
  write(reports) {
    const count = sum(reports.map(({ checks }) => checks.length));
    const room = Math.min(MAX_MESSAGE, Math.floor(MAX_MESSAGES / count));
    const result = {
      version: 1,
      status: statusOf(reports),
      max_score: sum(reports.map(({ maxScore }) => maxScore)),
      tests: reports.flatMap((report) =>
        report.checks.map((check) => ({
          name: unheard(nameIn(reports, report.kata, check)),
          status: { pass: 'pass', fail: 'fail', 'not-run': 'error' }[check.outcome],
          score: check.score,
          message: unheard(cut(messageOf(report, check), room)),
          test_code: '',
          filename: '',
          line_no: 0,
          duration: check.milliseconds,
        })),
      ),
    };
    return `${Buffer.from(JSON.stringify(result)).toString('base64')}\n`;
  },
};

function statusOf(reports: readonly GradeReport[]): string {
  if (reports.some(({ verdict }) => verdict === 'error')) return 'error';
  return reports.every(({ verdict }) => verdict === 'pass') ? 'pass' : 'fail';
}

function messageOf(report: GradeReport, check: GradedCheck): string {
  if (check.outcome === 'pass') return '';
  const why = check.outcome === 'not-run' ? outcome(report) : whyNot(check);
  return [...tierNotes(report), why].join('\n');
}

/** The reporter prints messages as they are, into a log in which GitHub looks for commands. */
function unheard(text: string): string {
  return text.replaceAll('::', ': :').replaceAll('##[', '## [');
}
