/** Rows as a table for spreadsheets: https://www.rfc-editor.org/rfc/rfc4180 */
export function csvText(rows: readonly (readonly string[])[]): string {
  return rows.map((row) => `${row.map(cell).join(',')}\r\n`).join('');
}

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
