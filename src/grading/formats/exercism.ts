import type { GradeReport } from '../report.ts';
import type { Format } from './format.ts';
import { cut, nameIn, outcome, pretty, tierNotes, whyNot } from './words.ts';

/** Exercism cuts messages that are longer. */
const MAX_MESSAGE = 65_535;

/** Exercism's test runner interface, version 3: https://exercism.org/docs/building/tooling/test-runners/interface */
export const exercism: Format = {
  of: 'learner',
  file: 'results.json',
  knowsInfra: true,
  write(reports) {
    const unjudged = reports.filter(({ verdict }) => verdict === 'error' || verdict === 'infra');
    const result =
      unjudged.length > 0
        ? { version: 3, status: 'error', message: cut(unjudged.map(why).join('\n'), MAX_MESSAGE) }
        : {
            version: 3,
            status: reports.every(({ verdict }) => verdict === 'pass') ? 'pass' : 'fail',
            tests: reports.flatMap((report) => testsOf(report, reports)),
          };
    return pretty(result);
  },
};

function why(report: GradeReport): string {
  return [...tierNotes(report), `${report.kata}: ${outcome(report)}`].join('\n');
}

function testsOf(report: GradeReport, all: readonly GradeReport[]): object[] {
  const notes = tierNotes(report).map((note) => `${note}\n`);
  return report.checks.map((check) => ({
    name: nameIn(all, report.kata, check),
    status: check.outcome === 'pass' ? 'pass' : 'fail',
    ...(check.outcome === 'pass'
      ? {}
      : {
          message: cut([...notes, whyNot(check)].join('\n'), MAX_MESSAGE),
        }),
  }));
}
