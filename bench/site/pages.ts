/** One page of each kind that the site has. */
export interface KindOfPage {
  readonly kind: string;
  /** Its address below the site's own, without a slash at the beginning. */
  readonly path: string;
}

export const KINDS: readonly KindOfPage[] = [
  { kind: 'landing page', path: '' },
  { kind: 'course map', path: 'course/' },
  { kind: 'lesson', path: 'lessons/saga/' },
  { kind: 'kata', path: 'katas/saga/' },
  { kind: 'list of mistakes', path: 'mistakes/' },
  { kind: 'mistakes of a kata', path: 'mistakes/saga/' },
  { kind: 'cheat sheet', path: 'reference/cheat-sheet/' },
  { kind: 'reference', path: 'reference/limits/' },
  { kind: 'for graders', path: 'reference/grade/' },
  { kind: 'for instructors', path: 'teach/' },
  { kind: 'notes on a kata', path: 'teach/saga/' },
  { kind: 'how to contribute', path: 'contribute/' },
  { kind: 'changelog', path: 'changelog/' },
  { kind: 'no such page', path: '404.html' },
];
