/**
 * What a reader has predicted, kept in this browser alone: the text that the command line exports is
 * about katas, and nobody's machine has a use for these.
 */
import type { Shelf } from './kept-progress.ts';

const KEY = 'durable-dojo predictions';

/** By a lesson's slug and a question's number, the letter of the choice. */
export type Predictions = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** What is kept; nothing when it is damaged. */
export function keptPredictions(shelf: Shelf): Predictions {
  try {
    const kept: unknown = JSON.parse(shelf.getItem(KEY) ?? '{}');
    return isPredictions(kept) ? kept : {};
  } catch {
    return {};
  }
}

/** @throws DOMException when the browser keeps nothing for us */
export function keepPrediction(
  shelf: Shelf,
  lesson: string,
  number: string,
  choice: string,
): Predictions {
  const kept = keptPredictions(shelf);
  const all = { ...kept, [lesson]: { ...kept[lesson], [number]: choice } };
  shelf.setItem(KEY, JSON.stringify(all));
  return all;
}

export function forgetPredictions(shelf: Shelf): void {
  shelf.removeItem(KEY);
}

function isPredictions(kept: unknown): kept is Predictions {
  const isMap = (value: unknown): value is Record<string, unknown> =>
    typeof value === 'object' && value !== null && !Array.isArray(value);
  return (
    isMap(kept) &&
    Object.values(kept).every(
      (choices) =>
        isMap(choices) && Object.values(choices).every((choice) => typeof choice === 'string'),
    )
  );
}
