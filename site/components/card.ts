/** What the picture of a page says that other sites show beside a link to it. */
export interface Card {
  /** What kind of page it is, in small letters above the title. */
  readonly kind: string;
  readonly title: string;
}

/** What other sites ask for, in pixels. */
export const CARD_SIZE = { width: 1200, height: 630 } as const;

const BETWEEN = ' – ';

/**
 * @param id the page's address below the base, without slashes around it: `lessons/saga`
 * @param lesson what a lesson's page says of its place: `Lesson 7`
 */
export function cardOf(id: string, title: string, lesson?: string): Card {
  if (lesson !== undefined) return { kind: lesson, title };
  if (/(?:^|\/)reference\//.test(id)) return { kind: 'Reference', title };
  // “Kata 7: Saga”, “What goes wrong: Saga”
  const [, kind, name] = /^(.+?): (.+)$/.exec(title) ?? [];
  if (kind !== undefined && name !== undefined) return { kind, title: name };
  return { kind: 'A course in Temporal and TypeScript', title };
}

/** Where a page's card lies, below the base. */
export function cardPath(id: string): string {
  return `cards/${id === '' ? 'index' : id}.png`;
}

/** What a card says, in one line: for those who don't see it, and for whoever draws it. */
export function cardText({ kind, title }: Card): string {
  return `${kind}${BETWEEN}${title}`;
}

/** Reads what `cardText` wrote. */
export function readCardText(text: string): Card {
  const end = text.indexOf(BETWEEN);
  return { kind: text.slice(0, end), title: text.slice(end + BETWEEN.length) };
}
