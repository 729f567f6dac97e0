import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { VFile } from 'vfile';
import { matter } from 'vfile-matter';
import { CourseError } from './error.ts';
import { lessonFrontmatter, slug as slugSchema, type LessonFrontmatter } from './schema.ts';

/** A lesson's folder name: its number gives the order, its slug the identity. */
const FOLDER = /^(\d{2})-(.+)$/;

/** Where one lesson of the course is, and in which place. */
export interface Lesson {
  /** `saga` */
  readonly slug: string;
  /** `07-saga`: the name of its folder in `lessons/`, `katas/` and `solutions/`. */
  readonly folder: string;
  readonly number: number;
}

/** The lessons in their order, by the folders that are there. */
export async function readLessons(root: string): Promise<Lesson[]> {
  const entries = await readdir(join(root, 'lessons'), { withFileTypes: true });
  return entries
    .filter((entry) => entry.isDirectory())
    .map((entry) => lessonOf(entry.name))
    .sort((one, other) => one.number - other.number);
}

/** @throws CourseError when a folder is not named as a lesson */
export function lessonOf(folder: string): Lesson {
  const match = FOLDER.exec(folder);
  const parsed = slugSchema.safeParse(match?.[2]);
  if (!match || !parsed.success) {
    throw new CourseError(
      `'${folder}' is not the name of a lesson's folder.`,
      'Name it by two digits and a slug, such as 07-saga.',
    );
  }
  return { slug: parsed.data, folder, number: Number(match[1]) };
}

/**
 * What a lesson says about itself.
 *
 * @throws CourseError when the page is missing or its frontmatter is wrong
 */
export async function readFrontmatter(root: string, lesson: Lesson): Promise<LessonFrontmatter> {
  const path = `lessons/${lesson.folder}/index.mdx`;
  const text = await readFile(join(root, path), 'utf8').catch((cause: unknown) => {
    throw new CourseError(`${path} is missing.`, 'Every lesson has a page.', { cause });
  });
  const file = new VFile(text);
  matter(file);
  const parsed = lessonFrontmatter.safeParse(file.data.matter);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new CourseError(
      `The frontmatter of ${path} is wrong: ${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`,
      'src/course/schema.ts says what it must have.',
    );
  }
  return parsed.data;
}
