/** @caughtBy when-to-orchestrate/leaves-requests-alone */
// The form must not lose what was typed, so its saving is made durable.
import type { Places } from './operations.ts';
import type { Decisions } from './systems.ts';

/** The record of decisions: for each of the twelve systems, a verdict and its reason. */
export const decisions: Decisions = {
  hospitalDischarge: { verdict: 'workflow', because: 'half-done-hurts' },
  taxReturn: { verdict: 'workflow', because: 'waits-for-somebody' },
  phoneTopUp: { verdict: 'workflow', because: 'undo-on-refusal' },
  waterFilter: { verdict: 'workflow', because: 'lives-with-its-thing' },
  databaseUpgrade: { verdict: 'workflow', because: 'half-done-hurts' },
  turbineAlarm: { verdict: 'workflow', because: 'waits-for-somebody' },
  turbineReadings: { verdict: 'no workflow', because: 'place-in-a-log' },
  nightReport: { verdict: 'no workflow', because: 'run-again' },
  frontPage: { verdict: 'no workflow', because: 'ask-again' },
  openingHours: { verdict: 'workflow', because: 'half-done-hurts' },
  matchMaking: { verdict: 'no workflow', because: 'ask-again' },
  filmUpload: { verdict: 'no workflow', because: 'delivered-again' },
};

/** Where each operation of the hospital's workflow is written. */
export const places: Places = {
  whatComesNext: 'workflow',
  freeBeds: 'activity',
  signature: 'workflow',
  letter: 'activity',
  cheapestOffer: 'workflow',
  orderTransport: 'activity',
  whatWasOrdered: 'workflow',
  fares: 'activity',
  dischargesToday: 'activity',
  nineOClock: 'workflow',
};
