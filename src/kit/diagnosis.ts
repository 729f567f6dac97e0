import type { Divergence } from './divergence.ts';
import { clock } from './duration.ts';
import { plain } from './plain.ts';
import type { RunHistory, Subject } from './run-history.ts';

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
  /** Where to read: `lesson#anchor`, or a whole `lesson`. */
  readonly read: string;
  /** A second place to read, when what was found is not the check's own subject. */
  readonly also?: string;
}

export interface HistoryLine {
  /** The event's number; absent for what the history does not record, such as the ledger. */
  readonly event?: number;
  /** Virtual milliseconds since the run began. */
  readonly at?: number;
  readonly text: string;
  /** What the step was given that tells it from others; shown as far as it fits on the line. */
  readonly given?: readonly string[];
  /** Whether it says what the lines below it are. */
  readonly heading?: boolean;
  /** Whether this line is the one to look at. */
  readonly marked: boolean;
}

/** What a suite finds wrong with a run; the check around it adds its own name and reasons. */
export type Finding = Pick<Diagnosis, 'expected' | 'happened' | 'lines'> &
  Partial<Pick<Diagnosis, 'when' | 'hurts' | 'read'>> & {
    /** What explains it, where that is not what the check is about: the id of a topic. */
    readonly topic?: string;
    /** The run, or the recorded events, that it is about. */
    readonly run?: Subject;
    /** Where the code left the history's way, when that is what was found. */
    readonly divergence?: Divergence;
  };

/**
 * A diagnosis whose texts are cleaned: it may quote what the answer wrote, and that may hold anything.
 *
 * @param clean makes a text safe for where it will stand
 */
export function cleaned(diagnosis: Diagnosis, clean: (text: string) => string) {
  const { when, expected, happened, lines, ...rest } = diagnosis;
  return {
    ...rest,
    ...(when === undefined ? {} : { when: clean(when) }),
    expected: clean(expected),
    happened: clean(happened),
    lines: lines.map(({ text, given, ...line }) => ({
      ...line,
      text: clean(text),
      ...(given ? { given: given.map(clean) } : {}),
    })),
  };
}

/** The answer did not keep a check's promise. */
export class CheckFailure extends Error {
  override readonly name = 'CheckFailure';
  readonly finding: Finding;
  constructor(finding: Finding) {
    super(finding.happened);
    this.finding = finding;
  }
}

/** A check's promise was not kept; carries the whole diagnosis. */
export class DiagnosedFailure extends Error {
  override readonly name = 'DiagnosedFailure';
  readonly diagnosis: Diagnosis;
  /** The run that it is about, where there is one. */
  readonly history: RunHistory | undefined;
  constructor(diagnosis: Diagnosis, history: RunHistory | undefined) {
    super(diagnosis.happened);
    this.diagnosis = diagnosis;
    this.history = history;
  }
}

/** We did not do our part, so nothing can be said about the answer. */
export class OurFault extends Error {
  override readonly name = 'OurFault';
}

/**
 * The diagnosis as plain text of at most `width` columns, for terminals and test reports. Only a
 * link may be longer: broken in two, it would lead nowhere.
 *
 * @param paint adds colour to a part, by what the part is
 * @param bars draws beside a line, and below that where its words take more lines; all as wide
 */
