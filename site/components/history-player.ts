/**
 * Walks through a drawn history, step by step, and replays it from the top when the Worker is lost.
 * The drawing is there without it; what is still to come is hidden only after somebody has stepped.
 */
import { codeMarks, waitingWords } from './waiting-code.ts';
import { wordsOn } from './words.ts';

/** Milliseconds from one replayed step to the next. */
const PACE_MS = 350;

/** @param figure a history as History.astro draws it */
export function player(figure: HTMLElement): void {
  const steps = [...figure.querySelectorAll<HTMLElement>('ol > li')];
  const panel = figure.querySelector<HTMLElement>('.player');
  const range = panel?.querySelector('input');
  const told = panel?.querySelector<HTMLElement>('.told');
  const button = (name: string) =>
    panel?.querySelector<HTMLButtonElement>(`button[data-do=${name}]`) ?? undefined;
  const [back, forward, lose] = ['back', 'forward', 'lose'].map(button);
  if (!panel || !range || !told || !back || !forward || !lose || steps.length < 2) return;
  const say = wordsOn(panel);
  const markCode = codeMarks(figure);
  let replay: ReturnType<typeof setTimeout> | undefined;

  const stop = (): void => {
    clearTimeout(replay);
    for (const note of figure.querySelectorAll('.note')) note.remove();
  };
  const now = (): number => range.valueAsNumber;
  const mark = (current: number | undefined): void => {
    for (const [index, step] of steps.entries()) {
      if (index + 1 === current) step.setAttribute('aria-current', 'step');
      else step.removeAttribute('aria-current');
    }
    markCode(steps[(current ?? 0) - 1]);
  };

  const show = (at: number): void => {
    stop();
    range.value = String(at);
    figure.classList.toggle('walking', at < steps.length);
    for (const [index, step] of steps.entries()) step.classList.toggle('later', index >= at);
    mark(at);
    const isOver = at === steps.length;
    back.disabled = at === 1;
    forward.disabled = isOver;
    // A run that has ended needs no Worker any more.
    lose.disabled = isOver;
    const words = wordsOf(steps[at - 1]);
    const place = { at, of: steps.length };
    range.setAttribute('aria-valuetext', `${say('place', place)}: ${words}`);
    told.textContent = `${say('at', { ...place, words })}${waitingWords(steps[at - 1], say)}`;
    // What sticks to the bottom must not cover the step.
    const sticks = panel.parentElement?.offsetHeight || panel.offsetHeight;
    figure.style.setProperty('--dock', `${sticks}px`);
    steps[at - 1]?.scrollIntoView({ block: 'nearest' });
  };

  /** Another Worker takes the run over, and runs the code from the top. */
  const loseWorker = (): void => {
    const at = now();
    show(at);
    const replayed = steps.slice(0, at).filter((step) => step.dataset['replayed'] !== undefined);
    const isCalm = matchMedia('(prefers-reduced-motion: reduce)').matches;
    told.textContent = say('lost');
    const go = (index: number): void => {
      const step = replayed[index];
      if (!step) {
        const count = replayed.filter(({ dataset }) => dataset['matches'] !== undefined).length;
        mark(at);
        // What the replay said of the steps above has moved it down.
        steps[at - 1]?.scrollIntoView({ block: 'nearest' });
        told.textContent = say(count === 1 ? 'matched_one' : 'matched_other', { count });
        return;
      }
      step.querySelector('.text')?.append(note(step.dataset['replayed'] ?? ''));
      mark(steps.indexOf(step) + 1);
      if (isCalm) go(index + 1);
      else replay = setTimeout(go, PACE_MS, index + 1);
    };
    go(0);
  };

  range.addEventListener('input', () => show(now()));
  back.addEventListener('click', () => show(Math.max(1, now() - 1)));
  forward.addEventListener('click', () => show(Math.min(steps.length, now() + 1)));
  lose.addEventListener('click', loseWorker);
  forward.disabled = lose.disabled = true;
  range.setAttribute('aria-valuetext', say('place', { at: steps.length, of: steps.length }));
  panel.hidden = false;
}

/** A step in one line, without its signs. */
function wordsOf(step: HTMLElement | undefined): string {
  const part = (selector: string) => textOf(step?.querySelector(selector) ?? undefined);
  const skipped = part('.fold > span:last-child');
  const words = [...(step?.querySelectorAll('.text > :not(.mark, .waits-at)') ?? [])]
    .map(textOf)
    .join(' ');
  return `${skipped ? `${skipped}. ` : ''}${part('.number')}: ${words}.`;
}

function textOf(element: Element | undefined): string {
  return element?.textContent.replace(/\s+/g, ' ').trim() ?? '';
}

function note(words: string): HTMLElement {
  const element = document.createElement('span');
  element.className = 'note';
  element.textContent = words;
  return element;
}
