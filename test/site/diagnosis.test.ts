import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { causeOf } from '../../site/components/cause.ts';
import { diagnosisOf } from '../../site/components/diagnosis.ts';

const TRANSCRIPTS = join(import.meta.dirname, '..', 'transcripts');

test('a failed check is taken apart, whatever the terminal’s width has cut', () => {
  const transcript = `✓ it wakes
✗ it sleeps

✗ nap/sleeps-enough
  It sleeps for eight hours.

  Expected  It sleeps.
  Happened  It was woken by the bell, and did not fall asleep again before the
            sun rose.

    ▶ 11  +1 h   the bell rang

  It hurts  Whoever has not slept makes mistakes, and this line is so long that
            it does not fit.
  Read      lessons/nap/#sleep  (npm run site)
            lessons/bell/#silence  (npm run site)
`;
  expect(diagnosisOf(transcript)).toEqual({
    shown: transcript.slice(transcript.indexOf('✗ nap/')).trimEnd(),
    expected: 'It sleeps.',
    happened: 'It was woken by the bell, and did not fall asleep again before the sun rose.',
    hurts: 'Whoever has not slept makes mistakes, and this line is so long that it does not fit.',
    read: ['lessons/nap/#sleep', 'lessons/bell/#silence'],
  });
});

test('every transcript of the course can be taken apart', () => {
  for (const folder of readdirSync(TRANSCRIPTS)) {
    for (const file of readdirSync(join(TRANSCRIPTS, folder))) {
      const { expected, happened, hurts, read } = diagnosisOf(
        readFileSync(join(TRANSCRIPTS, folder, file), 'utf8'),
      );
      expect(expected, `${folder}/${file}`).not.toBe('');
      expect(happened, `${folder}/${file}`).not.toBe('');
      expect(hurts, `${folder}/${file}`).not.toBe('');
      expect(read, `${folder}/${file}`).not.toEqual([]);
    }
  }
});

test('the cause of a mistake stands in its head, in either form', () => {
  const below = '/** @caughtBy nap/wakes */\n// Sets no alarm.\n// The sun will do.\nimport x;';
  const inside =
    '/**\n * @caughtBy nap/wakes\n * Sets no alarm.\n * The sun will do.\n */\nimport x;';
  expect(causeOf(['export {};', below], 'no-alarm')).toBe('Sets no alarm. The sun will do.');
  expect(causeOf([inside], 'no-alarm')).toBe('Sets no alarm. The sun will do.');
  expect(() => causeOf(['/** @caughtBy nap/wakes */\nimport x;'], 'nap: no-alarm')).toThrow(
    /nap: no-alarm/,
  );
});
