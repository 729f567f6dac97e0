/** A lesson's rendered page, taken apart: its headings, and what stands below each. */
import type { Element, ElementContent, Root } from 'hast';
import { fromHtml } from 'hast-util-from-html';
import { matches, select, selectAll } from 'hast-util-select';

/** What stands below one heading, up to the next. */
export interface Part {
  readonly heading: readonly ElementContent[];
  /** 2, or 3 for one that is below a larger one. */
  readonly depth: number;
  readonly blocks: readonly Element[];
}

/** A lesson's page as it was rendered. */
export interface LessonParts {
  readonly parts: readonly Part[];
  /** The style sheets and scripts that its components brought along. */
  readonly brought: readonly Element[];
}

/** @param html what the lesson's MDX renders to */
export function partsOf(html: string): LessonParts {
  const root = fromHtml(html, { fragment: true });
  const brought = selectAll('script, link, style', root);
  strip(root);
  const parts: Array<Part & { blocks: Element[] }> = [];
  for (const block of root.children) {
    if (block.type !== 'element') continue;
    const heading = matches('h2, h3', block)
      ? block
      : select('.sl-heading-wrapper > :is(h2, h3)', block);
    if (heading) {
      const depth = heading.tagName === 'h2' ? 2 : 3;
      parts.push({ heading: heading.children, depth, blocks: [] });
    } else parts.at(-1)?.blocks.push(block);
  }
  return { parts, brought };
}

/**
 * What the page has and a slide has not: links, which nobody can follow there, copy buttons, and what
 * says `data-slides="no"`.
 */
function strip(parent: Root | Element): void {
  parent.children = (parent.children as ElementContent[]).flatMap((node): ElementContent[] => {
    if (node.type === 'comment') return [];
    if (node.type !== 'element') return [node];
    if (matches('script, link, style, .copy, .sl-anchor-link, [data-slides=no]', node)) return [];
    strip(node);
    return node.tagName === 'a' ? node.children : [node];
  });
}