export function printDiagnosis(
  diagnosis: Diagnosis,
  {
    width = 80,
    paint = (_: Part, text: string) => text,
    link = (read: string) => read,
    bars = NO_BARS,
  } = {},
): string {
  const section = (title: string, lines: readonly string[]) =>
    `  ${paint('title', title.padEnd(10))}${indent(lines, 12)}`;
  const words = (title: string, text: string) => section(title, wrap(text, width - 12));
  const numbers = columns(diagnosis.lines.map(({ event }) => String(event ?? '')));
  const times = diagnosis.lines.map(({ at }) => (at === undefined ? '' : clock(at)));
  // Lines of data have neither number nor time.
  const timeColumns = times.every((time) => time === '') ? 0 : Math.max(8, columns(times) + 1);
  const lines = diagnosis.lines.map((line, index) => {
    const number = line.event === undefined ? '' : String(line.event);
    const mark = line.marked ? '▶' : ' ';
    const time = (times[index] ?? '').padEnd(timeColumns);
    const place = numbers + timeColumns === 0 ? '' : `${number.padStart(numbers)}  ${time}`;
    const head = line.heading ? '      ' : `    ${mark} ${place}`;
    const { beside, below } = line.heading ? { beside: '', below: '' } : bars(line);
    const room = width - head.length - beside.length;
    const words = wrap(withGiven(line, room), room);
    const text = `${head}${beside}${words.join(`\n${' '.repeat(head.length)}${below}`)}`;
    return paint(line.marked ? 'marked' : 'line', text);
  });
  return [
    ...(diagnosis.when ? [words('When', diagnosis.when)] : []),
    words('Expected', diagnosis.expected),
    words('Happened', diagnosis.happened),
    ...(lines.length > 0 ? ['', ...lines, ''] : []),
    words('It hurts', diagnosis.hurts),
    section('Read', [diagnosis.read, diagnosis.also ?? []].flat().map(link)),
  ].join('\n');
}

/** What is drawn beside a line where nothing is. */
const NO_BARS: (line: HistoryLine) => { readonly beside: string; readonly below: string } = () => ({
  beside: '',
  below: '',
});

/** Before one of the things that were given is left out, each may be cut down to so many columns. */
const GIVEN_COLUMNS = 18;

/** A line with as much of what was given as fits into so many columns. */
function withGiven({ text, given = [] }: HistoryLine, room: number): string {
  for (let shown = given; shown.length > 0; shown = withoutLongest(shown)) {
    const more = shown.length < given.length ? ['…'] : [];
    for (const texts of [shown, shown.map(cut)]) {
      const told = `${text} (${[...texts, ...more].join(', ')})`;
      if (told.length <= room) return told;
    }
  }
  return text;
}

/** Of several that are as long, the last is left out. */
function withoutLongest(texts: readonly string[]): string[] {
  const longest = texts.findLastIndex(({ length }) => length === columns(texts));
  return texts.toSpliced(longest, 1);
}

function cut(given: string): string {
  if (given.length <= GIVEN_COLUMNS || given.includes('…')) return given;
  const end = given.endsWith('"') ? '…"' : '…';
  return `${given.slice(0, GIVEN_COLUMNS - end.length)}${end}`;
}

/** What a piece of a printed diagnosis is, for whoever colours it. */
export type Part = 'title' | 'line' | 'marked';

/**
 * Breaks text into lines of at most `width` columns: between words, and inside a word only when it
 * is longer than a line. Line breaks and the indentation after them are kept.
 */
export function wrap(text: string, width: number): string[] {
  return plain(text)
    .split('\n')
    .flatMap((paragraph) => {
      const margin = /^ */.exec(paragraph)?.[0].slice(0, Math.floor(width / 2)) ?? '';
      const room = width - margin.length;
      const lines: string[] = [];
      let line = '';
      for (const word of paragraph
        .trimStart()
        .split(' ')
        .flatMap((whole) => pieces(whole, room))) {
        if (line !== '' && line.length + 1 + word.length > room) {
          lines.push(line);
          line = word;
        } else {
          line = line === '' ? word : `${line} ${word}`;
        }
      }
      return [...lines, line].map((full) => `${margin}${full}`.trimEnd());
    });
}

/**
 * A text on one line of at most `width` columns: as many whole words as fit, and `…` where there
 * are more.
 */
export function onOneLine(text: string, width: number): string {
  if (text.length <= width) return text;
  const [beginning = ''] = wrap(text, width - 1);
  return `${beginning.replace(/[,;:]$/, '')}…`;
}

/** A word in pieces of at most `room` characters; none is cut in two. */
function pieces(word: string, room: number): string[] {
  if (word.length <= room) return [word];
  const cut: string[] = [''];
  for (const character of word) {
    if ((cut.at(-1) ?? '').length + character.length > room) cut.push('');
    cut.push(`${cut.pop() ?? ''}${character}`);
  }
  return cut;
}

function indent(lines: readonly string[], margin: number): string {
  return lines.join(`\n${' '.repeat(margin)}`);
}

function columns(texts: readonly string[]): number {
  return Math.max(0, ...texts.map(({ length }) => length));
}
