import type { Bars, LeftOutRow, Row } from './history-drawing.ts';

/** A folded history keeps so many rows at each end, and as many around each row to look at. */
const ENDS = 12;
const AROUND = 2;
/** A history of so many rows is not folded. */
const SHORT = 40;

/** Keeps both ends, and what is to be looked at with its neighbours. */
export function folded(rows: readonly Row[]): Row[] {
  if (rows.length <= SHORT) return [...rows];
  const keep = new Set<number>();
  for (const [index, row] of rows.entries()) {
    if (index < ENDS || index >= rows.length - ENDS || row.kind === 'left out') keep.add(index);
    if (!isToSee(row)) continue;
    for (let near = index - AROUND; near <= index + AROUND; near += 1) keep.add(near);
  }
  const shown: Row[] = [];
  let away: Row[] = [];
  for (const [index, row] of [...rows, undefined].entries()) {
    if (row && !keep.has(index)) {
      away.push(row);
      continue;
    }
    // A fold takes a row too, so a single row is not worth one.
    if (away.length > 1) shown.push(leftOut(away));
    else shown.push(...away);
    away = [];
    if (row) shown.push(row);
  }
  return shown;
}

/** Whether a row is one to look at. */
export function isToSee(row: Row): boolean {
  return row.kind === 'event' ? row.marked : row.kind === 'note' && row.about === 'another way';
}

function leftOut(rows: readonly Row[]): LeftOutRow {
  const events = rows.reduce(
    (sum, row) => sum + (row.kind === 'event' ? row.last - row.first + 1 : 0),
    0,
  );
  return { kind: 'left out', events, folded: true, bars: throughAll(rows) };
}

/** Only what goes on through all of them is drawn. */
function throughAll(rows: readonly Row[]): Bars {
  const ends = new Set(['opens', 'closes']);
  return (rows[0]?.bars ?? []).map((bar, lane) =>
    bar && rows.every((row) => !ends.has(row.bars[lane]?.part ?? 'closes'))
      ? { ...bar, part: 'through' as const }
      : undefined,
  );
}
