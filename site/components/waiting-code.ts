/** Marks the lines at which a run waits, in the code beside its drawing. */
import { linesInWords } from './waiting-lines.ts';
import type { wordsOn } from './words.ts';

/**
 * @param figure a history as History.astro draws it
 * @returns marks the lines of one step; does nothing where no code is shown
 */
export function codeMarks(figure: HTMLElement): (step: HTMLElement | undefined) => void {
  const lines = [...figure.querySelectorAll<HTMLElement>('.beside .ec-line')];
  const panel = figure.querySelector<HTMLElement>('.beside .expressive-code');
  return (step) => {
    const now = linesOf(step);
    for (const line of lines)
      line.classList.toggle('now', now.includes(line.dataset['line'] ?? ''));
    const shown = lines.filter((line) => line.classList.contains('now'));
    // While somebody walks, the code has a window of its own, and that alone moves.
    if (!panel) return;
    panel.scrollTop += offCentre(panel, shown[0], shown.at(-1));
    // What scrolls must be within reach of the keyboard.
    if (panel.scrollHeight > panel.clientHeight) panel.tabIndex = 0;
    else panel.removeAttribute('tabindex');
  };
}

/** How far below the middle of its window some code stands; of much code, its last line. */
function offCentre(panel: Element, first?: Element, last?: Element): number {
  if (!first || !last) return 0;
  const window = panel.getBoundingClientRect();
  const { bottom, height } = last.getBoundingClientRect();
  const { top } = first.getBoundingClientRect();
  const fits = bottom - top < window.height;
  return (fits ? (top + bottom) / 2 : bottom - height / 2) - (window.top + window.bottom) / 2;
}

/**
 * Where the run waits after a step, in words; empty where it does not, or nobody shows its code.
 *
 * @param say says what the player carries
 */
export function waitingWords(
  step: HTMLElement | undefined,
  say: ReturnType<typeof wordsOn>,
): string {
  const lines = linesOf(step);
  if (lines.length === 0) return '';
  return say('waits', { lines: linesInWords(lines.map(Number), say) });
}

function linesOf(step: HTMLElement | undefined): string[] {
  return step?.dataset['waits']?.split(' ').filter(Boolean) ?? [];
}
