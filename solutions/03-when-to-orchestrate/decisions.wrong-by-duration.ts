/** @caughtBy when-to-orchestrate/finishes-what-it-began */
// Durable execution is for what takes long, so the length of the work decides.
import type { Places } from './operations.ts';
import type { Decisions } from './systems.ts';

/** The record of decisions: for each of the twelve systems, a verdict and its reason. */
export const decisions: Decisions = {
  hospitalDischarge: { verdict: 'no workflow', because: 'ask-again' },
  taxReturn: { verdict: 'workflow', because: 'waits-for-somebody' },
  phoneTopUp: { verdict: 'no workflow', because: 'ask-again' },
  waterFilter: { verdict: 'workflow', because: 'lives-with-its-thing' },
  databaseUpgrade: { verdict: 'workflow', because: 'half-done-hurts' },
  turbineAlarm: { verdict: 'workflow', because: 'waits-for-somebody' },
  turbineReadings: { verdict: 'no workflow', because: 'place-in-a-log' },
  nightReport: { verdict: 'workflow', because: 'waits-for-time' },
  frontPage: { verdict: 'no workflow', because: 'ask-again' },
  openingHours: { verdict: 'no workflow', because: 'one-commit' },
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
