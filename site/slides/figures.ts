/** What a lesson shows on slides: code, recorded histories, tables, pictures. Each has its own. */
import type { Element, ElementContent } from 'hast';
import { matches, select, selectAll } from 'hast-util-select';
import { toString } from 'hast-util-to-string';
import { codeHeight, codePieces, codeSize, tablePieces } from './room.ts';
import { textOf } from './sentences.ts';
import { element, entitled, headed, without, type Place, type Slide } from './slide.ts';

/** Whether a block is prose, and not shown as it is. */
export function isProse(block: Element): boolean {
  return matches('p, ul, ol, aside', block);
}

/** Whether it says itself what it is, so that nothing needs to be said above it. */
export function isTitled(block: Element): boolean {
  return matches('.history', block);
}

/** @param about what the text says of it, in a sentence */
export function figureSlides(
  block: Element,
  about: readonly ElementContent[] | undefined,
  place: Place,
): Slide[] {
  if (matches('.history', block)) return [historySlide(block, place)];
  const said = about && { about };
  const notes = figureNotes(block);
  const slide = (kind: Slide['kind'], ...body: ElementContent[]): Slide => ({
    kind,
    ...headed(place),
    ...said,
    body,
    notes,
  });
  if (matches('.two', block)) return [slide('two', reachable(block))];
  if (matches('table', block)) return tables(block).map((table) => slide('table', table));
  if (select('.ec-line', block))
    return codes(block, codeHeight(place.above !== undefined, textOf(about ?? []).length)).map(
      (code) => slide('code', code),
    );
  return [slide('picture', block)];
}

/** A history, with its title above it. */
export function historySlide(
  figure: Element,
  place: Place,
  heads?: Pick<Slide, 'above' | 'heading' | 'about'>,
): Slide {
  const title = select('figcaption .title', figure)?.children ?? [];
  const about = select('figcaption .about', figure)?.children ?? [];
  return {
    kind: 'history',
    ...(heads ?? { ...entitled(place, title), about }),
    body: [reachable(without(figure, (one) => one.tagName === 'figcaption'))],
    notes: [element('p', {}, ...title), element('p', {}, ...about)],
  };
}

/** Has what scrolls within reach of the keyboard. */
function reachable(block: Element): Element {
  for (const part of selectAll('figure.history ol, .beside .expressive-code', block)) {
    part.properties['tabIndex'] = 0;
  }
  return block;
}

/** What a drawing says in words, for who speaks. */
function figureNotes(block: Element): Element[] {
  return selectAll('figcaption .about, figcaption .title, desc', block).map(({ children }) =>
    element('p', {}, ...children),
  );
}

/** What is said below code that is wrong takes so much of its height. */
const WHY_HEIGHT = 90;

/** Code in pieces that can be read; what is wrong with it stands below each. */
function codes(block: Element, whole: number): Element[] {
  const lines = selectAll('.ec-line', block);
  const texts = lines.map((line) => toString(line).trimEnd());
  const why = select('.why', block);
  const height = whole - (why ? WHY_HEIGHT : 0);
  const pieces = codePieces(texts, height);
  const sizes = pieces.map(([from, to]) => codeSize(texts.slice(from, to), height) ?? 20);
  const size = Math.min(...sizes);
  return pieces.map(([from, to]) => {
    const shown = new Set(lines.slice(from, to));
    const isLeftOut = (one: Element) => matches('.ec-line', one) && !shown.has(one);
    return element('div', { style: `--code: ${size}px` }, without(block, isLeftOut));
  });
}

/** A table in pieces, each with its head. */
function tables(table: Element): Element[] {
  const rows = selectAll('tbody > tr', table);
  const lengths = rows.map((row) => selectAll('th, td', row).map((cell) => textOf([cell]).length));
  return tablePieces(lengths).map((piece) => {
    const shown = new Set(piece.map((row) => rows[row]));
    return without(table, (one) => one.tagName === 'tr' && rows.includes(one) && !shown.has(one));
  });
}
