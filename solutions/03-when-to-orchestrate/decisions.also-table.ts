import type { Place, Places } from './operations.ts';
import type { Decisions, ReasonAgainst, ReasonFor } from './systems.ts';

/** One line each, as on a whiteboard: the reasons say which verdict they go with. */
const BOARD = `
  hospitalDischarge  + half-done-hurts
  taxReturn          + waits-for-somebody
  phoneTopUp         + undo-on-refusal
  waterFilter        + lives-with-its-thing
  databaseUpgrade    + half-done-hurts
  turbineAlarm       + waits-for-somebody
  turbineReadings    - place-in-a-log
  nightReport        - run-again
  frontPage          - ask-again
  openingHours       - one-commit
  matchMaking        - ask-again
  filmUpload         - run-again
`;

const rows = BOARD.trim()
  .split('\n')
  .map((line) => line.trim().split(/\s+/) as [keyof Decisions, '+' | '-', string]);

export const decisions = rows.reduce<Partial<Decisions>>((record, [system, sign, because]) => {
  record[system] =
    sign === '+'
      ? { verdict: 'workflow', because: because as ReasonFor }
      : { verdict: 'no workflow', because: because as ReasonAgainst };
  return record;
}, {}) as Decisions;

const outside = /free|letter|order|fares|today/i;
const names =
  'whatComesNext freeBeds signature letter cheapestOffer orderTransport whatWasOrdered fares dischargesToday nineOClock';

/** What names something outside is an activity; what was ordered is only remembered. */
const placeOf = (name: string): Place =>
  outside.test(name) && name !== 'whatWasOrdered' ? 'activity' : 'workflow';

export const places = Object.fromEntries(
  names.split(' ').map((name) => [name, placeOf(name)]),
) as Record<keyof Places, Place>;
