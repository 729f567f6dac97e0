/** The map's script: marks what is solved, and takes progress in and out. */
import { CourseError } from '../../src/course/error.ts';
import { progressText, type KataProgress } from '../../src/course/progress-text.ts';
import { forgetPredictions, keptPredictions, type Predictions } from './kept-predictions.ts';
import { wordsOn } from './words.ts';
import { addProgress, forgetProgress, keptProgress, type Shelf } from './kept-progress.ts';

/**
 * @param shelfOf gives the browser's own store, or throws where a browser allows none
 */
export function showProgress(page: Document, shelfOf: () => Shelf): void {
  const form = page.querySelector<HTMLFormElement>('#bring');
  const text = page.querySelector<HTMLTextAreaElement>('#text');
  const word = page.querySelector<HTMLElement>('#word');
  const take = page.querySelector<HTMLButtonElement>('#take');
  const forget = page.querySelector<HTMLButtonElement>('#forget');
  if (!form || !text || !word || !take || !forget) return;

  const say = wordsOn(form);
  const show = (katas: readonly KataProgress[], predictions: Predictions): number => {
    const solved = mark(page, katas, say);
    markPredicted(page, predictions, say);
    take.disabled = katas.length === 0;
    forget.disabled = take.disabled && Object.keys(predictions).length === 0;
    return solved;
  };
  const attempt = (act: (shelf: Shelf) => string): void => {
    try {
      word.textContent = act(shelfOf());
    } catch (error) {
      word.textContent =
        error instanceof CourseError ? `${error.message} ${error.hint}` : say('no_shelf');
    }
  };

  form.addEventListener('submit', (event) => {
    event.preventDefault();
    attempt((shelf) => {
      const solved = show(addProgress(shelf, text.value), keptPredictions(shelf));
      text.value = '';
      return say(solved === 1 ? 'here_one' : 'here_other', { count: solved });
    });
  });
  take.addEventListener('click', () => {
    attempt((shelf) => {
      text.value = progressText(keptProgress(shelf));
      text.select();
      return say('taken');
    });
  });
  forget.addEventListener('click', () => {
    attempt((shelf) => {
      forgetProgress(shelf);
      forgetPredictions(shelf);
      show([], {});
      text.value = '';
      return say('forgotten');
    });
  });
  try {
    const shelf = shelfOf();
    show(keptProgress(shelf), keptPredictions(shelf));
  } catch {
    // Said when somebody brings something.
  }
}

type Say = ReturnType<typeof wordsOn>;

/** Marks the katas that are solved, and says how many are. */
function mark(page: Document, katas: readonly KataProgress[], say: Say): number {
  const known = new Map(katas.map((kata) => [kata.slug, kata]));
  const rows = [...page.querySelectorAll<HTMLElement>('[data-kata]')];
  let solved = 0;
  for (const row of rows) {
    const kata = known.get(row.dataset['kata'] ?? '');
    const state = row.querySelector<HTMLElement>('.state');
    if (!state) continue;
    const isCurrent = kata?.suite === row.dataset['suite'];
    if (kata?.solved && isCurrent) solved += 1;
    state.hidden = !kata?.solved;
    state.classList.toggle('older', !isCurrent);
    state.textContent = kata?.solved
      ? say(isCurrent ? 'solved' : 'older', { date: kata.solved.at.slice(0, 10) })
      : '';
  }
  const count = page.querySelector<HTMLElement>('#solved-count');
  if (count) {
    count.hidden = solved === 0;
    count.textContent = say('count', { count: solved, of: rows.length });
  }
  return solved;
}

/** Says at each lesson how many of its questions are answered. */
function markPredicted(page: Document, predictions: Predictions, say: Say): void {
  for (const row of page.querySelectorAll<HTMLElement>('[data-questions]')) {
    const told = row.querySelector<HTMLElement>('.predicted');
    const answered = Object.keys(predictions[row.dataset['kata'] ?? ''] ?? {}).length;
    if (!told) continue;
    told.hidden = answered === 0;
    told.textContent = say('predicted', { count: answered, of: row.dataset['questions'] ?? '' });
  }
}
