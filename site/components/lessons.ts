import { getCollection } from 'astro:content';
import { BASE } from './base.ts';
import { lessonNumber } from './lesson-number.ts';

/** The lessons in their order, as the landing page lists them. */
export async function allLessons() {
  const pages = await getCollection('docs');
  return pages
    .flatMap(({ id, data, filePath = '' }) => ('minutes' in data ? [{ id, data, filePath }] : []))
    .sort((one, other) => one.filePath.localeCompare(other.filePath, 'en', { numeric: true }))
    .map(({ id, data, filePath }) => ({
      ...data,
      href: `${BASE}${id}/`,
      slug: id.replace(/^lessons\//, ''),
      number: lessonNumber(filePath) ?? 0,
      /** The title's first words: `Saga`, of “Saga: undo what was done”. */
      name: data.title.replace(/:.*$/, ''),
    }));
}
