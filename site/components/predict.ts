/** Answers questions of “predict the history” in place, and keeps what the reader said. */
import { keepPrediction, keptPredictions } from './kept-predictions.ts';
import type { Shelf } from './kept-progress.ts';
import { wordsOn } from './words.ts';

/** @param shelfOf gives the browser's own store, or throws where a browser allows none */
export function predict(page: Document, shelfOf: () => Shelf): void {
  for (const question of page.querySelectorAll<HTMLElement>('.question')) {
    const { lesson = '', number = '' } = question.dataset;
    const form = question.querySelector('form');
    const button = form?.querySelector('button');
    const details = question.querySelector('details');
    if (!form || !button || !details) continue;
    button.hidden = false;
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      const chosen = form.querySelector<HTMLInputElement>('input:checked')?.value;
      if (chosen === undefined) return;
      tell(question, chosen);
      details.open = true;
      quietly(() => keepPrediction(shelfOf(), lesson, number, chosen));
    });
    quietly(() => {
      const chosen = keptPredictions(shelfOf())[lesson]?.[number];
      const input = form.querySelector<HTMLInputElement>(`input[value="${chosen}"]`);
      if (!chosen || !input) return;
      input.checked = true;
      tell(question, chosen);
    });
  }
}

/** Says whether it was right, at the choices too. */
function tell(question: HTMLElement, chosen: string): void {
  const { key = '' } = question.dataset;
  const say = wordsOn(question);
  const isRight = chosen === key;
  for (const label of question.querySelectorAll('label')) {
    const letter = label.querySelector('input')?.value;
    const sign = label.querySelector('.sign');
    label.classList.toggle('right', letter === key);
    label.classList.toggle('wrong', letter === chosen && !isRight);
    if (sign) sign.textContent = letter === key ? say('recorded') : '';
  }
  const verdict = question.querySelector('.verdict');
  if (!verdict) return;
  verdict.textContent = say(isRight ? 'right' : 'wrong', { key, chosen });
}

/** Whoever lets this page keep nothing can still answer. */
function quietly(act: () => void): void {
  try {
    act();
  } catch {
    // Said on the map, when somebody brings progress there.
  }
}
