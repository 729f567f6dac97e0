import { wrap } from '../kit/diagnosis.ts';
import { WORDS_LENGTH } from '../workshop/limits.ts';
import type { HandRaised } from '../workshop/messages.ts';
import type { Display } from './display.ts';
import { handOf, type SeatSide } from './seat-side.ts';

/** A hand that may be raised: what it shows, told in lines, and the question that is being typed. */
export interface Asking {
  readonly hand: HandRaised;
  readonly shows: readonly string[];
  readonly question: string;
}

/** Where a learner asks for help. */
export interface Desk {
  readonly seat: SeatSide;
  readonly display: Display;
  /** Shows the question, or the verdict again. */
  readonly show: (view: ({ readonly name: 'ask' } & Asking) | { readonly name: 'verdict' }) => void;
}

/** Asks whether to raise a hand, or takes down the one that is up. */
export function callForHelp({ seat, display, show }: Desk): Promise<void> | void {
  const { judged } = display;
  if (seat.handIsUp) return seat.lowerHand((told) => display.tell(told));
  if (!judged) return display.tell('There is nothing to show before the first verdict.');
  const hand = handOf(judged, '');
  show({ name: 'ask', hand, shows: seat.asking(judged, hand), question: '' });
}

/**
 * Takes a key while somebody is asked: what is typed is a question, and only Enter sends it.
 *
 * @param key its name: see `Keyboard`
 * @param text what it types
 */
export function whileAsking(
  { seat, display, show }: Desk,
  asking: Asking,
  key: string,
  text: string | undefined,
): Promise<void> | void {
  if (key === 'escape') return show({ name: 'verdict' });
  if (key !== 'return' && key !== 'enter') {
    return show({ name: 'ask', ...asking, question: afterKey(asking.question, key, text) });
  }
  show({ name: 'verdict' });
  const hand = { ...asking.hand, question: asking.question.trim() };
  return seat.raiseHand(hand, (told) => display.tell(told));
}

/** What is shown to who is asked. */
export function askScreen({ shows, question }: Asking, width: number): string {
  const line = `Your question, if you like to type one: ${question}_`;
  return [...shows, '', ...wrap(line, width)].join('\n');
}

function afterKey(line: string, key: string, text: string | undefined): string {
  if (key === 'backspace') return Array.from(line).slice(0, -1).join('');
  if (text === undefined || /\p{Cc}/u.test(text)) return line;
  return line.length + text.length > WORDS_LENGTH ? line : line + text;
}
