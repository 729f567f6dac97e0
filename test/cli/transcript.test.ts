import { expect, test } from 'vitest';
import { transcriptsOf } from '../../src/cli/transcript.ts';
import type { Kata } from '../../src/course/kata.ts';
import type { Verdict } from '../../src/kit/verdict.ts';

const KATA = {
  slug: 'letter',
  lesson: { slug: 'letter', folder: '01-letter', number: 1 },
  pristine: {},
  editable: ['workflows.ts'],
  mistakes: [{ name: 'twice', files: {}, caughtBy: 'letter/once' }],
} as unknown as Kata;

const VERDICT: Verdict = {
  kata: 'letter',
  verdict: 'error',
  checks: [],
  problem: { kind: 'syntax', message: 'It does not parse.', details: [] },
  printed: { text: '', bytes: 0 },
  milliseconds: 1,
};

const INFRA: Verdict = { ...VERDICT, verdict: 'infra', trouble: 'the server is gone' };

/** Records where every answer gets this verdict. */
function record(verdict: Verdict) {
  return transcriptsOf({ verdict: async () => verdict }, KATA, () => undefined);
}

test('the starting point and each mistake have a transcript', async () => {
  const texts = await record(VERDICT);
  expect(Object.keys(texts)).toEqual(['start.txt', 'twice.txt']);
  expect(texts['twice.txt']).toContain('It does not parse.');
});

test('an answer that could not be judged has none, and whoever records is told what to do', async () => {
  const refused = record(INFRA);
  await expect(refused).rejects.toThrow(
    "'start' of letter could not be judged, and that is not its own fault: the server is gone",
  );
  await expect(refused).rejects.toHaveProperty(
    'hint',
    'No transcript of this lesson was changed. When the machine has less to do, type: npm run record -- letter',
  );
});
