/** Which mistakes of a kata fail which of its checks. */
export interface KillMatrix {
  /** The kata's slug. */
  readonly kata: string;
  /** The ids of its checks, in the suite's order. */
  readonly checks: readonly string[];
  readonly rows: readonly KillRow[];
}

export interface KillRow {
  readonly mistake: string;
  /** The check that it names. */
  readonly caughtBy: string;
  /** The checks that it really fails. */
  readonly failed: readonly string[];
}

const COLUMN = 4;
const NAME = 32;

/** The matrix as text of at most 100 columns: a row for each mistake, a column for each check. */
export function printKillMatrix({ kata, checks, rows }: KillMatrix): string {
  const mark = ({ caughtBy, failed }: KillRow, check: string) => {
    if (!failed.includes(check)) return check === caughtBy ? '✗' : '·';
    return check === caughtBy ? '●' : '○';
  };
  const line = (name: string, cells: readonly string[]) =>
    `  ${fit(name)}${cells.map((cell) => cell.padStart(COLUMN)).join('')}`;
  return [
    `${kata}: ${rows.length} mistakes and ${checks.length} checks`,
    '',
    line(
      '',
      checks.map((_, index) => String(index + 1)),
    ),
    ...rows.map((row) =>
      line(
        row.mistake,
        checks.map((check) => mark(row, check)),
      ),
    ),
    '',
    ...checks.map((check, index) => `  ${String(index + 1).padStart(2)}  ${check}`),
    '',
    '  ● the check that the mistake names   ○ fails too   · passes   ✗ named, and passes',
  ].join('\n');
}

function fit(name: string): string {
  return name.length > NAME ? `${name.slice(0, NAME - 1)}…` : name.padEnd(NAME);
}
