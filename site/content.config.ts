import { docsSchema, i18nSchema } from '@astrojs/starlight/schema';
import { glob } from 'astro/loaders';
import { z } from 'astro/zod';
import { defineCollection } from 'astro:content';
import { lessonFrontmatter } from '../src/course/schema.ts';
import { contributing } from './components/contributing.ts';
import { hints } from './components/hints.ts';
import { notes } from './components/notes.ts';

/** The site's own pages, in `site/pages`: Starlight checks them against the lessons' schema too. */
const ownPage = z.strictObject({ page: z.literal('own') });

export const collections = {
  docs: defineCollection({
    loader: glob({
      base: '.',
      pattern: ['lessons/[0-9]*-*/index.mdx', 'site/reference/*.mdx'],
      generateId: ({ entry }) =>
        entry
          .replace(/^lessons\/\d+-(.+)\/index\.mdx$/, 'lessons/$1')
          .replace(/^site\/|\.mdx$/g, ''),
    }),
    schema: docsSchema({ extend: z.union([lessonFrontmatter, ownPage]) }),
  }),
  hints: defineCollection({
    loader: hints,
    schema: z.strictObject({ kata: z.string(), title: z.string() }),
  }),
  notes: defineCollection({
    loader: notes,
    schema: z.strictObject({ toClose: z.number() }),
  }),
  contributing: defineCollection({
    loader: contributing,
    schema: z.strictObject({ title: z.string() }),
  }),
  // We change none of Starlight's own words. It asks for this collection all the same, and a
  // collection without an entry is a warning in every build.
  i18n: defineCollection({ loader: () => [{ id: 'en' }], schema: i18nSchema() }),
};
