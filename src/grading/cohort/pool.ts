import type { GradeBook } from './book/book.ts';
import { gradeKey, TRIES, Unjudged, type Grader } from './grade-key.ts';

/** So many keys are read at once. */
const PAGE = 500;

/**
 * Grades what is open of a cohort on this machine alone. Broken off, it goes on where it was: what is
 * graded stands in the book.
 *
 * @param jobs how many answers are under way at once
 */
export async function gradeHere(
  book: GradeBook,
  cohort: string,
  grader: Grader,
  jobs: number,
  signal: AbortSignal,
): Promise<void> {
  const keys = keysOf(book, cohort);
  const work = async () => {
    for (let turn = await keys.next(); !turn.done; turn = await keys.next()) {
      signal.throwIfAborted();
      await gradeOne(book, turn.value, grader, signal);
    }
  };
  await Promise.all(Array.from({ length: jobs }, work));
}

async function gradeOne(
  book: GradeBook,
  key: string,
  grader: Grader,
  signal: AbortSignal,
): Promise<void> {
  for (let left = TRIES; ;) {
    try {
      await gradeKey(book, key, grader, () => undefined, signal);
      return;
    } catch (error) {
      if (!(error instanceof Unjudged)) throw error;
      left -= 1;
      if (left === 0) {
        await book.enter(key, error.report);
        return;
      }
    }
  }
}

/** Whoever asks next gets the next one. */
async function* keysOf(book: GradeBook, cohort: string): AsyncGenerator<string, void> {
  let after: string | undefined;
  for (;;) {
    const page = await book.keys(cohort, after, PAGE);
    yield* page;
    if (page.length < PAGE) return;
    after = page.at(-1);
  }
}
