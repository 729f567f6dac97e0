import { z } from 'zod';

/** A slug: the lasting identity of a lesson, its kata and its progress. */
export const slug = z
  .string()
  .regex(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/, 'a slug is lower-case words joined by hyphens');

/** The id of a topic: `saga.lifo`. */
export const topicId = z.string().regex(/^[a-z-]+\.[a-z-]+$/, 'a topic is two words with a dot');

/**
 * What the frontmatter of `lessons/<nn-slug>/index.mdx` must say. The site and the command line
 * read the same schema; a misspelt field is an error in both.
 */
export const lessonFrontmatter = z.strictObject({
  /** The lesson's name, as a person would say it. */
  title: z.string().min(1),
  /** One sentence: what the reader can do afterwards. */
  description: z.string().min(1).max(200),
  /** Honest times in minutes, for planning an evening or a workshop. */
  minutes: z.strictObject({
    read: z.number().int().min(1).max(30),
    kata: z.number().int().min(5).max(90),
  }),
  /**
   * Ids of the topics that this lesson really teaches, each with the heading under which it does,
   * where one is about it: `saga.lifo#newest-first`.
   */
  covers: z.array(z.string().regex(/^[a-z-]+\.[a-z-]+(#[a-z0-9-]+)?$/)).min(1),
  /**
   * What must be understood before: the slugs of whole lessons, and the ids of topics, all of them
   * taught earlier.
   */
  needs: z.array(z.union([slug, topicId])),
});

export type LessonFrontmatter = z.infer<typeof lessonFrontmatter>;
