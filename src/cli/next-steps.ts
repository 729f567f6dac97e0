import type { Kata } from '../course/kata.ts';
import { readFrontmatter } from '../course/lesson.ts';
import { paint } from './paint.ts';
import type { SeatSide } from './seat-side.ts';
import type { Judged } from './verdict-text.ts';

/** What to open, read and type: the end of a learner's first screen. */
export function nextSteps({ pristine, editable, lesson }: Kata, then: string): string {
  const beside = 'activities.ts' in pristine && !editable.includes('activities.ts');
  const files = editable.map((path) => paint('strong', `answers/${lesson.folder}/${path}`));
  return [
    '',
    `Open  ${files.join('\n      ')}`,
    ...(beside ? ['      and read activities.ts beside it'] : []),
    `Read  lessons/${lesson.folder}/index.mdx, nicer with: npm run site`,
    then,
  ].join('\n');
}

/**
 * What a learner may look at who has just solved a kata.
 *
 * @param how the key or the command that shows it
 */
export function afterPass(how: string): string {
  return `See the reference beside yours, and other right answers: ${how}`;
}

/**
 * Where a learner whose answer failed sees more than the lines of the failed check.
 *
 * @param how the key or the command that shows it
 */
export function wholeRun(how: string): string {
  return `See the whole run, drawn: ${how}`;
}

/** What is known where a kata was judged: the course, and the room of a workshop. */
interface Place {
  readonly root: string;
  readonly katas: readonly Kata[];
  readonly seat?: SeatSide;
}

/**
 * Where the course goes on after a verdict; says so in the watch. Nothing before the kata is solved.
 * In a workshop it goes on by the agenda.
 */
export async function goOn(
  { root, katas, seat }: Place,
  { kata, verdict }: Judged,
  solved: ReadonlySet<string>,
): Promise<string | undefined> {
  if (verdict.verdict !== 'pass') return undefined;
  if (solved.size === katas.length) return paint('good', `All ${katas.length} katas are solved.`);
  const inRoom = seat?.next(kata, solved);
  const next = katas.find(({ slug }) => slug === inRoom) ?? katas[katas.indexOf(kata) + 1];
  if (!next) return 'This was the last lesson. See which are still open: l';
  const { title } = await readFrontmatter(root, next.lesson);
  return `Go on to “${title}”: n`;
}

/**
 * The kata to which a learner turns from one; in a workshop by its agenda, so that nobody lands in
 * another kata while those of the agenda are open. Words where there is none.
 */
export function stepTo(
  way: 'next' | 'previous',
  { katas, seat }: Pick<Place, 'katas' | 'seat'>,
  kata: Kata,
  solved: ReadonlySet<string>,
): Kata | string {
  const planned = (seat?.planned ?? []).flatMap(
    (slug) => katas.find((one) => one.slug === slug) ?? [],
  );
  const place = katas.indexOf(kata);
  const inPlan = planned.indexOf(kata);
  if (way === 'next') {
    const slug = seat?.next(kata, solved);
    const next = planned.find((one) => one.slug === slug);
    if (next) return next;
    if (inPlan >= 0 && !solved.has(kata.slug)) {
      return 'All other katas of the agenda are solved. Those beside it: l';
    }
    return katas[place + 1] ?? 'This is the last kata.';
  }
  if (planned.length === 0) return katas[place - 1] ?? 'This is the first kata.';
  const before =
    inPlan < 0 ? planned.findLast((one) => katas.indexOf(one) < place) : planned[inPlan - 1];
  return before ?? 'This is the first kata of the agenda. Those beside it: l';
}
