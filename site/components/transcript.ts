/** One line of what a terminal showed, put together again where the terminal's width had cut it. */
export interface TranscriptLine {
  /** The word that names a part, such as `Expected`, with the blanks around it. */
  readonly lead: string;
  readonly text: string;
  readonly tone: 'fail' | 'done' | 'marked' | 'plain';
  /** The column at which the text begins, and to which its next lines are indented. */
  readonly hang: number;
}

/** How wide the terminal was. */
const COLUMNS = 80;
const COLOURS = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, 'g');
/** `  Expected  `: the head of a part. */
const PART = /^ {2}[A-Z][a-z]*(?: [a-z]+)? {2,}(?=\S)/;
/** `    ▶ 11  +1 h 3 min  │┌  `: mark, number, time and bars of an event, some of which may be absent. */
const EVENT =
  /^ {4}[▶ ] +\d* +(?:\+\d+ (?:ms|s|min|h|days?)(?: \d+ (?:s|min|h)){0,2} +)?(?:[┌│└├✗╵┊ ]*[┌│└├✗╵┊] +)?(?=\S)/u;
/** What stands before words that go on: blanks, and the bars that do. */
const MARGIN = /^[ │┊]*$/u;

/** Reads a failed check as the command line prints it; whatever else it meets stays as it is. */
export function transcriptLines(transcript: string): TranscriptLine[] {
  const lines: TranscriptLine[] = [];
  let before = '';
  for (const line of transcript.replace(COLOURS, '').trimEnd().split(/\r?\n/)) {
    const last = lines.at(-1);
    if (last && goesOn(before, line, last.hang)) {
      lines[lines.length - 1] = { ...last, text: `${last.text} ${line.slice(last.hang).trim()}` };
    } else {
      const lead = PART.exec(line)?.[0] ?? '';
      const head = lead || (EVENT.exec(line)?.[0] ?? '');
      const hang = head.length || Math.max(line.search(/\S/), 0);
      lines.push({ lead, text: line.slice(lead.length), tone: toneOf(line), hang });
    }
    before = line;
  }
  return lines;
}

/** Whether a line begins only because the one before it was full. */
function goesOn(before: string, line: string, hang: number): boolean {
  const words = line.slice(hang);
  const [word = ''] = words.split(' ');
  const isBelow = hang > 0 && MARGIN.test(line.slice(0, hang)) && /^\S/.test(words);
  return isBelow && before.length + 1 + word.length > COLUMNS;
}

function toneOf(line: string): TranscriptLine['tone'] {
  if (/^\s*[✗✕×]/.test(line)) return 'fail';
  if (/^\s*[✓✔]/.test(line)) return 'done';
  return /^\s*▶/.test(line) ? 'marked' : 'plain';
}
