/** @caughtBy when-to-orchestrate/says-what-instead */
// What is no workflow is a request, and a request that fails is sent again.
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
  turbineReadings: { verdict: 'no workflow', because: 'ask-again' },
  nightReport: { verdict: 'no workflow', because: 'ask-again' },
  frontPage: { verdict: 'no workflow', because: 'ask-again' },
  openingHours: { verdict: 'no workflow', because: 'ask-again' },
  matchMaking: { verdict: 'no workflow', because: 'ask-again' },
  filmUpload: { verdict: 'no workflow', because: 'ask-again' },
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
