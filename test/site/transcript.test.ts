import { describe, expect, test } from 'vitest';
import { transcriptLines } from '../../site/components/transcript.ts';

const FAILED = `✗ saga/waits
  an undo waits

  Expected  The undo of the room is tried for as long as the hotel is not there,
            and then the room is free.
  It hurts  Rooms stay taken.

    ▶  5  +0 s         bookHotel failed: Unreachable, the hotel has not answered
                       in time
      41  +1 h 3 min   workflow ended as Failed
    ▶     +23 h 1 min  in the books: rooms −1
                       … 3 more
`;

describe('a transcript of a failed check', () => {
  const lines = transcriptLines(FAILED);

  test('is put together where the terminal broke its lines', () => {
    expect(lines.map(({ text }) => text.trim())).toEqual([
      '✗ saga/waits',
      'an undo waits',
      '',
      'The undo of the room is tried for as long as the hotel is not there, and then the room is free.',
      'Rooms stay taken.',
      '',
      '▶  5  +0 s         bookHotel failed: Unreachable, the hotel has not answered in time',
      '41  +1 h 3 min   workflow ended as Failed',
      '▶     +23 h 1 min  in the books: rooms −1',
      '… 3 more',
    ]);
  });

  test('names its parts, and the column at which each text begins', () => {
    expect(lines.filter(({ lead }) => lead)).toEqual([
      expect.objectContaining({ lead: '  Expected  ', hang: 12 }),
      expect.objectContaining({ lead: '  It hurts  ', hang: 12 }),
    ]);
    expect(lines.slice(6).map(({ hang }) => hang)).toEqual([23, 23, 23, 23]);
  });

  test('has a tone for what failed and for what to look at', () => {
    expect(lines.map(({ tone }) => tone).filter((tone) => tone !== 'plain')).toEqual([
      'fail',
      'marked',
      'marked',
    ]);
  });

  test('loses its colours, and nothing else that it does not know', () => {
    const odd = '\u001B[31mSomething else\u001B[0m\n\n      is printed\n';
    expect(transcriptLines(odd).map(({ text }) => text)).toEqual([
      'Something else',
      '',
      '      is printed',
    ]);
  });

  test('with bars beside its events is put together all the same', () => {
    const [first, second, third] = transcriptLines(
      [
        '       5  +0 s    ┌    askPrice scheduled (supplier: "harbour")',
        '       9  +0 s    │✗│  askPrice failed: NoLorry, northgate has no lorry for this',
        '                  │ │  load',
        '    ▶ 43  +1 s      └  askPrice completed',
      ].join('\n'),
    );
    expect(first).toMatchObject({ hang: 23, tone: 'plain' });
    expect(second?.text).toMatch(/has no lorry for this load$/);
    expect(third).toMatchObject({ hang: 23, tone: 'marked' });
  });
});
