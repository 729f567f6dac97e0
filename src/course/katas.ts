import { closest } from 'fastest-levenshtein';
import { CourseError } from './error.ts';
import { readKata, type Kata } from './kata.ts';
import { readLessons, type Lesson } from './lesson.ts';

/**
 * Finds lessons by what a person types: a slug, a number, a folder's name, or the beginning of any
 * of a slug's words, where only one begins so. Without words: none.
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
  const found = meant(lessons, word);
  const [first] = found;
  if (first && found.length === 1) return first;
  const several = found.length > 1;
  const slugs = (several ? found : lessons).map(({ slug }) => slug);
  const nearest = several
    ? `It could be ${slugs.join(' or ')}.`
    : `The nearest is \`${closest(word, slugs)}\`.`;
  throw new CourseError(
    several ? `'${typed}' could be several katas.` : `There is no kata '${typed}'.`,
    `${nearest} Type \`npx dojo list\` to see them all.`,
    { kind: 'usage' },
  );
}

/** The lessons that a word may mean; the surest way to understand it counts alone. */
function meant(lessons: readonly Lesson[], word: string): Lesson[] {
  if (word === '') return [];
  const ways: readonly ((lesson: Lesson) => boolean)[] = [
    ({ slug, folder }) => word === slug || word === folder,
    ({ number }) => /^\d+$/.test(word) && Number(word) === number,
    ({ slug, folder }) => slug.startsWith(word) || (word.includes('-') && folder.startsWith(word)),
    ({ slug }) => slug.includes(`-${word}`),
  ];
  for (const way of ways) {
    const found = lessons.filter(way);
    if (found.length > 0) return found;
  }
  return [];
}

/**
 * The katas that a person means by some words: see `findLessons`.
 *
 * @throws CourseError naming the nearest slug
 */
export function findKatas(katas: readonly Kata[], words: readonly string[]): Kata[] {
  const lessons = findLessons(
    katas.map(({ lesson }) => lesson),
    words,
  );
  return katas.filter(({ lesson }) => lessons.includes(lesson));
}

/** All katas in the order of the course. */
export async function readKatas(root: string): Promise<Kata[]> {
  const lessons = await readLessons(root);
  return Promise.all(lessons.map((lesson) => readKata(root, lesson)));
}
