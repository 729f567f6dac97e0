import { plain } from '../kit/plain.ts';
import { NAME_LENGTH } from './messages.ts';

/**
 * A name as a room shows it: `Ada`, or `Ada 2` where there is one.
 *
 * @param taken in small letters
 */
export function freeName(wanted: string, taken: ReadonlySet<string>): string {
  const cut = plain(wanted).replaceAll(/\s+/g, ' ').trim().slice(0, NAME_LENGTH);
  const name = cut.toWellFormed() || 'Somebody';
  for (let turn = 1; ; turn += 1) {
    const free = turn === 1 ? name : `${name} ${turn}`;
    if (!taken.has(free.toLowerCase())) return free;
  }
}
