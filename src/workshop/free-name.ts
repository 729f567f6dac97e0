import { plain } from '../kit/plain.ts';
import { NAME_LENGTH } from './limits.ts';

/** What is seen as nothing, or turns the direction of reading: format signs and empty letters. */
const UNSEEN = /[\p{Cf}\p{Zl}\p{Zp}\u115F\u1160\u2800\u3164\uFFA0]/gu;
/** More marks over one letter than languages have; they would stand in the lines around. */
const MANY_MARKS = /(\p{M}{2})\p{M}+/gu;

/** Tells letters apart as people do: a picture of several signs is one. */
const SEGMENTER = new Intl.Segmenter('en');

/**
 * A name as a room shows it: `Ada`, or `Ada 2` where there is one. Who types what can't be seen, is
 * called Somebody.
 *
 * @param taken in small letters
 */
export function freeName(wanted: string, taken: ReadonlySet<string>): string {
  const seen = plain(wanted)
    .normalize('NFKC')
    .replaceAll(UNSEEN, '')
    .replaceAll(MANY_MARKS, '$1')
    .replaceAll(/\s+/g, ' ')
    .trim();
  const letters = Array.from(SEGMENTER.segment(seen), ({ segment }) => segment)
    .slice(0, NAME_LENGTH)
    .join('');
  const name = /[\p{L}\p{N}\p{So}]/u.test(letters) ? letters : 'Somebody';
  for (let turn = 1; ; turn += 1) {
    const free = turn === 1 ? name : `${name} ${turn}`;
    if (!taken.has(free.toLowerCase())) return free;
  }
}
