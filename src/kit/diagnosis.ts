/**
 * Why a check failed, in the learner's words. This is what the whole course works towards: what
 * was expected, what really happened, why that hurts in production, and where to read about it.
 * Never the answer.
 */
export interface Diagnosis {
  /** The check's id, such as `saga/undoes-in-reverse`. */
  readonly check: string;
  /** What the check promises, in one sentence. */
  readonly promise: string;
  /** What the check did to the run: the fault it caused, the moment it cancelled. */
  readonly when?: string;
  readonly expected: string;
  readonly happened: string;
  /** The part of the event history that shows it. */
  readonly lines: readonly HistoryLine[];
  readonly hurts: string;
  /** Where to read: `lesson#anchor`. */
  readonly read: string;
}

export interface HistoryLine {
  /** The event's number; absent for what the history does not record, such as the ledger. */
  readonly event?: number;
  /** Virtual milliseconds since the run began. */
  readonly at?: number;
  readonly text: string;
  /** Whether this line is the one to look at. */
  readonly marked: boolean;
}

/** What a suite finds wrong with a run; the check around it adds its own name and reasons. */
export type Finding = Pick<Diagnosis, 'expected' | 'happened' | 'lines'> &
  Partial<Pick<Diagnosis, 'when' | 'hurts' | 'read'>>;

/** The answer did not keep a check's promise. */
export class CheckFailure extends Error {
  override readonly name = 'CheckFailure';
  readonly finding: Finding;
  constructor(finding: Finding) {
    super(finding.happened);
    this.finding = finding;
  }
}

/** We did not do our part, so nothing can be said about the answer. */
export class OurFault extends Error {
  override readonly name = 'OurFault';
}

/**
 * The diagnosis as plain text of at most `width` columns, for terminals and test reports.
 *
 * @param paint adds colour to a part, by what the part is
 */
export function printDiagnosis(
  diagnosis: Diagnosis,
  { width = 80, paint = (_: Part, text: string) => text, link = (read: string) => read } = {},
): string {
  const section = (title: string, text: string) =>
    `  ${paint('title', title.padEnd(10))}${indent(wrap(text, width - 12), 12)}`;
  const numbers = Math.max(0, ...diagnosis.lines.map(({ event }) => String(event ?? '').length));
  const lines = diagnosis.lines.map((line) => {
    const number = line.event === undefined ? '' : String(line.event);
    const mark = line.marked ? '▶' : ' ';
    const time = line.at === undefined ? '' : clock(line.at);
    const head = `    ${mark} ${number.padStart(numbers)}  ${time.padEnd(8)}`;
    const text = `${head}${indent(wrap(line.text, width - head.length), head.length)}`;
    return paint(line.marked ? 'marked' : 'line', text);
  });
  return [
    ...(diagnosis.when ? [section('When', diagnosis.when)] : []),
    section('Expected', diagnosis.expected),
    section('Happened', diagnosis.happened),
    ...(lines.length > 0 ? ['', ...lines, ''] : []),
    section('It hurts', diagnosis.hurts),
    section('Read', link(diagnosis.read)),
  ].join('\n');
}

/** What a piece of a printed diagnosis is, for whoever colours it. */
export type Part = 'title' | 'line' | 'marked';

/** Breaks text into lines of at most `width` columns, between words; line breaks are kept. */
export function wrap(text: string, width: number): string[] {
  return text.split('\n').flatMap((paragraph) => {
    const lines: string[] = [];
    let line = '';
    for (const word of paragraph.split(' ')) {
      if (line !== '' && line.length + 1 + word.length > width) {
        lines.push(line);
        line = word;
      } else {
        line = line === '' ? word : `${line} ${word}`;
      }
    }
    return [...lines, line];
  });
}

function indent(lines: readonly string[], columns: number): string {
  return lines.join(`\n${' '.repeat(columns)}`);
}

/** Virtual time since the start of a run, as short as it can be read: `+0.2 s`, `+1 h 4 min`. */
export function clock(milliseconds: number): string {
  if (milliseconds < 1000) return '+0 s';
  return `+${duration(milliseconds)}`;
}

/** A length of time in words: `40 s`, `1 h 4 min`, `30 days`. */
export function duration(milliseconds: number): string {
  if (milliseconds < 1000) return `${Math.round(milliseconds)} ms`;
  const units = [
    ['day', 86_400_000],
    ['h', 3_600_000],
    ['min', 60_000],
    ['s', 1000],
  ] as const;
  const first = units.findIndex(([, size]) => milliseconds >= size);
  const parts: string[] = [];
  let rest = milliseconds;
  for (const [name, size] of units.slice(first, first + 2)) {
    const count = Math.floor(rest / size);
    rest -= count * size;
    if (count > 0) parts.push(`${count} ${name === 'day' && count > 1 ? 'days' : name}`);
  }
  return parts.join(' ');
}
