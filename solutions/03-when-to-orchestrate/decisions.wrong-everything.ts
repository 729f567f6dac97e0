/** @caughtBy when-to-orchestrate/leaves-requests-alone */
// We have Temporal now, so everything runs on it: one way to do things, one place to look.
import type { Places } from './operations.ts';
import type { Decisions } from './systems.ts';

/** The record of decisions: for each of the twelve systems, a verdict and its reason. */
export const decisions: Decisions = {
  hospitalDischarge: { verdict: 'workflow', because: 'half-done-hurts' },
  taxReturn: { verdict: 'workflow', because: 'waits-for-somebody' },
  phoneTopUp: { verdict: 'workflow', because: 'half-done-hurts' },
  waterFilter: { verdict: 'workflow', because: 'lives-with-its-thing' },
  databaseUpgrade: { verdict: 'workflow', because: 'half-done-hurts' },
  turbineAlarm: { verdict: 'workflow', because: 'waits-for-somebody' },
  turbineReadings: { verdict: 'workflow', because: 'lives-with-its-thing' },
  nightReport: { verdict: 'workflow', because: 'waits-for-time' },
  frontPage: { verdict: 'workflow', because: 'half-done-hurts' },
  openingHours: { verdict: 'workflow', because: 'half-done-hurts' },
  matchMaking: { verdict: 'workflow', because: 'waits-for-somebody' },
  filmUpload: { verdict: 'workflow', because: 'half-done-hurts' },
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
