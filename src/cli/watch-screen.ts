import type { Kata } from '../course/kata.ts';
import { askScreen, type Asking } from './call-for-help.ts';
import { hintText, nextHintText, openedText } from './hint-text.ts';
import { historyText } from './history-text.ts';
import { lastRunOf } from './last-run.ts';
import { afterPass, nextSteps } from './next-steps.ts';
import { outlineLines, type OutlineRow } from './outline.ts';
import { paint } from './paint.ts';
import { solutionText } from './solution-text.ts';
import { verdictLine, verdictText, type Judged } from './verdict-text.ts';

/** What is on the screen above the footer. */
export type View =
  | { readonly name: 'verdict' | 'hint' | 'reset' | 'solution' }
  | ({ readonly name: 'ask' } & Asking)
  | { readonly name: 'history'; readonly all: boolean }
  | { readonly name: 'list'; readonly rows: readonly OutlineRow[]; readonly chosen: number }
  | ({ readonly name: 'all' } & AllJudged);

/** How far the judging of all answers that were begun has come. */
interface AllJudged {
  readonly judged: readonly Judged[];
  readonly left: number;
  readonly untouched: number;
}

/** Whether a view is there to be read from its beginning, and may be longer than the terminal. */
export function isLong({ name }: View): boolean {
  return name === 'solution' || name === 'hint' || name === 'history';
}

/** Keys that move the window over a long screen, and by how much of its height. */
export const SCROLLS: Readonly<Record<string, number>> = {
  down: 0.1,
  j: 0.1,
  up: -0.1,
  k: -0.1,
  space: 0.7,
  pagedown: 0.7,
  pageup: -0.7,
  home: -1000,
  end: 1000,
};

/** How the kata at hand stands. */
export interface Standing {
  readonly kata: Kata;
  /** The last verdict on it. */
  readonly judged: Judged | undefined;
  /** Said after a pass: where the course goes on. */
  readonly after: string | undefined;
  readonly solved: boolean;
  /** How many hints are open. */
  readonly opened: number;
}

/**
 * What a view shows; nothing before there is a verdict to show.
 *
 * @param width columns
 */
export function screenOf(view: View, standing: Standing, width: number): string | undefined {
  const { kata, judged, after, solved, opened } = standing;
  switch (view.name) {
    case 'verdict':
      return judged && verdictScreen(judged, after, width);
    case 'hint':
      return hintScreen(kata, solved ? kata.hints.length : opened, solved, width);
    case 'solution':
      return judged && solutionText(kata, judged.answer, undefined, width);
    case 'history':
      return judged && historyScreen(judged, view.all, width);
    case 'list':
      return listScreen(view.rows, view.chosen, width);
    case 'all':
      return allScreen(view);
    case 'reset':
      return resetScreen(kata);
    case 'ask':
      return askScreen(view, width);
  }
}

/** The verdict on an answer, and what to do now. */
function verdictScreen(judged: Judged, after: string | undefined, width: number): string {
  const { kata, answer, verdict } = judged;
  if (!answer.folder.startsWith('answers/')) return gone(kata);
  return [
    `${verdictLine(judged)}\n`,
    verdictText(judged, width),
    ...(answer.untouched ? [nextSteps(kata, 'Then  save, and this screen follows')] : []),
    ...(verdict.verdict === 'pass' ? [afterPass('s'), ...(after ? [after] : [])] : []),
  ].join('\n');
}

/** The answer was deleted or moved away; the kata itself is nobody's answer. */
function gone({ lesson, slug }: Kata): string {
  return [
    paint('bad', `answers/${lesson.folder} is gone.`),
    `Put it back and save, or type \`npx dojo start ${slug}\` for a new one.`,
  ].join('\n');
}

/** The open hints. */
function hintScreen(kata: Kata, opened: number, solved: boolean, width: number): string {
  const next = nextHintText(kata, opened, 'It opens after another try, or now with the key +');
  return [
    `${paint('strong', kata.slug)}  ${openedText(kata, opened)}\n`,
    hintText(kata, { opened, all: solved }, width),
    ...(next.length > 0 ? ['', ...next] : []),
  ].join('\n');
}

/** The run that the verdict was about; none where the last answer does not load. */
function historyScreen({ kata, verdict }: Judged, all: boolean, width: number): string {
  const run = lastRunOf(verdict);
  if (!run) return noRun(kata);
  return historyText(run, { all, width, unfold: 'the key + shows them' });
}

/** Why nothing is drawn. */
export function noRun({ slug }: Kata): string {
  return `The last verdict on ${slug} was about no run, so there is none to draw.`;
}

/** Why no reference is shown. */
export function notYet({ slug }: Kata): string {
  return `The reference opens when your answer passes. To see it anyway: npx dojo solution ${slug} --anyway`;
}

/** All katas, one of them chosen. */
function listScreen(rows: readonly OutlineRow[], chosen: number, width: number): string {
  const lines = outlineLines(rows, width - 2);
  return lines
    .map((line, index) => (index === chosen ? `${paint('look', '▶')} ${line}` : `  ${line}`))
    .join('\n');
}

/** The list with another kata chosen, by a key that does so. */
export function chosenBy(list: View & { name: 'list' }, key: string): View | undefined {
  const step = { up: -1, k: -1, down: 1, j: 1 }[key];
  if (step === undefined) return undefined;
  const chosen = Math.max(0, Math.min(list.rows.length - 1, list.chosen + step));
  return { ...list, chosen };
}

/** Asks whether to begin anew. */
function resetScreen({ lesson }: Kata): string {
  return [
    paint('strong', `Put the starting point in place of answers/${lesson.folder}?`),
    'What you wrote is kept, and can be brought back.',
  ].join('\n');
}

/** The verdicts on all answers that were begun. */
function allScreen({ judged, left, untouched }: AllJudged): string {
  const end = left > 0 ? `Judging ${left} more …` : `${untouched} not begun.`;
  return [...judged.map(verdictLine), ...(judged.length > 0 ? [''] : []), paint('quiet', end)].join(
    '\n',
  );
}
