import type { Counts } from '../grading/cohort/book/index.ts';

/** Without a terminal to write over, a line comes this often, in milliseconds. */
const CALM_MS = 10_000;

/** `412 of 1,000 graded: 300 pass, 100 fail, 12 error` */
export function countsText(counts: Counts): string {
  const { open, ...verdicts } = counts;
  const all = Object.values(counts).reduce((sum, count) => sum + count, 0);
  const each = Object.entries(verdicts).filter(([, count]) => count > 0);
  const named = each.map(([verdict, count]) => `${number(count)} ${verdict}`).join(', ');
  return `${number(all - open)} of ${number(all)} graded${named === '' ? '' : `: ${named}`}`;
}

function number(count: number): string {
  return count.toLocaleString('en-US');
}

/** How far a cohort has come, in one line that is written over; without a terminal, line by line. */
export class ProgressLine {
  readonly #began = Date.now();
  readonly #before: number;
  #shown = { text: '', at: 0 };

  /** @param counts as they are when it begins */
  constructor(counts: Counts) {
    this.#before = counts.open;
  }

  show(counts: Counts, note = ''): void {
    const text = `${countsText(counts)}${this.#left(counts)}${note === '' ? '' : ` · ${note}`}`;
    const isTerminal = process.stderr.isTTY;
    if (text === this.#shown.text) return;
    if (!isTerminal && Date.now() - this.#shown.at < CALM_MS) return;
    this.#shown = { text, at: Date.now() };
    if (isTerminal) process.stderr.write(`\r\u001B[2K${text.slice(0, process.stderr.columns - 1)}`);
    else process.stderr.write(`${text}\n`);
  }

  /** The last line, which stays. */
  end(counts: Counts): void {
    process.stderr.write(`${process.stderr.isTTY ? '\r\u001B[2K' : ''}${countsText(counts)}\n`);
  }

  #left({ open }: Counts): string {
    const done = this.#before - open;
    if (done < 3 || open === 0) return '';
    const seconds = ((Date.now() - this.#began) / 1000 / done) * open;
    const text = seconds < 90 ? `${Math.ceil(seconds)} s` : `${Math.round(seconds / 60)} min`;
    return ` · about ${text} left`;
  }
}
