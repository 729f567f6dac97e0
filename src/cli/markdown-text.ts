import { wrap } from '../kit/diagnosis.ts';

/**
 * Markdown of the kind that hints are written in, for a terminal: paragraphs and lists are
 * wrapped, code stays as it is.
 *
 * @param width columns
 */
export function markdownText(markdown: string, width: number): string[] {
  const blocks = markdown.split(/(^```[^]*?^```$)/m).flatMap((part) =>
    part.startsWith('```')
      ? [part.split('\n').slice(1, -1)]
      : part
          .split(/\n{2,}/)
          .map((block) => block.trim())
          .filter((block) => block !== '')
          .map((block) => items(block).flatMap((item) => hanging(item, width))),
  );
  return blocks.flatMap((lines, index) => (index === 0 ? lines : ['', ...lines]));
}

/** A paragraph, or the items of a list, each as one line. */
function items(block: string): string[] {
  return block.split(/\n(?=(?:[-*]|\d+\.) )/).map((item) => item.replaceAll(/\n\s*/g, ' '));
}

function hanging(item: string, width: number): string[] {
  const [mark = ''] = /^(?:[-*]|\d+\.) /.exec(item) ?? [];
  const margin = ' '.repeat(mark.length);
  return wrap(item.slice(mark.length), width - mark.length).map(
    (line, index) => `${index === 0 ? mark : margin}${line}`,
  );
}
