import type { Diagnosis, HistoryLine } from '../kit/diagnosis.ts';
import { drawing, type Bar, type Bars } from '../kit/history-drawing.ts';
import type { RunHistory } from '../kit/run-history.ts';
import { barBelow, barSign } from './history-text.ts';

/** So many bars fit beside the lines of a failed check. */
const LANES = 8;

/** The bars beside a line: in its row, and where its words take more rows. */
export interface BarsBeside {
  readonly beside: string;
  readonly below: string;
}

/**
 * The bars of what takes time, for the lines of a failed check. They are worth their room where two
 * of them stand side by side; what comes one after the other is told by the lines.
 *
 * @returns nothing where they are not worth it, or where the lines are of several histories
 */
export function barsBeside(
  { lines }: Diagnosis,
  history: RunHistory | undefined,
): ((line: HistoryLine) => BarsBeside) | undefined {
  if (!history || lines.filter(({ heading }) => heading).length > 1) return undefined;
  const { rows } = drawing(history, { lanes: LANES, all: true });
  const shown = new Map<HistoryLine, Bars>();
  for (const line of lines) {
    const { event = 0 } = line;
    const row = rows.find((one) => one.kind === 'event' && one.first <= event && event <= one.last);
    if (row) shown.set(line, row.bars);
  }
  const all = [...shown.values()];
  if (!all.some((bars) => bars.filter(Boolean).length > 1)) return undefined;
  const lanes = (all[0] ?? []).flatMap((_, lane) => (all.some((bars) => bars[lane]) ? lane : []));
  const text = (bars: readonly (Bar | undefined)[]) => `${bars.map(barSign).join('')}  `;
  return (line) => {
    const bars = lanes.map((lane) => shown.get(line)?.[lane]);
    return { beside: text(bars), below: text(bars.map(barBelow)) };
  };
}
