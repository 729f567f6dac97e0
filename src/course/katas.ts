import { closest } from 'fastest-levenshtein';
import { CourseError } from './error.ts';
import { readKata, type Kata } from './kata.ts';
import { readLessons, type Lesson } from './lesson.ts';

/**
 * Finds lessons by what a person types: a slug, a folder's name, or the beginning of either, where
 * only one begins so. Without words: none.
 *
 * @throws CourseError naming the nearest slug
 */
export function findLessons(lessons: readonly Lesson[], words: readonly string[]): Lesson[] {
  return words.map((word) => findLesson(lessons, word));
}

function findLesson(lessons: readonly Lesson[], typed: string): Lesson {
  // Also a path, such as a shell completes: answers/07-saga/
  const word =
    typed
      .toLowerCase()
      .replace(/[\\/]+$/, '')
      .split(/[\\/]/)
      .at(-1) ?? '';
  const exact = lessons.find(({ slug, folder }) => word === slug || word === folder);
  if (exact) return exact;
  const begins = lessons.filter(
    ({ slug, folder }) => word !== '' && (slug.startsWith(word) || folder.startsWith(word)),
  );
  if (begins.length === 1 && begins[0]) return begins[0];
  const slugs = (begins.length > 1 ? begins : lessons).map(({ slug }) => slug);
  const nearest =
    begins.length > 1
      ? `It could be ${slugs.join(' or ')}.`
      : `The nearest is \`${closest(word, slugs)}\`.`;
  throw new CourseError(
    begins.length > 1 ? `'${typed}' could be several katas.` : `There is no kata '${typed}'.`,
    `${nearest} Type \`npx dojo list\` to see them all.`,
    { kind: 'usage' },
  );
}

/** All katas in the order of the course. */
export async function readKatas(root: string): Promise<Kata[]> {
  const lessons = await readLessons(root);
  return Promise.all(lessons.map((lesson) => readKata(root, lesson)));
}
