import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SUITE } from '../course/kata.ts';
import { readFrontmatter, readLessons } from '../course/lesson.ts';
import { suiteChecks } from '../course/suite-checks.ts';
import type { KataFacts } from './facts.ts';

/** All katas in the order of the course. */
export async function readKataFacts(root: string): Promise<KataFacts[]> {
  const lessons = await readLessons(root);
  return Promise.all(
    lessons.map(async (lesson) => {
      const { slug, folder, number } = lesson;
      const [{ title, description, minutes }, suite] = await Promise.all([
        readFrontmatter(root, lesson),
        readFile(join(root, 'katas', folder, SUITE), 'utf8'),
      ]);
      const checks = suiteChecks(suite).map((check) => ({ ...check, id: `${slug}/${check.id}` }));
      const [name = title] = title.split(':');
      return { slug, folder, number, name, aim: description, minutes, checks };
    }),
  );
}

/**
 * What the notes for facilitators say about one check: the Markdown below its own heading. Nothing
 * where the notes don't know it.
 *
 * @param notes the text of `facilitator.md`
 */
export function noteOn(notes: string, check: string): string | undefined {
  const [, below] = notes.split(`\n### ${check}\n`);
  return below?.split(/\n##+ /)[0]?.trim();
}
