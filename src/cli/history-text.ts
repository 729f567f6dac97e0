import { wrap } from '../kit/diagnosis.ts';
import { clock, duration } from '../kit/duration.ts';
import { drawing, type Bar, type EventRow, type Row } from '../kit/history-drawing.ts';
import type { RunHistory } from '../kit/run-history.ts';
import type { LastRun } from './last-run.ts';
import { paint, type Tone } from './paint.ts';
import { plain } from './plain.ts';

/** Up to so many bars stand apart; more of them stand close together. */
const LANES_APART = 6;
const LANES_MOST = 12;

/**
 * A run's history as a learner sees it in the terminal.
 *
 * @param all whether nothing is folded away
 * @param width columns
 */
export function historyText(run: LastRun, { all = false, width = 80 } = {}): string {
  const { rows, barsLeftOut } = drawing(run.history, { lanes: LANES_MOST, all });
  const numbers = columns(rows.map(number));
  const times = columns(rows.map(time));
  const lanes = rows[0]?.bars.length ?? 0;
  const gap = lanes > LANES_APART ? '' : ' ';
  const lines = rows.flatMap((row) => {
    const bars = row.bars.map(barText).join(gap);
    const below = row.bars.map((bar) => barText(after(bar))).join(gap);
    const place = `${number(row).padStart(numbers)}  ${time(row).padEnd(times)}`;
    const margin =
      2 + numbers + 2 + times + 2 + (lanes > 0 ? lanes + gap.length * (lanes - 1) + 2 : 0);
    const words = wrap(wordsOf(row, width - margin), width - margin);
    const tone = toneOf(row);
    return words.map((text, index) => {
      const mark = row.kind === 'event' && row.marked ? '▶' : ' ';
      const [head, drawn] =
        index === 0 ? [`${mark} ${place}`, bars] : [' '.repeat(4 + numbers + times), below];
      const shown = `${head}  ${lanes > 0 ? `${drawn}  ` : ''}`;
      return `${tone === 'look' ? paint('look', head) : paint('quiet', head)}${shown.slice(head.length)}${tone ? paint(tone, text) : text}`.trimEnd();
    });
  });
  return [...headLines(run, width), '', ...lines, ...noteLines(run, rows, barsLeftOut, width)].join(
    '\n',
  );
}

/** What run it is, in words: the first lines of every drawing. */
export function headLines(run: LastRun, width: number): string[] {
  const { id, outcome, when, history } = run;
  const check = outcome === 'fail' ? paint('bad', `✗ ${id}`) : paint('good', `✓ ${id}`);
  return [
    check,
    ...wrap(sentence(run.promise), width - 2).map((text) => `  ${text}`),
    ...(when === undefined ? [] : wrap(when, width - 2).map((text) => `  ${text}`)),
    ...wrap(summary(history), width - 2).map((text) => `  ${paint('quiet', text)}`),
  ];
}

/** `placeOrder: 23 events, 30 days, ended as Failed`. */
export function summary({ workflow, title, total, events, state }: RunHistory): string {
  const last = events.at(-1)?.at ?? 0;
  const took = last < 1000 ? 'less than a second' : duration(Math.floor(last / 1000) * 1000);
  const name = title === undefined ? workflow : title.replace(/^History of /, '');
  const end = state === undefined ? 'recorded before' : (ENDED[state] ?? 'did not end');
  return `${name}: ${total} events in ${took} of virtual time; ${end}`;
}

const ENDED: Partial<Record<NonNullable<RunHistory['state']>, string>> = {
  completed: 'ended as Completed',
  failed: 'ended as Failed',
  cancelled: 'ended as Canceled',
  terminated: 'was terminated',
  'timed-out': 'ended as Timed Out',
  continued: 'continued as new',
};

function noteLines(
  { outcome }: LastRun,
  rows: readonly Row[],
  barsLeftOut: number,
  width: number,
): string[] {
  const marks = rows.some((row) => row.kind === 'event' && row.marked);
  const notes = [
    ...(marks && outcome === 'fail' ? ['▶ is what the failed check is about.'] : []),
    ...(barsLeftOut > 0 ? [`${barsLeftOut} more ran meanwhile; their bars had no room.`] : []),
  ];
  return notes.length === 0
    ? []
    : ['', ...notes.flatMap((note) => wrap(note, width)).map((text) => paint('quiet', text))];
}

/** A row in words, with as much of what was given as fits on a line. */
export function wordsOf(row: Row, room = Number.MAX_SAFE_INTEGER): string {
  if (row.kind === 'skip') return `⋮ ${duration(row.milliseconds)}`;
  if (row.kind === 'left out') {
    return row.folded
      ? `… ${row.events} more events, see them with --all`
      : `… ${row.events} more events, not kept`;
  }
  const text = plain(row.text);
  const given = row.given.length > 0 ? ` (${plain(row.given.join(', '))})` : '';
  return text.length + given.length <= room ? `${text}${given}` : text;
}

/** `7`, or `5–7`; nothing for what is no event. */
export function number(row: Row): string {
  if (row.kind !== 'event') return '';
  return row.first === row.last ? String(row.first) : `${row.first}–${row.last}`;
}

/** Virtual time since the beginning of the run. */
export function time(row: Row): string {
  return row.kind === 'event' ? clock(row.at) : '';
}

function toneOf(row: Row): Tone | undefined {
  if (row.kind !== 'event') return 'quiet';
  const { marked, tone }: EventRow = row;
  if (marked) return 'look';
  return ({ failed: 'bad', quiet: 'quiet', plain: undefined } as const)[tone];
}

/** The bar below a row whose words take another line. */
function after(bar: Bar | undefined): Bar | undefined {
  if (!bar || bar.part === 'closes') return undefined;
  return { ...bar, part: 'through' };
}

function barText(bar: Bar | undefined): string {
  if (!bar) return ' ';
  const end = { failed: '✗', done: '└', cancelled: '╵', open: '│' }[bar.outcome];
  const sign = { opens: '┌', through: '│', 'goes on': '├', closes: end }[bar.part];
  const tone = ({ failed: 'bad', cancelled: 'look', done: 'title', open: 'title' } as const)[
    bar.outcome
  ];
  return paint(tone, sign);
}

export function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

function columns(texts: readonly string[]): number {
  return Math.max(0, ...texts.map(({ length }) => length));
}
