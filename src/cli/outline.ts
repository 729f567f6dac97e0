import { readAnswer } from '../course/answer.ts';
import type { Kata } from '../course/kata.ts';
import { readFrontmatter } from '../course/lesson.ts';
import { onOneLine } from '../kit/diagnosis.ts';
import { paint } from './paint.ts';
import type { Progress } from './progress.ts';

/** A kata as `list` shows it. */
export interface OutlineRow {
  readonly slug: string;
  readonly number: number;
  readonly title: string;
  /** About how long the kata takes. */
  readonly minutes: number;
  readonly state: 'new' | 'open' | 'solved';
}

/** All katas in their order, and how each stands. */
export async function outline(
  root: string,
  katas: readonly Kata[],
  progress: Progress,
): Promise<OutlineRow[]> {
  return Promise.all(
    katas.map(async (kata) => {
      const { title, minutes } = await readFrontmatter(root, kata.lesson);
      const answer = await readAnswer(root, kata);
      const solved = progress.isSolved(kata, answer);
      const state = solved ? 'solved' : answer.untouched ? 'new' : 'open';
      return { slug: kata.slug, number: kata.lesson.number, title, minutes: minutes.kata, state };
    }),
  );
}

/**
 * The outline as lines that fit.
 *
 * @param width columns
 */
export function outlineLines(rows: readonly OutlineRow[], width: number): string[] {
  const widest = Math.max(0, ...rows.map(({ slug }) => slug.length));
  return rows.map(({ slug, number, title, minutes, state }) => {
    const mark = { solved: paint('good', '✓'), open: paint('look', '…'), new: ' ' }[state];
    const time = `${minutes} min`;
    const room = width - (6 + widest + 2 + 2 + time.length);
    const short = onOneLine(title, room);
    const name = paint('strong', slug.padEnd(widest));
    return `${mark} ${String(number).padStart(2)}  ${name}  ${short}  ${paint('quiet', time)}`;
  });
}
