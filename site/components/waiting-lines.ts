import type { RecordedRun } from '../../src/recording/recording.ts';

/** A line of a file, with its number there. */
export interface Line {
  readonly number: number;
  readonly text: string;
  /** The first line of something that begins anew, away from the line before. */
  readonly begins?: boolean;
}

const REGION = /^\s*\/\/ (?:end)?region\b/;
/** A line that goes on with what an earlier one began. */
const INSIDE = /^[\s})\]]/;

/**
 * After each event, the lines of the recorded code at which the run waits; none where it has ended.
 * Where an event `before` is named, the task in between counts already: it is what came of the event.
 */
export function waitingLines({ code, waits }: Pick<RecordedRun, 'code' | 'waits'>) {
  const tasks = Object.entries(waits).map(([event, places]) => ({
    event: Number(event),
    lines: places.flatMap((place) => {
      const [file, line] = place.split(':');
      return file === code.file ? [Number(line)] : [];
    }),
  }));
  return (event: number, before = event): readonly number[] => {
    const next = tasks.find((task) => task.event > event && task.event < before);
    return (next ?? tasks.findLast((task) => task.event <= event))?.lines ?? [];
  };
}

/**
 * The part of a file that a recorded run is about: its workflow, and whatever else stands at the
 * file's top level and waits. Without marks of regions; each line keeps its number.
 */
export function waitingCode(source: string, recording: RecordedRun): Line[] {
  const waiting = new Set(
    Object.values(recording.waits)
      .flat()
      .map((place) => Number(place.split(':')[1])),
  );
  const workflow = new RegExp(`\\bfunction ${recording.workflow}\\b`);
  return blocks(source)
    .filter((block) => block.some(({ number, text }) => waiting.has(number) || workflow.test(text)))
    .flatMap((block, nth) =>
      block.map((line, index) => (nth > 0 && index === 0 ? { ...line, begins: true } : line)),
    );
}

/** What stands at the top level of a file, one after the other, each with the blank lines before it. */
function blocks(source: string): Line[][] {
  const lines = source
    .replaceAll('\r\n', '\n')
    .trimEnd()
    .split('\n')
    .map((text, index) => ({ number: index + 1, text }))
    .filter(({ text }) => !REGION.test(text));
  const all: Line[][] = [];
  for (const [index, line] of lines.entries()) {
    const afterBlank = lines[index - 1]?.text === '';
    const begins = line.text !== '' && !INSIDE.test(line.text) && afterBlank;
    if (begins || all.length === 0) all.push([]);
    all.at(-1)?.push(line);
  }
  return all.map(trimmed);
}

/** Without blank lines at the end, and two in a row, which the marks of regions leave behind. */
function trimmed(block: Line[]): Line[] {
  const dense = block.filter(({ text }, index) => text !== '' || block[index - 1]?.text !== '');
  return dense.at(-1)?.text === '' ? dense.slice(0, -1) : dense;
}

/**
 * `line 7`, `lines 7 and 12`, `lines 7, 12 and 15`.
 *
 * @param say says `line`, `lines` and `and` in the language of the page
 */
export function linesInWords(
  lines: readonly number[],
  say: (key: string, values?: Readonly<Record<string, string>>) => string,
): string {
  if (lines.length === 1) return say('line', { lines: String(lines[0]) });
  const all = `${lines.slice(0, -1).join(', ')}${say('and')}${lines.at(-1)}`;
  return say('lines', { lines: all });
}
