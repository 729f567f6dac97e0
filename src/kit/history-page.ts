import { COLORS } from './history-colors.ts';
import { drawing, type Bar, type Row } from './history-drawing.ts';
import { isToSee } from './history-fold.ts';
import {
  legend,
  promiseText,
  rowGiven,
  rowNumber,
  rowText,
  rowTime,
  summary,
} from './history-words.ts';
import { escaped } from './markup.ts';
import type { JudgedRun } from './run-history.ts';

/**
 * A run's history as a page that needs nothing else: no script, no font, no network. Its bars are
 * for the eye; everything is in the words of its list.
 *
 * @param all whether nothing is folded away
 */
export function historyPage(run: JudgedRun, { all = false } = {}): string {
  const { id, outcome, when, history } = run;
  const drawn = drawing(history, { all });
  const lines = legend(run, drawn).map((line) => `<p class="quiet">${escaped(line)}</p>`);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${escaped(`${id}: ${summary(history)}`)}</title>
<style>
${COLORS}
${STYLE}</style>
</head>
<body>
<main>
<p class="id ${outcome}">${outcome === 'fail' ? '✗' : '✓'} ${escaped(id)}</p>
<h1>${escaped(promiseText(run))}</h1>
${when === undefined ? '' : `<p>${escaped(when)}</p>\n`}<p class="quiet">${escaped(summary(history))}</p>
<ol role="list">
${drawn.rows.map(item).join('\n')}
</ol>
${lines.join('\n')}
</main>
</body>
</html>
`;
}

function item(row: Row): string {
  const bars = row.bars.map((bar) => `<i class="${bar ? barClass(bar) : ''}"></i>`).join('');
  const given = escaped(rowGiven(row));
  const number = rowNumber(row);
  const spoken = number.includes('–') ? 'Events' : 'Event';
  return [
    `<li class="${rowClass(row)}">`,
    `<span class="mark" aria-hidden="true">${isToSee(row) ? '▶' : ''}</span>`,
    `<span class="number">${number && `<span class="spoken">${spoken} </span>${number}`}</span>`,
    `<span class="time">${rowTime(row)}</span>`,
    `<span class="lanes" aria-hidden="true">${bars}</span>`,
    `<span class="text">${isToSee(row) ? '<span class="spoken">Look here: </span>' : ''}`,
    `${escaped(rowText(row))}${given && ` <span class="quiet">(${given})</span>`}</span>`,
    '</li>',
  ].join('');
}

function rowClass(row: Row): string {
  const tone = row.kind === 'event' ? row.tone : row.kind === 'note' ? 'failed' : 'quiet';
  return `${row.kind.replace(' ', '-')} ${tone}${isToSee(row) ? ' to-see' : ''}`;
}

function barClass({ part, of, outcome }: Bar): string {
  return `${part.replace(' ', '-')} ${of} ${outcome}`;
}

const STYLE = `body {
  margin: 0;
  background: var(--paper);
  color: var(--ink);
  font: 16px/1.5 system-ui, sans-serif;
}
main { max-width: 52rem; margin: 0 auto; padding: 1.5rem 1rem 3rem; }
h1 { margin: 0.2rem 0 0.6rem; font-size: 1.35rem; line-height: 1.3; text-wrap: balance; }
p { margin: 0.3rem 0; }
.id { font: 600 0.9rem/1.5 ui-monospace, monospace; overflow-wrap: anywhere; }
.id.fail { color: var(--bad); }
.quiet { color: var(--quiet); }
.spoken { position: absolute; clip-path: inset(50%); width: 1px; height: 1px; overflow: hidden; }
ol {
  display: grid;
  grid-template-columns: 1rem auto auto auto 1fr;
  column-gap: 0.6rem;
  margin: 1.2rem 0;
  padding: 0.4rem 0;
  border-block: 1px solid var(--line);
  list-style: none;
}
li { display: grid; grid-column: 1 / -1; grid-template-columns: subgrid; }
.mark { padding-block: 0.15rem; color: var(--look); font-size: 0.8rem; }
.number, .time { padding-block: 0.2rem; color: var(--quiet); font-size: 0.85rem; font-variant-numeric: tabular-nums; }
.number { text-align: end; }
.text { padding-block: 0.1rem; min-width: 0; overflow-wrap: anywhere; }
.failed .text { color: var(--bad); }
.to-see { background: var(--marked); }
.to-see .text { font-weight: 600; }
.to-see :is(.number, .time, .text, .quiet) { color: var(--look); }
:is(.skip, .left-out) .text { padding-block: 0.25rem; font-size: 0.85rem; }
.lanes { display: flex; min-width: 0.4rem; }
.lanes i { position: relative; width: 0.9rem; --tone: var(--done); }
.lanes .failed { --tone: var(--failed); }
.lanes .cancelled { --tone: var(--cancelled); }
.lanes [class]:not([class=""])::before {
  content: "";
  position: absolute;
  inset: 0 calc(50% - 1.5px);
  background: var(--tone);
}
.lanes .timer::before { background: repeating-linear-gradient(var(--tone) 0 3px, transparent 3px 6px) !important; }
.lanes .child::before { inset-inline: calc(50% - 3px) !important; }
.lanes .opens::before { top: 0.85rem !important; }
.lanes .closes::before { bottom: calc(100% - 0.85rem) !important; }
.lanes .opens::after, .lanes .closes::after, .lanes .goes-on::after {
  content: "";
  position: absolute;
  top: 0.55rem;
  left: calc(50% - 0.3rem);
  box-sizing: border-box;
  width: 0.6rem;
  height: 0.6rem;
  border: 2px solid var(--tone);
  border-radius: 50%;
  background: var(--paper);
}
.lanes .closes::after { background: var(--tone); }
.lanes .closes.failed::after { border-radius: 0; rotate: 45deg; }
.lanes .closes.cancelled::after { border-radius: 0; }
.lanes .goes-on::after { top: 0.7rem; left: calc(50% - 0.2rem); width: 0.4rem; height: 0.4rem; background: var(--tone); }
@media (max-width: 34rem) {
  ol { grid-template-columns: 0.7rem auto auto 1fr; column-gap: 0.35rem; }
  li { grid-template-rows: auto 1fr; }
  .mark { grid-row: 1 / span 2; }
  .number { grid-area: 1 / 2; }
  .time { grid-area: 2 / 2; padding-block: 0 0.2rem; text-align: end; font-size: 0.7rem; }
  .lanes { grid-area: 1 / 3 / span 2; }
  .text { grid-area: 1 / 4 / span 2; }
}
`;
