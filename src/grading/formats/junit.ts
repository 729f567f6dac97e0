import type { GradedCheck, GradeReport } from '../report.ts';
import type { Format } from './format.ts';
import { happened, outcome, placeIn, sum, tierNotes, whyNot } from './words.ts';

/** JUnit's XML, which has no specification: https://github.com/testmoapp/junitxml tells what is common. */
export const junit: Format = {
  of: 'learner',
  file: 'junit.xml',
  knowsInfra: true,
  write(reports) {
    const suites = reports.map(suite).join('\n');
    return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites${counts(reports)}>\n${suites}\n</testsuites>\n`;
  },
};

function suite(report: GradeReport): string {
  const { kata, gradedAt, tier, hashes, checks } = report;
  const properties = Object.entries({ tier, ...hashes })
    .map(([name, value]) => `      <property${attributes({ name, value })}/>`)
    .join('\n');
  return [
    `  <testsuite${attributes({ name: kata, timestamp: gradedAt })}${counts([report])}>`,
    `    <properties>\n${properties}\n    </properties>`,
    ...checks.map((check) => testCase(report, check)),
    ...tierNotes(report).map((note) => `    <system-out>${xml(note)}</system-out>`),
    '  </testsuite>',
  ].join('\n');
}

function testCase(report: GradeReport, check: GradedCheck): string {
  const { file } = placeIn(report, check);
  const head = `    <testcase${attributes({ name: check.promise, classname: check.id, file, time: seconds(check.milliseconds) })}`;
  if (check.outcome === 'pass') return `${head}/>`;
  const body =
    check.outcome === 'fail'
      ? `<failure${attributes({ type: check.id, message: happened(check) })}>${xml(whyNot(check))}</failure>`
      : `<error${attributes({ type: report.reason ?? 'not-run', message: outcome(report) })}/>`;
  return `${head}>\n      ${body}\n    </testcase>`;
}

function counts(reports: readonly GradeReport[]): string {
  const checks = reports.flatMap((report) => report.checks);
  const count = (kind: GradedCheck['outcome']) =>
    String(checks.filter((check) => check.outcome === kind).length);
  return attributes({
    tests: String(checks.length),
    failures: count('fail'),
    errors: count('not-run'),
    time: seconds(sum(checks.map(({ milliseconds }) => milliseconds))),
  });
}

function seconds(milliseconds: number): string {
  return (milliseconds / 1000).toFixed(3);
}

function attributes(values: Readonly<Record<string, string>>): string {
  return Object.entries(values)
    .map(
      ([name, value]) =>
        ` ${name}="${xml(value).replaceAll('"', '&quot;').replaceAll('\n', '&#10;')}"`,
    )
    .join('');
}

/** Text for XML 1.0, which has no way to write most control characters, or half a character. */
export function xml(text: string): string {
  return text
    .replaceAll(ILLEGAL, '\uFFFD')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;');
}

/** What is no `Char` of https://www.w3.org/TR/xml/#charsets. */
const ILLEGAL = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu;
