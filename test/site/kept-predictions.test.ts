import { expect, test } from 'vitest';
import {
  forgetPredictions,
  keepPrediction,
  keptPredictions,
} from '../../site/components/kept-predictions.ts';
import type { Shelf } from '../../site/components/kept-progress.ts';

function shelf(text?: string): Shelf {
  let kept: string | null = text ?? null;
  return {
    getItem: () => kept,
    setItem: (_, next) => void (kept = next),
    removeItem: () => void (kept = null),
  };
}

test('the last choice for each question is kept, until all are forgotten', () => {
  const store = shelf();
  keepPrediction(store, 'saga', '1', 'a');
  keepPrediction(store, 'saga', '2', 'b');
  keepPrediction(store, 'entity', '1', 'c');
  keepPrediction(store, 'saga', '1', 'd');
  expect(keptPredictions(store)).toEqual({ saga: { 1: 'd', 2: 'b' }, entity: { 1: 'c' } });
  forgetPredictions(store);
  expect(keptPredictions(store)).toEqual({});
});

test.each(['', 'hello', '[]', 'null', '{"saga":"a"}', '{"saga":{"1":2}}'])(
  'what is damaged (%s) counts as nothing, and can be written over',
  (text) => {
    const store = shelf(text);
    expect(keptPredictions(store)).toEqual({});
    expect(keepPrediction(store, 'saga', '1', 'a')).toEqual({ saga: { 1: 'a' } });
  },
);
