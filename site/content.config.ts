import { i18nLoader } from '@astrojs/starlight/loaders';
import { docsSchema, i18nSchema } from '@astrojs/starlight/schema';
import { glob } from 'astro/loaders';
import { z } from 'astro/zod';
import { defineCollection } from 'astro:content';
import { lessonFrontmatter } from '../src/course/schema.ts';
import { changelog } from './components/changelog.ts';
import { contributing } from './components/contributing.ts';
import english from './content/i18n/en.json';
import { hints } from './components/hints.ts';
import { notes } from './components/notes.ts';

/** The site's own pages, in `site/pages`: Starlight checks them against the lessons' schema too. */
const ownPage = z.strictObject({ page: z.literal('own') });

export const collections = {
  docs: defineCollection({
    loader: glob({
      base: '.',
      // `index.de.mdx` is the lesson in another language.
      pattern: ['lessons/[0-9]*-*/index{,.*}.mdx', 'site/reference/*.mdx'],
      generateId: ({ entry }) =>
        entry
          .replace(/^lessons\/\d+-(.+)\/index(\.[a-z-]+)?\.mdx$/, 'lessons/$1$2')
          .replace(/^site\/|\.mdx$/g, '')
          .replace(/^(.*)\.([a-z-]+)$/, '$2/$1'),
    }),
    schema: docsSchema({ extend: z.union([lessonFrontmatter, ownPage]) }),
  }),
  hints: defineCollection({
    loader: hints,
    schema: z.strictObject({ kata: z.string(), title: z.string() }),
  }),
  changelog: defineCollection({
    loader: changelog,
    schema: z.strictObject({ place: z.int(), date: z.iso.date().optional() }),
  }),
  notes: defineCollection({
    loader: notes,
    schema: z.strictObject({}),
  }),
  contributing: defineCollection({
    loader: contributing,
    schema: z.strictObject({ title: z.string() }),
  }),
  // The words of the interface, ours and those of Starlight's that a language translates.
  i18n: defineCollection({
    loader: i18nLoader(),
    schema: i18nSchema({
      extend: z.object(
        Object.fromEntries(Object.keys(english).map((key) => [key, z.string().optional()])),
      ),
    }),
  }),
};
