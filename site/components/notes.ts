import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { CourseError } from '../../src/course/error.ts';
import { readLessons } from '../../src/course/lesson.ts';
import { markdownLoader } from './markdown-loader.ts';

/** Reads the notes for facilitators of every kata; the entry `saga` has those of the saga kata. */
export const notes = markdownLoader('notes', '/facilitator.md', async () => {
  const lessons = await readLessons(process.cwd());
  return Promise.all(
    lessons.map(async ({ slug: id, folder }) => {
      const path = join('solutions', folder, 'facilitator.md');
      const { body, ...data } = parts(await readFile(join(process.cwd(), path), 'utf8'), path);
      return { id, data, body };
    }),
  );
});

/** The notes without their title, which the page has, and how long they plan to talk at the end. */
function parts(text: string, path: string) {
  const body = text.replace(/^# .*\n+/, '');
  const toClose = /^Plan .*\band (\d+) to close\./m.exec(body)?.[1];
  if (toClose) return { body, toClose: Number(toClose) };
  throw new CourseError(
    `${path} has no plan of its time.`,
    'Write “Plan 10 minutes to read, 35 for the kata and 10 to close.” at its beginning.',
  );
}

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
  return html
    .replace(/(<h3[^>]*>)([a-z0-9-]+)\/([a-z0-9-]+)(<\/h3>)/g, (all, begin, kata, id, end) =>
      kata === slug && ids.has(id)
        ? `${begin}<a href="${href}#${id}">${slug}/${id}</a>${end}`
        : all,
    )
    .replace(/<code>([a-z0-9-]+)<\/code>/g, (all, name) =>
      names.has(name) ? `<a href="${mistakesHref}#${name}">${all}</a>` : all,
    );
}
