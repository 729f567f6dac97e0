import type { Kata } from '../course/kata.ts';
import { paint } from './paint.ts';

/** The course as a bar with one cell for each kata, and how many are solved. */
export function progressBar(
  katas: readonly Kata[],
  solved: ReadonlySet<string>,
  current?: Kata,
): string {
  const cells = katas.map(({ slug }) => {
    const cell = solved.has(slug) ? '█' : '░';
    if (slug === current?.slug) return paint('look', solved.has(slug) ? '█' : '▒');
    return paint(solved.has(slug) ? 'good' : 'quiet', cell);
  });
  return `${cells.join('')}  ${solved.size} of ${katas.length} solved`;
}
