import { expect, test } from 'vitest';
import {
  addProgress,
  forgetProgress,
  keptProgress,
  type Shelf,
} from '../../site/components/kept-progress.ts';
import { progressText, type KataProgress } from '../../src/course/progress-text.ts';

/** A browser's store. */
function shelf(): Shelf {
  const texts = new Map<string, string>();
  return {
    getItem: (name) => texts.get(name) ?? null,
    setItem: (name, text) => void texts.set(name, text),
    removeItem: (name) => void texts.delete(name),
  };
}

function solved(at: string, suite = '1f0c9a27b3d4e5f6', hints = 0): KataProgress {
  return { slug: 'saga', suite, solved: { answer: 'a1b2c3d4e5f60718', at }, hints };
}

const MARCH = '2026-03-01T18:30:00.000Z';
const MAY = '2026-05-01T18:30:00.000Z';

test('what was solved last counts, in whatever order it arrives, and hints stay open', () => {
  const early = solved(MARCH, '0000000000000001', 3);
  const late = solved(MAY, '0000000000000002', 1);
  for (const order of [
    [early, late],
    [late, early],
  ]) {
    const kept = shelf();
    for (const kata of order) addProgress(kept, progressText([kata]));
    expect(keptProgress(kept)).toEqual([{ ...late, hints: 3 }]);
  }
});

test('a kata that was solved stays so, though it is begun elsewhere', () => {
  const kept = shelf();
  const begun: KataProgress = { slug: 'saga', suite: '0000000000000003', hints: 2 };
  addProgress(kept, progressText([begun]));
  addProgress(kept, progressText([solved(MARCH)]));
  expect(addProgress(kept, progressText([begun]))).toEqual([{ ...solved(MARCH), hints: 2 }]);
});

test('what is damaged is not taken, and what is kept stays; forgotten is forgotten', () => {
  const kept = shelf();
  addProgress(kept, progressText([solved(MARCH)]));
  const damaged = progressText([solved(MAY)]).replace('saga', 'sago');
  expect(() => addProgress(kept, damaged)).toThrow(/damaged/);
  expect(keptProgress(kept)).toEqual([solved(MARCH)]);
  forgetProgress(kept);
  expect(keptProgress(kept)).toEqual([]);
});

test('a store that holds something else is as good as empty', () => {
  const kept = shelf();
  kept.setItem('durable-dojo progress', 'something else');
  expect(keptProgress(kept)).toEqual([]);
  expect(addProgress(kept, progressText([solved(MARCH)]))).toEqual([solved(MARCH)]);
});
