/** One line of what a terminal showed, put together again where the terminal had broken it. */
export interface TranscriptLine {
  /** The word that names a part, such as `Expected`, with the blanks around it. */
  readonly lead: string;
  readonly text: string;
  readonly tone: 'fail' | 'done' | 'marked' | 'plain';
  /** The column at which the text begins, and to which its next lines are indented. */
  readonly hang: number;
}

const COLOURS = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, 'g');
/** `  Expected  `: the head of a part. */
const PART = /^ {2}[A-Z][a-z]*(?: [a-z]+)? {2,}(?=\S)/;
/** `    ▶ 11  +0 s    `: mark, number and time of an event, some of which may be absent. */
const EVENT = /^ {4}[▶ ] +\d* +(?:\+\S+(?: \S+)*? {2,})?(?=\S)/;

/** Reads a failed check as the command line prints it; whatever else it meets stays as it is. */
export function transcriptLines(transcript: string): TranscriptLine[] {
  const lines: TranscriptLine[] = [];
  for (const line of transcript.replace(COLOURS, '').trimEnd().split(/\r?\n/)) {
    const indent = line.search(/\S/);
    const before = lines.at(-1);
    if (before && before.hang > 8 && indent === before.hang) {
      lines[lines.length - 1] = { ...before, text: `${before.text} ${line.trim()}` };
      continue;
    }
    const lead = PART.exec(line)?.[0] ?? '';
    const head = lead || (EVENT.exec(line)?.[0] ?? '');
    const hang = head.length || Math.max(indent, 0);
    lines.push({ lead, text: line.slice(lead.length), tone: toneOf(line), hang });
  }
  return lines;
}

function toneOf(line: string): TranscriptLine['tone'] {
  if (/^\s*[✗✕×]/.test(line)) return 'fail';
  if (/^\s*[✓✔]/.test(line)) return 'done';
  return /^\s*▶/.test(line) ? 'marked' : 'plain';
}
