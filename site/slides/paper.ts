/** On paper nothing scrolls: what is long is set in columns, and smaller, until all of it is there. */

/** How small it may become, as a part of its size: first as it is, and then in columns. */
const WAYS = [
  { columns: false, from: 1, to: 0.7 },
  { columns: true, from: 0.75, to: 0.3 },
] as const;
const STEP = 0.95;

/** Has every slide fit its page, when reveal.js has made pages of them. */
export function fitForPaper(deck: HTMLElement): void {
  for (const body of deck.querySelectorAll<HTMLElement>('section > .body')) fit(body);
  document.documentElement.classList.add('fitted');
}

function fit(body: HTMLElement): void {
  for (const { columns, from, to } of WAYS) {
    for (let zoom: number = from; zoom >= to; zoom *= STEP) {
      if (!overflows(body)) return;
      body.classList.toggle('columns', columns);
      body.style.setProperty('--paper', zoom.toFixed(2));
    }
  }
}

/** Whether something in a slide is cut off, or would have to be scrolled to. */
function overflows(body: HTMLElement): boolean {
  return [body, ...body.querySelectorAll('figure, ol, .expressive-code')].some(
    (part) => part.scrollHeight > part.clientHeight + 1 || part.scrollWidth > part.clientWidth + 1,
  );
}
