/** Makes slides of a lesson: one chapter for each of its headings, without its sources. */
import type { Element, ElementContent } from 'hast';
import { matches } from 'hast-util-select';
import { figureSlides, isProse, isTitled } from './figures.ts';
import type { Part } from './parts.ts';
import { questionSlides } from './questions.ts';
import { sentencesOf, textOf } from './sentences.ts';
import { element, text, type Place, type Says, type Slide } from './slide.ts';
import { textSlides } from './texts.ts';

/**
 * The slides of a lesson's parts; those below a smaller heading belong to the chapter before them.
 *
 * @param language in which the lesson is written
 */
export function chaptersOf(parts: readonly Part[], language: string, says: Says): Slide[][] {
  const chapters: Slide[][] = [];
  let above: Part['heading'] | undefined;
  for (const part of parts.slice(0, lastPart(parts))) {
    const isBelow = part.depth > 2 && above !== undefined;
    const slides = slidesOf(part.blocks, {
      part,
      ...(isBelow && above && { above }),
      language,
      says,
    });
    if (isBelow) chapters.at(-1)?.push(...slides);
    else {
      above = part.heading;
      chapters.push(slides);
    }
  }
  const [kata] = chapters.splice(-1);
  return [...chapters, kata ? timed(kata, says) : []].filter((slides) => slides.length > 0);
}

/** The slides of the kata; the first one says how long it takes. */
function timed([first, ...others]: readonly Slide[], says: Says): Slide[] {
  if (!first) return [];
  const minutes = element('span', { className: ['minutes'] }, text(says.kata));
  return [{ ...first, heading: [...first.heading, text(' '), minutes] }, ...others];
}

/** The kata comes last: what follows it is to be read. */
function lastPart(parts: readonly Part[]): number {
  const kata = parts.findIndex(({ blocks }) => blocks.some((block) => matches('.checks', block)));
  return kata < 0 ? parts.length : kata + 1;
}

/** A figure takes the sentence that leads to it along; the prose between two has slides of its own. */
function slidesOf(blocks: readonly Element[], place: Place): Slide[] {
  const slides: Slide[] = [];
  let prose: Element[] = [];
  /** Makes slides of the prose so far. What has none is told with the next slide. */
  const untold = (): Element[] => {
    const told = prose;
    prose = [];
    const shown = told.filter((block) => !matches('aside', block));
    const [first, ...others] = textSlides(shown, place);
    if (!first) return told;
    slides.push({ ...first, notes: told }, ...others);
    return [];
  };
  const waiting = [...blocks];
  for (let block = waiting.shift(); block; block = waiting.shift()) {
    if (isProse(block)) prose.push(block);
    else if (matches('.question', block)) {
      const notes = untold();
      const made = questionSlides(block, place, (more) => slidesOf(more, place));
      slides.push(...withNotes(made.slice(0, 1), notes), ...made.slice(1));
    } else {
      const lead = prose.length > 0 ? leadInto(prose, place) : leadAfter(block, waiting, place);
      const notes = [...untold(), ...(lead?.told ?? [])];
      slides.push(...withNotes(figureSlides(block, lead?.about, place), notes));
    }
  }
  const [last, notes] = [slides.at(-1), untold()];
  if (last && notes.length > 0) slides.push(...withNotes(slides.splice(-1), notes));
  return slides;
}

/** What is said of a figure on its slide, and to whoever speaks. */
interface Lead {
  readonly about: ElementContent[];
  readonly told: readonly Element[];
}

/** Takes what leads to a figure off the end of the prose before it. */
function leadInto(prose: Element[], { language }: Place): Lead | undefined {
  const told = prose.at(-1);
  if (told?.tagName !== 'p') return undefined;
  const sentences = sentencesOf(told.children, language);
  const [first, last] = [sentences[0], sentences.at(-1)];
  if (!first || !last) return undefined;
  if (textOf(last).endsWith(':')) {
    prose.pop();
    const before = sentences.slice(0, -1).flatMap((sentence) => [...sentence, text(' ')]);
    if (before.length > 0) prose.push(element('p', {}, ...before));
    return { about: last, told: [told] };
  }
  prose.pop();
  return { about: first, told: [told] };
}

/** Takes the paragraph that explains a figure which stands first. */
function leadAfter(figure: Element, waiting: Element[], { language }: Place): Lead | undefined {
  const [told] = waiting;
  if (told?.tagName !== 'p' || isTitled(figure)) return undefined;
  const [about] = sentencesOf(told.children, language);
  if (!about || textOf(told.children).endsWith(':')) return undefined;
  waiting.shift();
  return { about, told: [told] };
}

/** Some slides with more to say. */
function withNotes(slides: readonly Slide[], notes: readonly Element[]): Slide[] {
  return slides.map((slide) => ({ ...slide, notes: [...notes, ...slide.notes] }));
}
