/** A question of “predict the history” on slides: it is asked, answered, and then the recording is shown. */
import type { Element, ElementContent } from 'hast';
import { matches, select, selectAll } from 'hast-util-select';
import { historySlide, isProse } from './figures.ts';
import { sentencesOf, textOf } from './sentences.ts';
import { element, entitled, isElement, text, type Place, type Slide } from './slide.ts';
import { textSlides } from './texts.ts';
import { textSize } from './room.ts';

/** @param before what is to be seen before, as slides */
export function questionSlides(
  question: Element,
  place: Place,
  slidesOf: (blocks: readonly Element[]) => Slide[],
): Slide[] {
  const answer = select('.answer', question);
  const key = String(question.properties['dataKey'] ?? '');
  const number = Number(question.properties['dataNumber']);
  const ask = select('.ask', question)?.children ?? [];
  const choices = selectAll('label', question).map((label) => ({
    letter: textOf(select('.letter', label)?.children ?? []),
    words: select('.words', label)?.children ?? [],
  }));
  const right = choices.find(({ letter }) => letter === key);
  const blocks = answer?.children.filter(isElement) ?? [];
  // The first paragraph repeats the choice that is right.
  const [, ...told] = blocks.filter((block) => block.tagName !== 'summary');
  const drawn = told.findIndex((block) => matches('.history', block));
  const history = told[drawn];
  // Below the drawing there may be more, with figures of its own.
  const after = history ? told.slice(drawn + 1) : told.filter((block) => !isProse(block));
  const why = told.filter((block) => isProse(block) && !after.includes(block));
  const [first, ...others] = why;
  const [lead] = first?.tagName === 'p' ? sentencesOf(first.children, place.language) : [];

  const before = question.children
    .filter(isElement)
    .filter((block) => !matches('.ask, form, .verdict, .answer', block));
  const heads = {
    above: [text(place.says.answer(number))],
    heading: [text(`${key}. `), ...(right?.words ?? [])],
  };
  const asked: Slide = {
    kind: 'question',
    ...entitled(place, ask),
    body: [choiceList(choices, key, place)],
    notes: [
      element('p', {}, element('strong', {}, ...heads.above), text(': '), ...heads.heading),
      ...why,
    ],
  };
  const at: Place = {
    ...place,
    part: { ...place.part, heading: heads.heading },
    above: heads.above,
  };
  return [
    ...slidesOf(before),
    asked,
    ...(history
      ? [
          {
            ...historySlide(history, place, { ...heads, ...(lead && { about: lead }) }),
            notes: why,
          },
        ]
      : []),
    ...textSlides(history && first?.tagName === 'p' ? others : why, at),
    ...slidesOf(after),
  ];
}

interface Choice {
  readonly letter: string;
  readonly words: readonly ElementContent[];
}

/** The choices; which of them was recorded appears at the next step. */
function choiceList(choices: readonly Choice[], key: string, { says }: Place): Element {
  const size = textSize(choices.map(({ words }) => textOf(words).length + 8)) ?? 30;
  return element(
    'ol',
    { className: ['choices'], style: `--size: ${Math.min(size, 34)}px` },
    ...choices.map(({ letter, words }) =>
      element(
        'li',
        {},
        element('span', { className: ['letter'] }, text(letter)),
        element('span', { className: ['words'] }, ...words),
        ...(letter === key
          ? [element('span', { className: ['fragment', 'sign'] }, text(says.recorded))]
          : []),
      ),
    ),
  );
}
