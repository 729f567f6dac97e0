/** The script of lists to tick: ticks are kept in this browser alone. */
import type { Shelf } from './kept-progress.ts';

const KEY = 'durable-dojo ticks';

/**
 * @param shelfOf gives the browser's own store, or throws where a browser allows none
 */
export function keepTicks(page: Document, shelfOf: () => Shelf): void {
  const boxes = [...page.querySelectorAll<HTMLInputElement>('.ticks input')];
  const again = page.querySelector<HTMLButtonElement>('#again');
  const ticked = () => boxes.filter((box) => box.checked).map(({ id }) => id);
  const show = (ids: readonly string[]): void => {
    for (const box of boxes) box.checked = ids.includes(box.id);
    if (again) again.hidden = ids.length === 0;
  };
  const keep = (): void => {
    const ids = ticked();
    show(ids);
    try {
      if (ids.length === 0) shelfOf().removeItem(KEY);
      else shelfOf().setItem(KEY, ids.join(' '));
    } catch {
      // Where nothing is kept, a tick lasts as long as its page.
    }
  };
  try {
    show(shelfOf().getItem(KEY)?.split(' ') ?? []);
  } catch {
    show([]);
  }
  for (const box of boxes) box.addEventListener('change', keep);
  again?.addEventListener('click', () => {
    show([]);
    keep();
  });
}
