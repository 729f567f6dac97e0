import { wrap } from './diagnosis.ts';
import { COLORS } from './history-colors.ts';
import { drawing, type Bar, type Row } from './history-drawing.ts';
import { isToSee } from './history-fold.ts';
import {
  legend,
  promiseText,
  rowGiven,
  rowNumber,
  rowText,
  rowTime,
  rowTone,
  summary,
} from './history-words.ts';
import { escaped } from './markup.ts';
import type { JudgedRun } from './run-history.ts';

/** All lengths are in pixels. */
const WIDTH = 860;
const MARGIN = 20;
const LANE = 14;
const LINE = 19;
/** What a row has above and below its lines. */
const ROW_PADDING = 3;
/** The pitch of a font of fixed width at 13 pixels: 0.602 of its size, for all that are common. */
const CHARACTER = 7.83;

/**
 * A run's history as one SVG, with its colors for light and dark inside. Everything is in the words
 * of its description too.
 *
 * @param all whether nothing is folded away
 */
export function historySvg(run: JudgedRun, { all = false } = {}): string {
  const { id, outcome, when, history } = run;
  const drawn = drawing(history, { all });
  const page = new Page();
  page.text(`${outcome === 'fail' ? '✗' : '✓'} ${id}`, outcome === 'fail' ? 'bad' : 'look');
  page.text(promiseText(run), 'strong');
  if (when !== undefined) page.text(when);
  page.text(summary(history), 'quiet');
  page.space();
  const place = placing(drawn.rows);
  for (const row of drawn.rows) page.row(row, place);
  page.space();
  for (const line of legend(run, drawn)) page.text(line, 'quiet');
  const title = `${id}: ${summary(history)}`;
  const told = [promiseText(run), when ?? '', ...drawn.rows.map(spoken)].filter(Boolean);
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${page.height}" width="${WIDTH}" height="${page.height}" role="img" aria-labelledby="title description">
<title id="title">${escaped(title)}</title>
<desc id="description">${escaped(told.join('\n'))}</desc>
<style>
${COLORS}
${STYLE}</style>
<rect class="paper" width="${WIDTH}" height="${page.height}"/>
${page.markup}
</svg>
`;
}

/** A row as somebody would read it out. */
function spoken(row: Row): string {
  const number = rowNumber(row) && `${rowNumber(row)}:`;
  const given = rowGiven(row) && `(${rowGiven(row)})`;
  return [isToSee(row) ? '▶' : '', number, rowTime(row), rowText(row), given]
    .filter(Boolean)
    .join(' ');
}

/** Where the columns of the rows stand. */
interface Place {
  /** The right edge of the numbers. */
  readonly number: number;
  readonly time: number;
  readonly lanes: number;
  readonly text: number;
}

function placing(rows: readonly Row[]): Place {
  const widest = (texts: readonly string[]) =>
    Math.max(0, ...texts.map(({ length }) => length)) * CHARACTER;
  const number = MARGIN + 18 + widest(rows.map(rowNumber));
  const time = number + 14;
  const lanes = time + widest(rows.map(rowTime)) + 14;
  const count = rows[0]?.bars.length ?? 0;
  return { number, time, lanes, text: lanes + count * LANE + (count > 0 ? 10 : 0) };
}

/** What is drawn, from top to bottom. */
class Page {
  readonly #parts: string[] = [];
  #y = MARGIN;

  get markup(): string {
    return this.#parts.join('\n');
  }

  get height(): number {
    return Math.ceil(this.#y + MARGIN);
  }

  space(): void {
    this.#y += 12;
  }

  /** Words over the whole width. */
  text(words: string, tone = ''): void {
    this.#y += this.#lines(words, MARGIN, tone) * LINE;
  }

  row(row: Row, place: Place): void {
    const top = this.#y;
    const given = rowGiven(row);
    const words = `${rowText(row)}${given && ` (${given})`}`;
    const tone = TONES[rowTone(row)];
    const ground = this.#parts.push('') - 1;
    this.#y += ROW_PADDING;
    const quiet = isToSee(row) ? tone : 'quiet';
    if (isToSee(row)) this.#line('▶', MARGIN, tone);
    this.#line(rowNumber(row), place.number, `${quiet} end`);
    this.#line(rowTime(row), place.time, quiet);
    const height = this.#lines(words, place.text, tone) * LINE + 2 * ROW_PADDING;
    this.#y = top + height;
    if (isToSee(row)) {
      this.#parts[ground] =
        `<rect class="marked" x="8" y="${top}" width="${WIDTH - 16}" height="${height}" rx="3"/>`;
    }
    for (const [lane, bar] of row.bars.entries()) {
      if (bar) this.#parts.push(barMarkup(bar, place.lanes + (lane + 0.5) * LANE, top, height));
    }
  }

  /** Draws words in as many lines as they need, and gives how many. */
  #lines(words: string, x: number, tone: string): number {
    const lines = wrap(words, Math.floor((WIDTH - MARGIN - x) / CHARACTER));
    for (const [index, line] of lines.entries()) this.#line(line, x, tone, index);
    return lines.length;
  }

  #line(words: string, x: number, tone: string, index = 0): void {
    if (words === '') return;
    const y = this.#y + index * LINE + 14;
    const leading = words.length - words.trimStart().length;
    const at = (x + leading * CHARACTER).toFixed(1);
    this.#parts.push(
      `<text x="${at}" y="${y}"${tone && ` class="${tone}"`}>${escaped(words.trimStart())}</text>`,
    );
  }
}

/** The classes of a row's words. */
const TONES = { look: 'look strong', bad: 'bad', quiet: 'quiet', plain: '' } as const;

/** A bar's part of one row: its line, and the sign at which it begins, goes on or ends. */
function barMarkup({ part, of, outcome }: Bar, x: number, top: number, height: number): string {
  const middle = top + ROW_PADDING + LINE / 2;
  const from = part === 'opens' ? middle : top;
  const to = part === 'closes' ? middle : top + height;
  const tone = outcome === 'open' ? 'done' : outcome;
  const line = `<line class="${tone} ${of}" x1="${x}" x2="${x}" y1="${from}" y2="${to}"/>`;
  const square = (turn: string) =>
    `<rect class="${tone} full" x="${x - 4}" y="${middle - 4}" width="8" height="8"${turn}/>`;
  const circle = (radius: number, fill: string) =>
    `<circle class="${tone} ${fill}" cx="${x}" cy="${middle}" r="${radius}"/>`;
  switch (part) {
    case 'through':
      return line;
    case 'goes on':
      return line + circle(2.5, 'full');
    case 'opens':
      return line + circle(4, 'empty');
    case 'closes':
      if (tone === 'failed') return line + square(` transform="rotate(45 ${x} ${middle})"`);
      return line + (tone === 'cancelled' ? square('') : circle(4, 'full'));
  }
}

const STYLE = `text { font: 13px ui-monospace, Menlo, Consolas, "DejaVu Sans Mono", monospace; fill: var(--ink); }
text.strong { font-weight: 700; }
text.quiet { fill: var(--quiet); }
text.bad { fill: var(--bad); }
text.look { fill: var(--look); }
text.end { text-anchor: end; }
.paper { fill: var(--paper); }
.marked { fill: var(--marked); }
line { stroke-width: 3; }
line.timer { stroke-dasharray: 3 3; }
line.child { stroke-width: 6; }
.done { stroke: var(--done); --tone: var(--done); }
.failed { stroke: var(--failed); --tone: var(--failed); }
.cancelled { stroke: var(--cancelled); --tone: var(--cancelled); }
.full { fill: var(--tone); }
.empty { fill: var(--paper); stroke-width: 2; }
`;
