import type { Format } from './format.ts';

const HEAD = ['learner', 'kata', 'verdict', 'score', 'of', 'tier', 'reason', 'graded at', 'answer'];

/** A table of a whole cohort, for spreadsheets: https://www.rfc-editor.org/rfc/rfc4180 */
export const csv: Format = {
  of: 'cohort',
  file: 'cohort.csv',
  knowsInfra: true,
  write(reports) {
    const rows = reports.map((one) => [
      one.learner,
      one.kata,
      one.verdict,
      // What nobody knows is no zero.
      one.verdict === 'infra' ? '' : String(one.score),
      String(one.maxScore),
      one.tier,
      one.reason ?? '',
      one.gradedAt,
      one.hashes.answer,
    ]);
    return [HEAD, ...rows].map((row) => `${row.map(cell).join(',')}\r\n`).join('');
  },
};

/** A cell that no spreadsheet takes for a formula: https://owasp.org/www-community/attacks/CSV_Injection */
function cell(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
