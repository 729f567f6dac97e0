import { SourceMap, type SourceMapPayload } from 'node:module';
import type { Settled } from '../kit/runtime.ts';

/** Turns positions in the bundle into positions in the learner's files. */
export type Locate = (text: string) => string;

/**
 * @param map the bundle's source map
 * @param file the bundle's name in stack traces
 */
export function locator(map: SourceMapPayload, file = 'answer.js'): Locate {
  const positions = new SourceMap(map);
  return (text) =>
    text.replace(PLACE, (place: string, source: string, ...at) => {
      const [line, column] = [Number(at[0]), Number(at[1])];
      // The SDK has been here before us; it counts columns from 0, and editors do from 1.
      if (map.sources.includes(source)) return `${source}:${line}:${column + 1}`;
      if (!source.endsWith(file)) return place;
      const entry = positions.findEntry(line - 1, column - 1);
      // Past the answer's end, the nearest entry is still its last line.
      const own = 'originalSource' in entry && entry.generatedLine === line - 1;
      if (!own || !entry.originalSource) return place;
      return `${entry.originalSource}:${entry.originalLine + 1}:${entry.originalColumn + 1}`;
    });
}

/**
 * A place in a file, as stack traces name it. It is looked for where a word begins: from each sign of
 * a word of a million, the search would take hours.
 */
const PLACE = /(?<![^\s()])([^\s()]+\.[jt]s):(\d+):(\d+)/g;
const FOREIGN_FRAME = /^\s+at .*(null:null|evalmachine|answer\.js|sandbox\.js|node_modules|node:)/;

/**
 * A stack trace from inside a workflow as a person wants it: the error, and where in the
 * answer's own files it came from.
 */
export function readableStack(stack: string, locate: Locate): string {
  const lines = stack.split('\n');
  // Node puts the throwing line of the bundle before the stack; it is the SDK's, not the answer's.
  const begin = lines[0]?.includes('answer.js:') ? lines.indexOf('') + 1 : 0;
  return own(lines.slice(begin), locate);
}

/** How a run and its tree ended, with reasons that a person can read. */
export function readableSettled(settled: Settled, locate: Locate): Settled {
  const readable = <Part extends Pick<Settled, 'reason'>>({ reason, ...part }: Part) =>
    reason === undefined ? part : { ...part, reason: readableStack(reason, locate) };
  return { ...readable(settled), members: (settled.members ?? []).map(readable) };
}

/**
 * What an answer printed, without the lines of stack traces that are not its own, and without what
 * the process prints of itself when its memory is full.
 */
export function readableOutput<Printed extends { readonly text: string }>(
  printed: Printed,
  locate: Locate,
): Printed {
  const [text = ''] = printed.text.split('\n<--- Last few GCs --->');
  return { ...printed, text: own(text.split('\n'), locate) };
}

function own(lines: readonly string[], locate: Locate): string {
  return lines
    .map(locate)
    .filter((line) => !FOREIGN_FRAME.test(line))
    .join('\n');
}
