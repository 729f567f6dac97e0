import type { Format } from './format.ts';
import { outcome, pretty, sentenceOf, sum, tierNotes, whyNot } from './words.ts';

/**
 * Gradescope's `results.json`: https://gradescope-autograders.readthedocs.io/en/latest/specs/. It
 * has no word for "nothing is known", so then there is no file, and the autograder counts as failed.
 */
export const gradescope: Format = {
  of: 'learner',
  file: 'results.json',
  knowsInfra: false,
  write(reports) {
    const result = {
      score: sum(reports.map(({ score }) => score)),
      execution_time: Math.ceil(sum(reports.map(({ milliseconds }) => milliseconds)) / 1000),
      output: reports
        .flatMap((report) => [...tierNotes(report), `${report.title}: ${outcome(report)}.`])
        .join('\n'),
      output_format: 'text',
      test_output_format: 'text',
      test_name_format: 'text',
      visibility: 'visible',
      stdout_visibility: 'hidden',
      tests: reports.flatMap(({ kata, checks }, place) =>
        checks.map((check, index) => ({
          name: sentenceOf(check),
          number: `${place + 1}.${index + 1}`,
          score: check.score,
          max_score: check.maxScore,
          status: check.outcome === 'pass' ? 'passed' : 'failed',
          output: whyNot(check) || (check.outcome === 'not-run' ? 'It did not run.' : ''),
          tags: [kata],
          visibility: 'visible',
        })),
      ),
      extra_data: {
        tier: reports[0]?.tier,
        hashes: reports.map(({ kata, hashes }) => ({ kata, ...hashes })),
      },
    };
    return pretty(result);
  },
};
