import { wrap } from '../kit/diagnosis.ts';
import { drawing, type Bar, type Row } from '../kit/history-drawing.ts';
import { isToSee } from '../kit/history-fold.ts';
import {
  legend,
  promiseText,
  rowGiven,
  rowNumber,
  rowText,
  rowTime,
  rowTone,
  summary,
} from '../kit/history-words.ts';
import type { JudgedRun } from '../kit/run-history.ts';
import { paint } from './paint.ts';

/** Up to so many bars stand apart; more of them stand close together. */
const LANES_APART = 6;
/** So many bars at most, in a narrow terminal fewer. */
const LANES_MOST = 12;
const LANES_NARROW = 6;
const NARROW = 64;

export interface HistoryTextOptions {
  /** Whether nothing is folded away. */
  readonly all?: boolean;
  /** Columns. */
  readonly width?: number;
  /** How to see what was folded away. */
  readonly unfold?: string;
}

/** A run's history as a learner sees it in the terminal. */
export function historyText(
  run: JudgedRun,
  { all = false, width = 80, unfold = '--all shows them' }: HistoryTextOptions = {},
): string {
  const lanes = width < NARROW ? LANES_NARROW : LANES_MOST;
  const drawn = drawing(run.history, { lanes, all });
  const notes = legend(run, drawn).flatMap((note) => wrap(note, width));
  return [
    ...headLines(run, width),
    '',
    ...rowLines(drawn.rows, width, unfold),
    ...(notes.length > 0 ? ['', ...notes.map((note) => paint('quiet', note))] : []),
  ].join('\n');
}

/** Which check had which run: the first lines of every drawing. */
function headLines(run: JudgedRun, width: number): string[] {
  const { id, outcome, when, history } = run;
  const indented = (text: string) => wrap(text, width - 2).map((line) => `  ${line}`);
  return [
    outcome === 'fail' ? paint('bad', `✗ ${id}`) : paint('good', `✓ ${id}`),
    ...indented(promiseText(run)).map((line) => paint('strong', line)),
    ...(when === undefined ? [] : indented(when)),
    ...indented(summary(history)).map((line) => paint('quiet', line)),
  ];
}

/** The rows: mark, number, time, bars and words. Words that take more lines leave the bars whole. */
function rowLines(rows: readonly Row[], width: number, unfold: string): string[] {
  const numbers = columns(rows.map(rowNumber));
  const times = columns(rows.map(rowTime));
  const lanes = rows[0]?.bars.length ?? 0;
  const gap = lanes > LANES_APART ? '' : ' ';
  const barColumns = lanes === 0 ? 0 : lanes + gap.length * (lanes - 1) + 2;
  const room = width - (2 + numbers + 2 + times + 2 + barColumns);
  return rows.flatMap((row) => {
    const mark = isToSee(row) ? '▶' : ' ';
    const head = `${mark} ${rowNumber(row).padStart(numbers)}  ${rowTime(row).padEnd(times)}  `;
    const tone = rowTone(row);
    return wrap(wordsOf(row, room, unfold), room).map((text, line) => {
      const place = line === 0 ? head : ' '.repeat(head.length);
      const bars = row.bars.map((bar) => barText(line === 0 ? bar : barBelow(bar))).join(gap);
      const words = tone === 'plain' ? text : paint(tone, text);
      return `${paint(tone === 'look' ? 'look' : 'quiet', place)}${bars}${lanes > 0 ? '  ' : ''}${words}`.trimEnd();
    });
  });
}

/** A row in words, with what was given when that fits on the line. */
function wordsOf(row: Row, room: number, unfold: string): string {
  const text = rowText(row);
  if (row.kind === 'left out' && row.folded) return `${text}: ${unfold}`;
  const given = rowGiven(row);
  const whole = given === '' ? text : `${text} (${given})`;
  return whole.length <= room ? whole : text;
}

/** The bar below a row whose words take another line. */
export function barBelow(bar: Bar | undefined): Bar | undefined {
  return bar && bar.part !== 'closes' ? { ...bar, part: 'through' } : undefined;
}

/** One row of a bar as one character. A timer only waits, so its bar is a dotted one. */
export function barSign(bar: Bar | undefined): string {
  if (!bar) return ' ';
  const line = bar.of === 'timer' ? '┊' : '│';
  const end = { failed: '✗', done: '└', cancelled: '╵', open: line }[bar.outcome];
  return { opens: '┌', through: line, 'goes on': '├', closes: end }[bar.part];
}

function barText(bar: Bar | undefined): string {
  if (!bar) return ' ';
  const tones = { failed: 'bad', cancelled: 'look', done: 'title', open: 'title' } as const;
  return paint(tones[bar.outcome], barSign(bar));
}

function columns(texts: readonly string[]): number {
  return Math.max(0, ...texts.map(({ length }) => length));
}
