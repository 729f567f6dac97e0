/** A slide, and the nodes that it is made of. */
import type { Element, ElementContent } from 'hast';
import type { Part } from './parts.ts';

/** One slide of a lesson. */
export interface Slide {
  readonly kind: 'text' | 'code' | 'history' | 'two' | 'table' | 'picture' | 'question';
  /** The larger heading that it is below, where it has a smaller one. */
  readonly above?: readonly ElementContent[];
  readonly heading: readonly ElementContent[];
  /** A sentence below the heading. */
  readonly about?: readonly ElementContent[];
  readonly body: readonly ElementContent[];
  /** For who speaks: all that the lesson says there. */
  readonly notes: readonly ElementContent[];
}

/** Where a slide stands, and in which language. */
export interface Place {
  readonly part: Part;
  readonly above?: readonly ElementContent[];
  readonly language: string;
  readonly says: Says;
}

/** The interface's words on slides. */
export interface Says {
  /** “Answer 1” */
  answer(number: number): string;
  /** “25 min for the kata” */
  readonly kata: string;
  /** “recorded”, at the choice that is right. */
  readonly recorded: string;
}

/** Its headings, for a slide that adds none of its own. */
export function headed({ part, above }: Place): Pick<Slide, 'above' | 'heading'> {
  return { heading: part.heading, ...(above && { above }) };
}

/** The headings of a slide that has one of its own. */
export function entitled(
  { part }: Place,
  heading: readonly ElementContent[],
): Pick<Slide, 'above' | 'heading'> {
  return { above: part.heading, heading };
}

export function element(
  tagName: string,
  properties: Element['properties'],
  ...children: ElementContent[]
): Element {
  return { type: 'element', tagName, properties, children };
}

export function isElement(node: ElementContent | undefined): node is Element {
  return node?.type === 'element';
}

export function text(value: string): ElementContent {
  return { type: 'text', value };
}

/** A copy of an element, without some of what is in it. */
export function without(whole: Element, isLeftOut: (element: Element) => boolean): Element {
  return {
    ...whole,
    children: whole.children
      .filter((child) => child.type !== 'element' || !isLeftOut(child))
      .map((child) => (child.type === 'element' ? without(child, isLeftOut) : child)),
  };
}
