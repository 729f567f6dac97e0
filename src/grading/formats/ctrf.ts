import type { Format } from './format.ts';
import { happened, OPEN_TIER, outcome, pretty, whyNot } from './words.ts';

/** The Common Test Report Format: https://ctrf.io */
export const ctrf: Format = {
  of: 'learner',
  file: 'ctrf-report.json',
  knowsInfra: true,
  write(reports) {
    const checks = reports.flatMap(({ checks: all }) => all);
    const count = (kind: string) => checks.filter((check) => check.outcome === kind).length;
    const start = Math.min(...reports.map(({ gradedAt }) => Date.parse(gradedAt)));
    const stop = Math.max(...reports.map((one) => Date.parse(one.gradedAt) + one.milliseconds));
    const [{ versions, tier } = { versions: { dojo: '' }, tier: 'open' }] = reports;
    const report = {
      reportFormat: 'CTRF',
      specVersion: '0.0.0',
      results: {
        tool: { name: 'Durable Dojo', version: versions.dojo },
        summary: {
          tests: checks.length,
          passed: count('pass'),
          failed: count('fail'),
          skipped: 0,
          pending: 0,
          other: count('not-run'),
          start: Math.floor(start),
          stop: Math.ceil(stop),
        },
        tests: reports.flatMap((one) =>
          one.checks.map((check) => ({
            name: check.promise,
            status: { pass: 'passed', fail: 'failed', 'not-run': 'other' }[check.outcome],
            duration: Math.round(check.milliseconds),
            suite: [one.kata],
            ...(check.outcome === 'fail' ? { message: happened(check), trace: whyNot(check) } : {}),
            ...(check.outcome === 'not-run' ? { message: outcome(one) } : {}),
            extra: { id: check.id },
          })),
        ),
        extra: { tier, ...(tier === 'open' ? { note: OPEN_TIER } : {}) },
      },
    };
    return pretty(report);
  },
};
