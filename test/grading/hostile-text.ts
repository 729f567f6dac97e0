import fc from 'fast-check';
import { failClosed } from '../../src/grading/grade.ts';
import type { GradeReport } from '../../src/grading/report.ts';
import { nameOf } from '../../src/grading/submission.ts';
import { plain } from '../../src/kit/plain.ts';
import type { Verdict } from '../../src/kit/verdict.ts';
import { REPORTS } from './reports.ts';

/** Signs that some reader of some format obeys. */
const FRAGMENTS = [
  // a terminal
  [
    '\u001b[31m',
    '\u001b]0;title\u0007',
    '\u009b2J',
    '\u202e',
    '\u2066',
    '\u0000',
    '\u0085',
    '\u2028',
  ],
  // JSON, and whoever expects whole characters
  ['\uD800', '\uDC00', '\\', '"', '{0}', '\uFFFE', '\u{1F600}'],
  // XML
  [']]>', '<![CDATA[', '</failure>', '</system-out>', '&amp;', '&#0;', '&x;', '<?x ?>', "'"],
  // Markdown, HTML and what GitHub makes of words
  ['\n```\n', '\n``````\n', '\n~~~\n', '\n\n', '\n    '],
  ['**b**', '_i_', '`', '```', '``````', '~~~', '[l](https://example.org)', '[r]: /x'],
  ['![i](https://example.org/i.png)', '<img src=x onerror=alert(1)>', '<!--', '-->', '<script>'],
  ['@user', '#1', 'a/b#2', 'www.example.org', 'https://example.org', 'a@example.org', ':+1:'],
  ['# h', '> q', '- [x] t', '1. l', '| a | b |', '---', '[^1]', '<details>', '$x$'],
  // GitHub's log
  ['::error::forged', '::set-output name=score::9', '::stop-commands::x', '::add-mask::a', '%0A'],
  ['##[error]forged', '##[set-output name=score;]9', '::', ':', '%25', '::endgroup::'],
  // spreadsheets
  [
    '=cmd()',
    '+1',
    '-1',
    '@SUM(A1)',
    '=HYPERLINK("https://example.org")',
    ',',
    ';',
    '\t',
    ';=1',
    '＝1',
  ],
  ['\n', '\r', '\r\n', ' ', 'word', 'answers/07-saga/workflows.ts', '../..'],
].flat();

/** Text as somebody may write it who wants to be more than read. */
export const hostile = fc
  .array(
    fc.oneof(
      { weight: 4, arbitrary: fc.constantFrom(...FRAGMENTS) },
      fc.string({ unit: 'binary' }),
    ),
    {
      minLength: 1,
      maxLength: 12,
    },
  )
  // Something to be seen is in it, so that it makes the same parts as harmless text.
  .map((parts) => `${parts.join('')}.`);

/** What is reported when everything that a learner can write is this text. */
export function reportsOf(text: string): Record<'pass' | 'fail' | 'error' | 'infra', GradeReport> {
  const written = { learner: nameOf(text.replaceAll('/', '∕')), ignored: [plain(text)] };
  const judged = (report: GradeReport, verdict: Partial<Verdict>): GradeReport => ({
    ...report,
    ...written,
    ...failClosed(
      report.checks.map(({ id, promise }) => ({
        id,
        promise,
        read: 'saga#newest-first',
        isPrivate: false,
      })),
      {
        kata: 'saga',
        verdict: 'fail',
        checks: [],
        printed: { text, bytes: 0 },
        milliseconds: 1,
        ...verdict,
      },
    ),
  });
  const found = { when: text, expected: text, happened: text };
  const lines = [
    { event: 5, at: 0, text, given: [text], marked: true },
    { text, heading: true, marked: false },
  ];
  const checks = REPORTS.fail.checks.map((check) => ({
    id: check.id,
    promise: check.promise,
    outcome: check.outcome === 'pass' ? ('pass' as const) : ('fail' as const),
    milliseconds: 1,
    ...(check.diagnosis ? { diagnosis: { ...check.diagnosis, ...found, lines } } : {}),
  }));
  return {
    pass: { ...REPORTS.pass, ...written },
    fail: judged(REPORTS.fail, { checks }),
    error: judged(REPORTS.error, {
      verdict: 'error',
      problem: { kind: 'syntax', message: text, details: [text] },
    }),
    infra: judged(REPORTS.infra, { verdict: 'infra', trouble: text }),
  };
}
