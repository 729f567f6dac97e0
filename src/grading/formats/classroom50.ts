import type { Format } from './format.ts';
import { cut, nameIn, outcome, pretty, sum, tierNotes, whyNot } from './words.ts';

const MAX_MESSAGE = 20_000;

/**
 * Classroom 50's `classroom50/result/v1`, which its runner reads after the autograder has ended:
 * https://github.com/foundation50/classroom50. The runner says what is graded, and puts its own word
 * for owner, kind and time of it over ours. What is not known is told it by the exit code, and there
 * is no file.
 */
export const classroom50: Format = {
  of: 'learner',
  file: 'result.json',
  knowsInfra: false,
  needs: ['CLASSROOM', 'ASSIGNMENT', 'OWNER', 'SUBMISSION_TAG', 'COMMIT_URL', 'RELEASE_URL'],
  write(reports, environment = process.env) {
    const given = (name: string) => environment[name] ?? '';
    const at = `${reports[0]?.gradedAt.slice(0, 'yyyy-mm-ddThh:mm:ss'.length)}Z`;
    const result = {
      schema: 'classroom50/result/v1',
      classroom: given('CLASSROOM'),
      assignment: given('ASSIGNMENT'),
      assignment_type: environment.ASSIGNMENT_TYPE || 'individual',
      owner: given('OWNER'),
      submission: given('SUBMISSION_TAG'),
      commit: given('COMMIT_URL'),
      release: given('RELEASE_URL'),
      review: environment.REVIEW_URL || given('COMMIT_URL'),
      datetime: at,
      graded_at: at,
      score: sum(reports.map(({ score }) => score)),
      'max-score': sum(reports.map(({ maxScore }) => maxScore)),
      tests: reports.flatMap((report) =>
        report.checks.map((check) => {
          const why = check.outcome === 'not-run' ? outcome(report) : whyNot(check);
          const said = check.outcome === 'pass' ? tierNotes(report) : [...tierNotes(report), why];
          return {
            'test-name': nameIn(reports, report.kata, check),
            passed: check.outcome === 'pass',
            score: check.score,
            'max-score': check.maxScore,
            output: cut(said.join('\n'), MAX_MESSAGE),
          };
        }),
      ),
    };
    return pretty(result);
  },
};
