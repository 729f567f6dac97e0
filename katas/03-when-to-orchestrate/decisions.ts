import type { Places } from './operations.ts';
import type { Decisions } from './systems.ts';

/**
 * The record of decisions: for each of the twelve systems, whether its work belongs into a
 * workflow, and why. `systems.ts` describes the systems and the reasons.
 *
 * A decision looks like this: `{ verdict: 'workflow', because: 'waits-for-time' }`. The other
 * verdict is 'no workflow', and has reasons of its own.
 */
export const decisions: Decisions = {
  // TODO 1: decide for each system. Where would it hurt if the process died, and who would put it
  //         right?
  hospitalDischarge: 'undecided',
  taxReturn: 'undecided',
  phoneTopUp: 'undecided',
  waterFilter: 'undecided',
  databaseUpgrade: 'undecided',
  turbineAlarm: 'undecided',
  turbineReadings: 'undecided',
  nightReport: 'undecided',
  frontPage: 'undecided',
  openingHours: 'undecided',
  matchMaking: 'undecided',
  filmUpload: 'undecided',
};

/** Where each operation of the hospital's workflow is written: 'workflow' or 'activity'. */
export const places: Places = {
  // TODO 2: find the place of each. `operations.ts` describes them.
  whatComesNext: 'undecided',
  freeBeds: 'undecided',
  signature: 'undecided',
  letter: 'undecided',
  cheapestOffer: 'undecided',
  orderTransport: 'undecided',
  whatWasOrdered: 'undecided',
  fares: 'undecided',
  dischargesToday: 'undecided',
  nineOClock: 'undecided',
};
