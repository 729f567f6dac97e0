import { createHash } from 'node:crypto';
import type { GradeReport } from '../report.ts';
import type { Format } from './format.ts';
import { happened, outcome, placeIn, pretty, sentenceOf, tierNotes } from './words.ts';

/** SARIF 2.1.0: https://docs.oasis-open.org/sarif/sarif/v2.1.0/ */
export const sarif: Format = {
  of: 'learner',
  file: 'durable-dojo.sarif',
  knowsInfra: true,
  write(reports) {
    const log = {
      $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
      version: '2.1.0',
      runs: [
        {
          tool: {
            driver: {
              name: 'Durable Dojo',
              version: reports[0]?.versions.dojo,
              rules: reports.flatMap(({ checks }) =>
                checks.map((check) => ({
                  id: check.id,
                  shortDescription: { text: sentenceOf(check) },
                  ...(check.diagnosis ? { help: { text: check.diagnosis.hurts } } : {}),
                })),
              ),
            },
          },
          invocations: [
            {
              executionSuccessful: reports.every(({ verdict }) => verdict !== 'infra'),
              toolExecutionNotifications: reports.flatMap(notes),
            },
          ],
          results: reports.flatMap(results),
        },
      ],
    };
    return pretty(log);
  },
};

function notes(report: GradeReport): object[] {
  const texts = [
    ...tierNotes(report).map((note) => ['warning', note]),
    ...(report.reason ? [['error', `${report.kata}: ${outcome(report)}`]] : []),
  ];
  return texts.map(([level, text = '']) => ({ level, message: message(text) }));
}

function results(report: GradeReport): object[] {
  return report.checks
    .filter((check) => check.outcome === 'fail')
    .map((check) => ({
      ruleId: check.id,
      level: 'error',
      message: message(happened(check)),
      locations: [{ physicalLocation: physical(placeIn(report, check)) }],
      partialFingerprints: {
        'durableDojo/v1': createHash('sha256').update(check.id).digest('hex').slice(0, 32),
      },
    }));
}

/** Plain text, in which SARIF would make a link of `[words](target)`. */
function message(text: string): { text: string } {
  return { text: text.replaceAll('](', '] (') };
}

function physical({ file, line }: ReturnType<typeof placeIn>): object {
  return { artifactLocation: { uri: encodeURI(file) }, region: { startLine: line } };
}
