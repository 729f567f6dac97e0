import type { GradeReport } from '../../src/grading/report.ts';

/** Text as a hostile answer may throw it: each format has its own signs that must not be obeyed. */
export const HOSTILE =
  'NoVans </failure>]]> "quoted" `````` [link](https://example.org) **bold** <img src=x onerror=alert(1)> %0A::error::forged\n::set-output name=x::y\n=cmd()|@user';

const versions = { dojo: '0.1.0', node: '24.21.0', sdk: '1.24.0' };
const base = {
  format: 'durable-dojo grade 1',
  tier: 'open',
  versions,
  hashes: { answer: '0123456789abcdef', suite: 'fedcba9876543210' },
  gradedAt: '2026-03-01T18:30:00.000Z',
} as const;

/** One of each kind. */
export const REPORTS: Readonly<Record<GradeReport['verdict'], GradeReport>> = {
  pass: {
    ...base,
    learner: 'ada',
    kata: 'saga',
    title: 'Saga: undo what was done',
    folder: 'answers/07-saga',
    verdict: 'pass',
    counts: { public: { passed: 1, of: 1 } },
    score: 1,
    maxScore: 1,
    checks: [
      {
        id: 'saga/places-the-order',
        promise: 'a good order is placed',
        outcome: 'pass',
        score: 1,
        maxScore: 1,
        milliseconds: 120,
      },
    ],
    files: ['workflows.ts'],
    ignored: ['notes.txt'],
    milliseconds: 1200,
  },
  fail: {
    ...base,
    learner: '=bob, the "second"',
    kata: 'saga',
    title: 'Saga: undo what was done',
    folder: 'answers/07-saga',
    verdict: 'fail',
    counts: { public: { passed: 1, of: 2 } },
    score: 1,
    maxScore: 2,
    checks: [
      {
        id: 'saga/places-the-order',
        promise: 'a good order is placed',
        outcome: 'pass',
        score: 1,
        maxScore: 1,
        milliseconds: 120,
      },
      {
        id: 'saga/undoes-in-reverse',
        promise: 'the finished steps are undone, newest first',
        outcome: 'fail',
        score: 0,
        maxScore: 1,
        milliseconds: 340.5,
        diagnosis: {
          check: 'saga/undoes-in-reverse',
          promise: 'the finished steps are undone, newest first',
          when: 'shipOrder fails for good.',
          expected: 'The undos come newest first.',
          happened: `The workflow’s own code threw: ${HOSTILE} at placeOrder (answers/07-saga/workflows.ts:33:9)`,
          lines: [
            { event: 5, at: 0, text: 'reserveStock scheduled', given: ['3 lamps'], marked: false },
            { event: 7, at: 86_400_000, text: `failed: ${HOSTILE}`, marked: true },
          ],
          hurts: 'What is not undone stays.',
          read: 'saga#newest-first',
          also: 'determinism#what-replay-is',
        },
      },
    ],
    files: ['workflows.ts'],
    ignored: ['notes.txt'],
    milliseconds: 2300,
  },
  error: unjudged({
    learner: 'cleo',
    verdict: 'error',
    reason: 'does-not-load',
    message: `It does not compile. ${HOSTILE}`,
    milliseconds: 90,
  }),
  infra: unjudged({
    learner: 'dan',
    verdict: 'infra',
    reason: 'machinery',
    message: 'There is no test server.',
    milliseconds: 10,
  }),
};

/** A report of an answer none of whose checks ran. */
function unjudged({
  learner,
  milliseconds,
  ...why
}: Pick<GradeReport, 'learner' | 'verdict' | 'milliseconds'> &
  Required<Pick<GradeReport, 'reason' | 'message'>>): GradeReport {
  return {
    ...base,
    learner,
    kata: 'saga',
    title: 'Saga: undo what was done',
    folder: 'answers/07-saga',
    ...why,
    counts: { public: { passed: 0, of: 1 } },
    score: 0,
    maxScore: 1,
    checks: [
      {
        id: 'saga/places-the-order',
        promise: 'a good order is placed',
        outcome: 'not-run',
        score: 0,
        maxScore: 1,
        milliseconds: 0,
      },
    ],
    files: ['workflows.ts'],
    ignored: ['notes.txt'],
    milliseconds,
  };
}
