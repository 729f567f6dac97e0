import type { Format } from './format.ts';
import { cut, nameIn, outcome, pretty, sum, tierNotes, whyNot } from './words.ts';

/** PrairieLearn takes one megabyte for the whole file. */
const MAX_OUTPUT = 20_000;

/** PrairieLearn's `results.json`: https://prairielearn.readthedocs.io/en/latest/externalGrading/ */
export const prairielearn: Format = {
  of: 'learner',
  file: 'results.json',
  knowsInfra: true,
  write(reports) {
    const gradable = reports.every(({ verdict }) => verdict !== 'infra');
    const of = sum(reports.map(({ maxScore }) => maxScore));
    const said = reports.map((report) => `${report.title}: ${outcome(report)}.`);
    const result = {
      gradable,
      message: [...new Set(reports.flatMap(tierNotes)), ...said].join('\n'),
      ...(gradable
        ? {
            score: of === 0 ? 0 : sum(reports.map(({ score }) => score)) / of,
            tests: reports.flatMap(({ kata, checks }) =>
              checks.map((check) => ({
                name: check.id,
                description: nameIn(reports, kata, check),
                points: check.score,
                max_points: check.maxScore,
                ...(check.outcome === 'pass' ? {} : { output: cut(whyNot(check), MAX_OUTPUT) }),
              })),
            ),
          }
        : { format_errors: said }),
    };
    return pretty(result);
  },
};
