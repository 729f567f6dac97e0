import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeWhole } from '../course/files.ts';
import { readKatas } from '../course/katas.ts';
import { readKataFacts } from '../workshop/course-facts.ts';
import type { Person } from '../workshop/messages.ts';
import type { Seat } from '../workshop/seat.ts';
import { unheard } from '../workshop/standing.ts';
import { personSummary } from '../workshop/summary.ts';
import { begunKatas, solvedSlugs } from './at-hand.ts';
import { Progress } from './progress.ts';

/**
 * Writes the page that a learner takes home from a workshop beside the answers. One that is there
 * and says something else stays.
 *
 * @returns where it is: `answers/workshop-2026-07-29.md`
 */
export async function keepPage(root: string, text: string): Promise<string> {
  const day = new Date().toISOString().slice(0, 10);
  for (let turn = 1; ; turn += 1) {
    const file = `answers/workshop-${day}${turn === 1 ? '' : `-${turn}`}.md`;
    const present = await readFile(join(root, file), 'utf8').catch((error: unknown) => {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
      return undefined;
    });
    if (present === undefined) await writeWhole(join(root, file), text);
    if (present === undefined || present === text) return file;
  }
}

/**
 * The page as far as this machine knows what was done, for when the board says nothing. Empty where
 * nothing was begun.
 */
export async function ownSummary(
  root: string,
  { name, title }: Pick<Seat, 'name' | 'title'>,
): Promise<string> {
  const katas = await readKatas(root);
  const progress = await Progress.read(root, (line) => console.error(line));
  const solved = await solvedSlugs(root, katas, progress);
  const begun = new Set((await begunKatas(root, katas)).map(({ slug }) => slug));
  const standings = katas
    .filter(({ slug }) => solved.has(slug) || begun.has(slug))
    .map((kata) => {
      const at = Date.parse(progress.solvedAt(kata) ?? '') || 0;
      const standing = { ...unheard(at), hints: progress.hints(kata).opened };
      return [kata.slug, solved.has(kata.slug) ? { ...standing, solved: at } : standing] as const;
    });
  if (standings.length === 0) return '';
  const person: Person = { id: 0, name, here: false, katas: Object.fromEntries(standings) };
  const facts = await readKataFacts(root);
  return personSummary({ title, katas: facts, planned: [], people: [], hands: new Map() }, person);
}
