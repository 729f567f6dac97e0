import { micromark } from 'micromark';
import { gfmTable, gfmTableHtml } from 'micromark-extension-gfm-table';
import { COLORS } from '../kit/history-colors.ts';
import { escaped } from '../kit/markup.ts';
import type { BoardOptions } from './board.ts';
import { lessonsOf } from './pace.ts';
import { personSummary, roomSummary, type Summarized } from './summary.ts';

type RoomFacts = Pick<BoardOptions, 'room' | 'katas' | 'agendas'>;

/** What the summaries of a room are made of, as it is now. */
export function summarized({ room, katas, agendas }: RoomFacts): Summarized {
  const { title } = room;
  const { pace } = room.podium;
  const planned = pace ? lessonsOf(agendas, { agenda: pace.agenda }) : [];
  return { title, katas, planned, people: room.people(), hands: room.handsRaised() };
}

/**
 * All summaries as one page: the instructor's, then each learner's on a sheet of its own.
 *
 * @param style where its style comes from: a `<link>`, or a `<style>` where it must stand alone
 */
export function summaryPage(options: RoomFacts, style: string): string {
  const known = summarized(options);
  const sheets = [
    roomSummary(known),
    ...known.people.map((person) => personSummary(known, person)),
  ];
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(`${known.title}: summary`)}</title>
${style}
<link rel="icon" href="data:,">
</head>
<body>
<main>
${sheets.map((sheet) => `<section class="sheet">\n${html(sheet)}\n</section>`).join('\n')}
</main>
</body>
</html>
`;
}

/** Markdown of ours as HTML; code in what people wrote stays text. */
function html(text: string): string {
  return micromark(text, { extensions: [gfmTable()], htmlExtensions: [gfmTableHtml()] });
}

/** For screen and paper. */
export const SUMMARY_STYLE = `${COLORS}
body { margin: 0; background: var(--paper); color: var(--ink); font: 1rem/1.5 system-ui, sans-serif; }
main { max-width: 54rem; margin-inline: auto; padding: 1.5rem clamp(0.8rem, 2.5vw, 2.5rem) 3rem; }
h1 { margin: 0; font-size: 1.5rem; }
h2 { margin: 1.6rem 0 0.3rem; font-size: 1.1rem; }
code { font: 0.9em ui-monospace, Menlo, Consolas, monospace; overflow-wrap: anywhere; }
table { border-collapse: collapse; }
th, td { padding: 0.2rem 0.9rem 0.2rem 0; border-bottom: 1px solid var(--line); text-align: start; vertical-align: top; }
[align='right'] { text-align: end; font-variant-numeric: tabular-nums; }
.sheet + .sheet { margin-top: 2.5rem; padding-top: 1.5rem; border-top: 1px solid var(--line); }
@media (max-width: 40rem) {
  table { font-size: 0.7rem; }
  th, td { padding-right: 0.3rem; overflow-wrap: anywhere; }
}
@media print {
  .sheet + .sheet { margin-top: 0; padding-top: 0; border-top: 0; break-before: page; }
}
`;
