import { describe, expect, test } from 'vitest';
import english from '../../site/content/i18n/en.json' with { type: 'json' };
import { wordsOn } from '../../site/components/words.ts';
import { linesInWords, waitingCode, waitingLines } from '../../site/components/waiting-lines.ts';
import type { RecordedRun } from '../../src/recording/recording.ts';

const SOURCE = `import { sleep } from '@temporalio/workflow';

// region patience
const { book } = proxyActivities({});
// endregion

/** Books. */
export async function trip() {
  // region steps
  await book();
  // endregion

  await later();
}

export async function other() {
  await sleep(1);
}

async function later() {
  await sleep('1 day');
}
`;

const RUN: RecordedRun = {
  title: 'A trip',
  workflow: 'trip',
  about: 'It goes well.',
  code: { file: 'trip.ts', hash: '0' },
  waits: { 4: ['trip.ts:10'], 10: ['trip.ts:13', 'trip.ts:21'], 16: [] },
  events: [],
};

/** Says what the interface says in English. */
const sayEnglish = wordsOn({
  dataset: {
    words: JSON.stringify({
      line: english['history.line'],
      lines: english['history.lines'],
      and: english['history.and'],
    }),
  },
});

describe('the lines at which a run waits', () => {
  test.each([
    { event: 1, lines: [] },
    { event: 4, lines: [10] },
    { event: 9, lines: [10] },
    { event: 12, lines: [13, 21] },
    { event: 17, lines: [] },
  ])('after event $event are $lines', ({ event, lines }) => {
    expect(waitingLines(RUN)(event)).toEqual(lines);
  });

  test('are those of the task that follows, where that comes before the next event shown', () => {
    const after = waitingLines(RUN);
    expect(after(1, 5)).toEqual([10]);
    expect(after(5, 10)).toEqual([10]);
    expect(after(5, 20)).toEqual([13, 21]);
    expect(after(12, 20)).toEqual([]);
  });

  test('are those of the file that is shown', () => {
    const elsewhere: RecordedRun = { ...RUN, waits: { 4: ['clock.ts:3', 'trip.ts:10'] } };
    expect(waitingLines(elsewhere)(5)).toEqual([10]);
  });

  test.each([
    { lines: [7], words: 'line 7' },
    { lines: [7, 12], words: 'lines 7 and 12' },
    { lines: [7, 12, 15], words: 'lines 7, 12 and 15' },
  ])('are told as “$words”', ({ lines, words }) => {
    expect(linesInWords(lines, sayEnglish)).toBe(words);
  });
});

test('the code beside is the workflow and what waits, by the numbers that its lines have', () => {
  const shown = waitingCode(SOURCE, RUN).map(
    ({ number, text, begins }) => `${begins ? '--\n' : ''}${number} ${text}`,
  );
  expect(shown.join('\n')).toBe(
    [
      '7 /** Books. */',
      '8 export async function trip() {',
      '10   await book();',
      '12 ',
      '13   await later();',
      '14 }',
      '--',
      '20 async function later() {',
      `21   await sleep('1 day');`,
      '22 }',
    ].join('\n'),
  );
});
