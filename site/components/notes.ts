import process from 'node:process';
import { readLessons } from '../../src/course/lesson.ts';
import { readNotes } from '../../src/course/notes.ts';
import { markdownLoader } from './markdown-loader.ts';

/** Reads the notes for facilitators of every kata; the entry `saga` has those of the saga kata. */
export const notes = markdownLoader('notes', '/facilitator.md', async () => {
  const lessons = await readLessons(process.cwd());
  return Promise.all(
    lessons.map(async (lesson) => {
      const { body } = await readNotes(process.cwd(), lesson);
      return { id: lesson.slug, data: {}, body };
    }),
  );
});

/** Where the notes of one kata link to. */
export interface NoteLinks {
  readonly slug: string;
  readonly href: string;
  readonly mistakesHref: string;
  readonly checks: readonly { readonly id: string }[];
  readonly mistakes: readonly { readonly name: string }[];
}

/** Makes links of the checks and the mistakes that notes name. */
export function linkNotes(
  html: string,
  { slug, href, mistakesHref, checks, mistakes }: NoteLinks,
): string {
  const ids = new Set(checks.map(({ id }) => id));
  const names = new Set(mistakes.map(({ name }) => name));
  return (
    html
      // Verdicts name people of stories; nobody writes to them.
      .replace(/<a href="mailto:[^"]*">(.*?)<\/a>/g, '$1')
      .replace(/(<h3[^>]*>)([a-z0-9-]+)\/([a-z0-9-]+)(<\/h3>)/g, (all, begin, kata, id, end) =>
        kata === slug && ids.has(id)
          ? `${begin}<a href="${href}#${id}">${slug}/${id}</a>${end}`
          : all,
      )
      .replace(/<code>([a-z0-9-]+)<\/code>/g, (all, name) =>
        names.has(name) ? `<a href="${mistakesHref}#${name}">${all}</a>` : all,
      )
  );
}
