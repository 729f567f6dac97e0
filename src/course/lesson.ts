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
  const wrong = (why: string, line: number, cause?: unknown) =>
    new CourseError(
      `The frontmatter of ${path} is wrong: ${why}`,
      'src/course/schema.ts says what it must have.',
      { line, cause },
    );
  const file = new VFile(text);
  try {
    matter(file);
  } catch (cause) {
    const [why = ''] = String(cause).split('\n');
    // Lines are counted from below the first ---.
    throw wrong(why, Number(/ at line (\d+)/.exec(why)?.[1] ?? 0) + 1, cause);
  }
  const parsed = lessonFrontmatter.safeParse(file.data.matter);
  if (parsed.success) return parsed.data;
  const { issues } = parsed.error;
  // A field that is misspelt is one too many, and one that is missing: the first says more.
  const issue = issues.find(({ code }) => code === 'unrecognized_keys') ?? issues[0];
  const field = issue?.code === 'unrecognized_keys' ? issue.keys[0] : undefined;
  const names = [...(issue?.path ?? []), field].filter((name) => typeof name === 'string');
  throw wrong(
    `${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`.trim(),
    lineOfField(text, names.at(-1) ?? ''),
  );
}

/** The line in which a field of the frontmatter begins; the first, for one that is missing. */
function lineOfField(text: string, name: string): number {
  const lines = text.split('\n');
  const field = new RegExp(`^\\s*["']?${name}["']?\\s*:`);
  return Math.max(lines.findIndex((line) => field.test(line)) + 1, 1);
}
