/** The script of an agenda: tells the time of day, when its reader says when they begin. */
export function showTimes(page: Document): void {
  const input = page.querySelector<HTMLInputElement>('#begin');
  const label = input?.closest('p');
  if (!input || !label) return;
  const places = [...page.querySelectorAll<HTMLElement>('[data-from]')].map((place) => ({
    place,
    from: Number(place.dataset['from']),
    clock: place.textContent,
  }));
  const time = new Intl.DateTimeFormat(undefined, { timeStyle: 'short' });
  input.addEventListener('input', () => {
    const [, hours, minutes] = /^(\d+):(\d+)/.exec(input.value) ?? [];
    for (const { place, from, clock } of places) {
      place.textContent =
        hours === undefined
          ? clock
          : time.format(new Date(2000, 0, 1, Number(hours), Number(minutes) + from));
    }
  });
  label.hidden = false;
}
