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

/**
 * A cell that no spreadsheet takes for a formula, nor a part of it where semicolons or tabs are taken
 * for borders: https://owasp.org/www-community/attacks/CSV_Injection
 */
function cell(text: string): string {
  const safe = text.replaceAll(FORMULA, "$<border>'$<sign>");
  return /[",;\t\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** The signs that begin a formula, full-width ones too, wherever some program sees a cell begin. */
const FORMULA = /(?<border>^|[,;\t\r\n]["\s]*|^["\s]+)(?<sign>[=+\-@\t\r\n＝＋－＠])/g;
