import { CheckFailure, type Finding, type HistoryLine } from './diagnosis.ts';
import { list } from './phrases.ts';
import type { AnswerState, Exported } from './runtime.ts';

/** Lines of a table before and after a marked one that help to find it. */
const NEIGHBOURS = 2;
const MOST_LINES = 16;

/**
 * Ends the check: what the answer exports is not as expected.
 *
 * @throws CheckFailure always
 */
export function failData(finding: Omit<Finding, 'lines'> & Partial<Pick<Finding, 'lines'>>): never {
  throw new CheckFailure({ lines: [], ...finding });
}

/**
 * A small table as the lines of a diagnosis, its columns aligned, some of its rows marked. Of a
 * long table, the marked rows are shown with their neighbours.
 */
export function tableLines(
  rows: readonly (readonly string[])[],
  marked: (row: readonly string[], index: number) => boolean,
): HistoryLine[] {
  const widths: number[] = [];
  for (const row of rows) {
    for (const [column, { length }] of row.entries()) {
      widths[column] = Math.max(widths[column] ?? 0, length);
    }
  }
  const lines = rows.map((row, index) => ({
    text: row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
    marked: marked(row, index),
  }));
  if (lines.length <= MOST_LINES) return lines;
  if (!lines.some((line) => line.marked)) {
    return [...lines.slice(0, MOST_LINES), { text: '…', marked: false }];
  }
  const near = (index: number) =>
    lines.slice(Math.max(0, index - NEIGHBOURS), index + NEIGHBOURS + 1).some((one) => one.marked);
  return lines.flatMap((line, index) => {
    if (near(index)) return [line];
    const begins = index === 0 || near(index - 1);
    return begins ? [{ text: '…', marked: false }] : [];
  });
}

type Exports = Pick<Extract<AnswerState, { state: 'loaded' }>, 'workflows' | 'data'>;

/** Data that a check asked for is not there, or is more than data. */
export function dataFinding(
  name: string,
  exported: Exclude<Exported, { kind: 'data' }>,
  answer: AnswerState,
): Finding {
  const expected = `The answer exports '${name}', and it is plain data.`;
  if (exported.kind === 'not-plain') {
    return {
      expected,
      happened: `${exported.path} is ${exported.is}.`,
      lines: [],
      hurts:
        'Whoever reads this data gets it as JSON, which knows text, numbers, booleans, null, lists and objects. Anything else is lost on the way.',
    };
  }
  const loaded = answer.state === 'loaded' ? answer : undefined;
  const { workflows, data }: Exports = loaded ?? { workflows: [], data: [] };
  return {
    expected,
    happened: workflows.includes(name)
      ? `'${name}' is a function.`
      : `It exports ${list([...workflows, ...data])}, and nothing of that name.`,
    lines: [],
    hurts: 'Exports are found by name. What has another name is not found by anybody.',
  };
}
