/** Prose on slides: of each paragraph and each point a sentence, and more where there is room. */
import type { Element, ElementContent } from 'hast';
import { textSize } from './room.ts';
import { keySentence, sentencesOf, textOf } from './sentences.ts';
import { element, headed, isElement, text, type Place, type Slide } from './slide.ts';

/** So many characters may stand on a slide before each text is cut to one sentence. */
const SHORT = 180;

/** What is bold and shorter only names what the next sentence says: “**Limits.**” */
const LABEL = 25;

/** One paragraph or point: what is shown of it. */
interface Point {
  readonly in: Element;
  /** Its number, in a list. */
  readonly number: number;
  readonly sentences: readonly ElementContent[][];
  /** Which of them are shown. */
  readonly shown: Set<number>;
}

/** The slides for some paragraphs and lists; a list has slides of its own, with what leads into it. */
export function textSlides(blocks: readonly Element[], place: Place): Slide[] {
  return grouped(blocks, place.language).flatMap((group) => {
    const points = group.flatMap((block) => pointsOf(block, place.language));
    let length = points.reduce((sum, point) => sum + lengthOf(point), 0);
    for (const point of points) {
      for (const [index, sentence] of point.sentences.entries()) {
        if (point.shown.has(index)) continue;
        length += textOf(sentence).length + 1;
        if (length <= SHORT) point.shown.add(index);
      }
    }
    return paged(points).map((page) => slideOf(page, group, place));
  });
}

/** Blocks that stand on slides together. */
function grouped(blocks: readonly Element[], language: string): Element[][] {
  const groups: Element[][] = [];
  let group: Element[] = [];
  for (const [index, block] of blocks.entries()) {
    const sentences = isList(blocks[index + 1]) ? sentencesOf(block.children, language) : [];
    const lead = sentences.at(-1);
    if (lead && textOf(lead).endsWith(':')) {
      const before = sentences.slice(0, -1).flatMap((sentence) => [...sentence, text(' ')]);
      groups.push(before.length > 0 ? [...group, { ...block, children: before }] : group);
      group = [{ ...block, children: lead }];
    } else if (isList(block)) {
      groups.push([...group, block]);
      group = [];
    } else group.push(block);
  }
  return [...groups, group].filter((some) => some.length > 0);
}

function pointsOf(block: Element, language: string): Point[] {
  const texts = isList(block) ? block.children.filter(isElement) : [block];
  return texts.flatMap((one, index) => {
    const sentences = sentencesOf(inline(one), language);
    if (sentences.length === 0) return [];
    const key = keySentence(sentences);
    const isLabel = key + 1 < sentences.length && isOnlyBold(sentences[key] ?? []);
    const shown = new Set(isLabel ? [key, key + 1] : [key]);
    return [{ in: block, number: index + 1, sentences, shown }];
  });
}

/** What stands in a paragraph, or in a point that is written as paragraphs. */
function inline({ children }: Element): ElementContent[] {
  return children.flatMap((child) =>
    isElement(child) && child.tagName === 'p' ? [...child.children, text(' ')] : [child],
  );
}

function isOnlyBold(sentence: readonly ElementContent[]): boolean {
  const [first, ...others] = sentence;
  const isBold = isElement(first) && first.tagName === 'strong' && others.length === 0;
  return isBold && textOf(sentence).length < LABEL;
}

function isList(block: Element | undefined): boolean {
  return block !== undefined && /^[uo]l$/.test(block.tagName);
}

function shownOf({ sentences, shown }: Point): ElementContent[] {
  return sentences
    .filter((_, index) => shown.has(index))
    .flatMap((sentence, index) => (index === 0 ? sentence : [text(' '), ...sentence]));
}

function lengthOf(point: Point): number {
  return textOf(shownOf(point)).length;
}

/** As few slides as have room for all, and on each about as much as on the others. */
function paged(points: readonly Point[]): Point[][] {
  for (let count = 1; ; count += 1) {
    const size = Math.ceil(points.length / count);
    const pages = Array.from({ length: count }, (_, page) =>
      points.slice(page * size, (page + 1) * size),
    ).filter((page) => page.length > 0);
    const fit = pages.every((page) => textSize(page.map(lengthOf)) !== undefined);
    if (fit || size === 1) return pages;
  }
}

function slideOf(page: readonly Point[], blocks: readonly Element[], place: Place): Slide {
  const body: Element[] = [];
  for (const [index, point] of page.entries()) {
    const { tagName } = point.in;
    if (!isList(point.in)) body.push(element('p', {}, ...shownOf(point)));
    else if (page[index - 1]?.in === point.in)
      body.at(-1)?.children.push(element('li', {}, ...shownOf(point)));
    else {
      const start = tagName === 'ol' && point.number > 1 ? { start: point.number } : {};
      body.push(element(tagName, start, element('li', {}, ...shownOf(point))));
    }
  }
  const size = textSize(page.map(lengthOf)) ?? 27;
  return {
    kind: 'text',
    ...headed(place),
    body: [element('div', { className: ['texts'], style: `--size: ${size}px` }, ...body)],
    notes: blocks,
  };
}
