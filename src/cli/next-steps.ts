import type { Kata } from '../course/kata.ts';
import { paint } from './paint.ts';

/** What to open, read and type: the end of a learner's first screen. */
export function nextSteps(kata: Kata, then: string): string {
  const given = Object.keys(kata.pristine).filter((path) => path === 'activities.ts');
  const folder = `answers/${kata.lesson.folder}`;
  const also = given.map((path) => `, and read ${path} beside it`).join('');
  return [
    '',
    `Open  ${paint('strong', kata.editable.map((path) => `${folder}/${path}`).join(', '))}${also}`,
    `Read  lessons/${kata.lesson.folder}/index.mdx, nicer with: npm run site`,
    then,
  ].join('\n');
}

/** What a learner may do who has just solved a kata. */
export function afterPass({ slug }: Kata): string {
  return `The reference beside yours, and other right answers: npx dojo solution ${slug}`;
}
