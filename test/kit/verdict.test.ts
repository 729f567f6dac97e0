import { expect, test } from 'vitest';
import { verdictOf, type CheckResult } from '../../src/kit/verdict.ts';

type Outcome = CheckResult['outcome'];

test.each<{ outcomes: Outcome[]; verdict: Outcome; why: string }>([
  { outcomes: ['pass', 'pass'], verdict: 'pass', why: 'every promise was kept' },
  { outcomes: ['pass', 'fail'], verdict: 'fail', why: 'a promise was broken' },
  { outcomes: ['fail', 'fail'], verdict: 'fail', why: 'all promises were broken' },
  { outcomes: ['pass', 'infra'], verdict: 'infra', why: 'we did not do our part' },
  { outcomes: ['fail', 'infra'], verdict: 'infra', why: 'who knows what else we did wrong' },
  { outcomes: [], verdict: 'infra', why: 'nothing was seen to pass' },
])('$outcomes is $verdict: $why', ({ outcomes, verdict }) => {
  const checks = outcomes.map((outcome, index) => ({
    id: `desk/check-${index}`,
    promise: 'a promise',
    outcome,
    milliseconds: 1,
  }));
  expect(verdictOf(checks)).toBe(verdict);
});
