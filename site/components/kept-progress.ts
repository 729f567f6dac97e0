/** What the browser keeps of a reader's progress: the text that the command line exports. */
import {
  progressText,
  readProgressText,
  type KataProgress,
} from '../../src/course/progress-text.ts';

const KEY = 'durable-dojo progress';

/** Where texts are kept by name, such as `localStorage`. */
export type Shelf = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

/** What is kept; nothing when it is damaged or the browser keeps nothing for us. */
export function keptProgress(shelf: Shelf): KataProgress[] {
  try {
    return readProgressText(shelf.getItem(KEY) ?? progressText([]));
  } catch {
    return [];
  }
}

/**
 * Adds what was exported elsewhere to what is kept.
 *
 * @returns all that is kept now
 * @throws CourseError when the text is no export of progress, or damaged
 * @throws DOMException when the browser keeps nothing for us
 */
export function addProgress(shelf: Shelf, text: string): KataProgress[] {
  const all = new Map(keptProgress(shelf).map((kata) => [kata.slug, kata]));
  for (const arrived of readProgressText(text)) {
    all.set(arrived.slug, merged(all.get(arrived.slug), arrived));
  }
  const katas = [...all.values()];
  shelf.setItem(KEY, progressText(katas));
  return katas;
}

export function forgetProgress(shelf: Shelf): void {
  shelf.removeItem(KEY);
}

/** What was solved last counts; an opened hint stays open. */
function merged(known: KataProgress | undefined, arrived: KataProgress): KataProgress {
  if (!known) return arrived;
  const isNewer = (arrived.solved?.at ?? '') >= (known.solved?.at ?? '');
  return { ...(isNewer ? arrived : known), hints: Math.max(known.hints, arrived.hints) };
}
