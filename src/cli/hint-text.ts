import type { Kata } from '../course/kata.ts';
import { markdownText } from './markdown-text.ts';
import { paint } from './paint.ts';

/** Which hints of a kata to show. */
export interface OpenHints {
  /** How many are open. */
  readonly opened: number;
  /** Shows all that are open in full, instead of the newest one. */
  readonly all?: boolean;
}

/** The open hints of a kata: the newest in full, those before it by their titles. */
export function hintText(kata: Kata, { opened, all = false }: OpenHints, width: number): string {
  const blocks = kata.hints.slice(0, opened).map(({ title, text }, index) => {
    const head = `${paint('quiet', String(index + 1).padStart(2))}  ${paint('strong', title)}`;
    if (!all && index < opened - 1) return [head];
    const body = markdownText(text, width - 4).map((line) => (line === '' ? '' : `    ${line}`));
    return ['', head, '', ...body, ''];
  });
  return blocks
    .flat()
    .join('\n')
    .replace(/^\n/, '')
    .replaceAll(/\n{3,}/g, '\n\n')
    .trimEnd();
}

/** What the heading over the hints says: `hint 2 of 5`. */
export function openedText({ hints }: Kata, opened: number): string {
  return opened === hints.length ? `all ${opened} hints` : `hint ${opened} of ${hints.length}`;
}

/** Says which hint comes next, and when; nothing when all are open. */
export function nextHintText({ hints }: Kata, opened: number, how: string): string[] {
  const next = hints[opened];
  return next ? [`Next: “${next.title}”`, how] : [];
}
