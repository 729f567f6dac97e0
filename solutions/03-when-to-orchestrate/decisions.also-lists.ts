import type { Place, Places } from './operations.ts';
import type { Decision, Decisions, ReasonAgainst, ReasonFor } from './systems.ts';

// Sorted by verdict, with the other defensible reasons, and a workflow for the films.
const yes = (because: ReasonFor): Decision => ({ verdict: 'workflow', because });
const no = (because: ReasonAgainst): Decision => ({ verdict: 'no workflow', because });

const orchestrated = {
  hospitalDischarge: yes('half-done-hurts'),
  phoneTopUp: yes('half-done-hurts'),
  databaseUpgrade: yes('undo-on-refusal'),
  filmUpload: yes('half-done-hurts'),
  taxReturn: yes('waits-for-time'),
  turbineAlarm: yes('waits-for-time'),
  waterFilter: yes('waits-for-time'),
};

const left = {
  openingHours: no('one-commit'),
  frontPage: no('ask-again'),
  matchMaking: no('ask-again'),
  nightReport: no('run-again'),
  turbineReadings: no('place-in-a-log'),
};

export const decisions: Decisions = { ...orchestrated, ...left };

const inWorkflow = ['whatComesNext', 'signature', 'whatWasOrdered', 'nineOClock'] as const;
const inActivities = [
  'freeBeds',
  'letter',
  'cheapestOffer',
  'orderTransport',
  'fares',
  'dischargesToday',
] as const;

export const places = Object.fromEntries([
  ...inWorkflow.map((name) => [name, 'workflow']),
  ...inActivities.map((name) => [name, 'activity']),
]) as Record<keyof Places, Place>;
