import { getCollection } from 'astro:content';
import { homeOf } from './home.ts';
import { lessonNumber } from './lesson-number.ts';

/** The lessons in their order, as the landing page lists them, in a language as far as it has them. */
export async function allLessons(locale?: string) {
  const pages = await getCollection('docs');
  return pages
    .filter(({ filePath = '' }) => filePath.endsWith('/index.mdx'))
    .map((page) => {
      const told = pages.find(({ id }) => id === `${locale}/${page.id}`) ?? page;
      const { title, description } = told.data;
      return { ...page, data: { ...page.data, title, description } };
    })
    .flatMap(({ id, data, filePath = '' }) => ('minutes' in data ? [{ id, data, filePath }] : []))
    .sort((one, other) => one.filePath.localeCompare(other.filePath, 'en', { numeric: true }))
    .map(({ id, data, filePath }) => ({
      ...data,
      href: `${homeOf(locale)}${id}/`,
      slug: id.replace(/^lessons\//, ''),
      number: lessonNumber(filePath) ?? 0,
      /** The title's first words: `Saga`, of “Saga: undo what was done”. */
      name: data.title.replace(/:.*$/, ''),
    }));
}
