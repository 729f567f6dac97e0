import type { GradeReport } from '../report.ts';
import type { Format } from './format.ts';
import { cut, OPEN_TIER, outcome, sentenceOf, whyNot } from './words.ts';

/** Exercism cuts messages that are longer. */
const MAX_MESSAGE = 65_535;

/** Exercism's test runner interface, version 3: https://exercism.org/docs/building/tooling/test-runners/interface */
export const exercism: Format = {
  of: 'learner',
  file: 'results.json',
  knowsInfra: true,
  write(reports) {
    const unjudged = reports.filter(({ verdict }) => verdict === 'error' || verdict === 'infra');
    const several = reports.length > 1;
    const result =
      unjudged.length > 0
        ? { version: 3, status: 'error', message: cut(unjudged.map(why).join('\n'), MAX_MESSAGE) }
        : {
            version: 3,
            status: reports.every(({ verdict }) => verdict === 'pass') ? 'pass' : 'fail',
            tests: reports.flatMap((report) => testsOf(report, several)),
          };
    return `${JSON.stringify(result, undefined, 2)}\n`;
  },
};

function why(report: GradeReport): string {
  return [
    ...(report.tier === 'open' ? [OPEN_TIER] : []),
    `${report.kata}: ${outcome(report)}`,
  ].join('\n');
}

function testsOf({ kata, tier, checks }: GradeReport, several: boolean): object[] {
  return checks.map((check) => ({
    name: several ? `${kata}: ${sentenceOf(check)}` : sentenceOf(check),
    status: check.outcome === 'pass' ? 'pass' : 'fail',
    ...(check.outcome === 'pass'
      ? {}
      : {
          message: cut(
            [...(tier === 'open' ? [OPEN_TIER, ''] : []), whyNot(check)].join('\n'),
            MAX_MESSAGE,
          ),
        }),
  }));
}
