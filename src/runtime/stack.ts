import { SourceMap, type SourceMapPayload } from 'node:module';

/** Turns positions in the bundle into positions in the learner's files. */
export type Locate = (text: string) => string;

/**
 * @param map the bundle's source map
 * @param file the bundle's name in stack traces
 */
export function locator(map: SourceMapPayload, file = 'answer.js'): Locate {
  const positions = new SourceMap(map);
  const places = new RegExp(`[^\\s()]*${file.replace('.', '\\.')}:(\\d+):(\\d+)`, 'g');
  return (text) =>
    text.replace(places, (place, line: string, column: string) => {
      const entry = positions.findEntry(Number(line) - 1, Number(column) - 1);
      // Past the answer's end, the nearest entry is still its last line.
      const own = 'originalSource' in entry && entry.generatedLine === Number(line) - 1;
      if (!own || !entry.originalSource) return place;
      return `${entry.originalSource}:${entry.originalLine + 1}:${entry.originalColumn + 1}`;
    });
}

/**
 * A stack trace from inside a workflow as a person wants it: the error, and where in the
 * answer's own files it came from.
 */
export function readableStack(stack: string, locate: Locate): string {
  const lines = stack.split('\n');
  // Node puts the throwing line of the bundle before the stack; it is the SDK's, not the answer's.
  const begin = lines[0]?.includes('answer.js:') ? lines.indexOf('') + 1 : 0;
  return lines
    .slice(begin)
    .map(locate)
    .filter((line) => !/^\s+at .*(null:null|evalmachine|answer\.js|node_modules|node:)/.test(line))
    .join('\n');
}
