/**
 * Walks through the histories of slides. All windows that show the same slides walk together: the
 * room's, and those within the speaker's view.
 */

type Step = 'forward' | 'back' | 'lose';

/** What somebody did, in some window. */
interface Walk {
  /** The history's place among all of the lesson. */
  readonly figure: number;
  /** The step to go to. */
  readonly at: number;
  /** Whether the Worker is lost there. */
  readonly isLost: boolean;
}

export interface Walks {
  /** Walks in the first history of the slide that is shown; after its end it begins again. */
  step(step: Step): void;
}

export function shareWalks(deck: HTMLElement, slide: () => HTMLElement | undefined): Walks {
  const figures = [...deck.querySelectorAll<HTMLElement>('figure.history')];
  const others = new BroadcastChannel(location.pathname);
  const follow = ({ figure, at, isLost }: Walk): void => {
    const [range, lose] = partsOf(figures[figure]);
    if (!range) return;
    // The player hears of it as if somebody had moved the slider here.
    range.value = String(at);
    range.dispatchEvent(new Event('input'));
    if (isLost) lose?.click();
  };
  others.addEventListener('message', ({ data }: MessageEvent<Walk>) => follow(data));
  for (const [figure, element] of figures.entries()) {
    const [range] = partsOf(element);
    const tell = (isLost: boolean): void =>
      others.postMessage({ figure, at: range?.valueAsNumber ?? 1, isLost } satisfies Walk);
    // Only what somebody does is told: what is followed is not trusted by the browser.
    range?.addEventListener('input', ({ isTrusted }) => isTrusted && tell(false));
    element.querySelector('.player')?.addEventListener('click', ({ isTrusted, target }) => {
      if (isTrusted && target instanceof HTMLButtonElement) tell(target.dataset['do'] === 'lose');
    });
  }
  return {
    step(step) {
      const figure = figures.findIndex((one) => slide()?.contains(one));
      const [range] = partsOf(figures[figure]);
      if (!range) return;
      const [now, end] = [range.valueAsNumber, Number(range.max)];
      const next =
        step === 'forward' ? (now % end) + 1 : step === 'back' ? Math.max(1, now - 1) : now;
      const walk = { figure, at: next, isLost: step === 'lose' && now < end };
      follow(walk);
      others.postMessage(walk);
    },
  };
}

function partsOf(
  figure: HTMLElement | undefined,
): [HTMLInputElement | undefined, HTMLElement | undefined] {
  return [
    figure?.querySelector('input') ?? undefined,
    figure?.querySelector<HTMLElement>('[data-do=lose]') ?? undefined,
  ];
}
