/** Cuts text into its sentences, with the marks that are in it. */
import type { ElementContent } from 'hast';
import { selectAll } from 'hast-util-select';
import { toString } from 'hast-util-to-string';

/**
 * The sentences of a paragraph: code, emphasis and links stay in them.
 *
 * @param language decides where a sentence ends
 */
export function sentencesOf(
  nodes: readonly ElementContent[],
  language: string,
): ElementContent[][] {
  const segments = new Intl.Segmenter(language, { granularity: 'sentence' }).segment(
    nodes.map(seen).join(''),
  );
  const ends: number[] = [];
  let begin = 0;
  for (const { index, segment } of segments) {
    // The letter of a choice is no sentence: “a. It fails.”
    if (/^\s*\w\.\s*$/.test(segment) && index === begin) continue;
    begin = index + segment.length;
    ends.push(begin);
  }
  return ends
    .map((end, at) => trimmed(slice(nodes, ends[at - 1] ?? 0, end)))
    .filter((sentence) => textOf(sentence) !== '');
}

/** The one to show where there is room for one: what the author made bold, else how it begins. */
export function keySentence(sentences: readonly ElementContent[][]): number {
  const bold = sentences.findIndex(
    (nodes) => selectAll('strong', { type: 'root', children: [...nodes] }).length > 0,
  );
  return Math.max(0, bold);
}

/** What is written in some nodes, with single blanks. */
export function textOf(nodes: readonly ElementContent[]): string {
  return nodes
    .map((node) => toString(node))
    .join('')
    .replaceAll(/\s+/g, ' ')
    .trim();
}

/** A sentence may begin with a name that is lower-case, and the full stop in a name ends none. */
function seen(node: ElementContent): string {
  if (node.type !== 'element') return toString(node);
  return node.tagName === 'code'
    ? 'X'.repeat(toString(node).length)
    : node.children.map(seen).join('');
}

/** The part of some nodes between two places of their text. */
function slice(nodes: readonly ElementContent[], from: number, to: number): ElementContent[] {
  let at = 0;
  return nodes.flatMap((node): ElementContent[] => {
    const begin = at;
    at += toString(node).length;
    if (at <= from || begin >= to) return [];
    if (node.type === 'text')
      return [{ ...node, value: node.value.slice(Math.max(0, from - begin), to - begin) }];
    if (node.type !== 'element') return [];
    return [{ ...node, children: slice(node.children, from - begin, to - begin) }];
  });
}

function trimmed(nodes: ElementContent[]): ElementContent[] {
  return nodes.map((node, index) => {
    if (node.type !== 'text') return node;
    const value = index === 0 ? node.value.trimStart() : node.value;
    return { ...node, value: index === nodes.length - 1 ? value.trimEnd() : value };
  });
}
