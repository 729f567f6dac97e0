import { z } from 'zod';
import { readData } from './data-file.ts';

/** The words of the site in English, as a path from the repository: what others are translated from. */
export const WORDS_FILE = 'site/content/i18n/en.json';

/**
 * What the site says around the lessons, by keys such as `agenda.lunch`.
 *
 * @throws CourseError when the words are missing or wrong
 */
export async function readWords(root: string): Promise<ReadonlyMap<string, string>> {
  const words = await readData(root, {
    path: WORDS_FILE,
    schema: z.record(z.string(), z.string()),
    why: 'It has the words of the site.',
    source: 'CONTRIBUTING.md',
  });
  return new Map(Object.entries(words));
}
