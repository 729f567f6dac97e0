import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { CourseError } from '../course/error.ts';
import { writeWhole } from '../course/files.ts';
import type { Lesson } from '../course/lesson.ts';
import { slug as slugSchema } from '../course/schema.ts';
import { templates } from './templates.ts';

export interface NewLesson {
  /** Its lasting identity: `rate-limits`. */
  readonly slug: string;
  /** Its place in the course, 1 to 99; after the last lesson unless told. */
  readonly number?: number | undefined;
  /** Made from the slug unless told. */
  readonly title?: string | undefined;
}

const SHELVES = ['lessons', 'katas', 'solutions'] as const;
const LAST = 99;

/**
 * Makes a new lesson: its folders in `lessons/`, `katas/` and `solutions/`, all of them or none.
 *
 * @returns the files, as paths from the repository
 * @throws CourseError when the slug or the number is taken, or no good
 */
export async function scaffold(
  root: string,
  { slug, number, title }: NewLesson,
): Promise<string[]> {
  const taken = await takenFolders(root);
  const lesson = lessonFor(slug, number, taken);
  const files = templates(lesson, title?.trim() || titleOf(slug));
  // Written aside first: nobody ever sees half a lesson.
  const aside = join(root, '.dojo', `new-${randomUUID().slice(0, 8)}`);
  try {
    for (const [path, text] of Object.entries(files)) await writeWhole(join(aside, path), text);
    await moveAll(aside, root, lesson.folder);
  } finally {
    await rm(aside, { recursive: true, force: true });
  }
  return Object.keys(files).sort();
}

async function moveAll(from: string, to: string, folder: string): Promise<void> {
  const moved: string[] = [];
  try {
    for (const shelf of SHELVES) {
      await mkdir(join(to, shelf), { recursive: true });
      const target = join(to, shelf, folder);
      await rename(join(from, shelf, folder), target);
      moved.push(target);
    }
  } catch (error) {
    for (const target of moved) await rm(target, { recursive: true, force: true });
    throw error;
  }
}

function lessonFor(slug: string, wanted: number | undefined, taken: readonly string[]): Lesson {
  if (!slugSchema.safeParse(slug).success) {
    throw new CourseError(
      `'${slug}' is not a slug: lower-case words, joined by hyphens.`,
      `Try: npx dojo new ${suggested(slug)}`,
    );
  }
  const same = taken.find((folder) => folder.slice(3) === slug);
  if (same !== undefined) {
    throw new CourseError(
      `There is a lesson '${slug}' already: ${same}.`,
      'Choose another slug: progress and links are kept by it.',
    );
  }
  const numbers = taken.map((folder) => Number(folder.slice(0, 2)));
  const number = wanted ?? Math.max(0, ...numbers) + 1;
  if (!Number.isInteger(number) || number < 1 || number > LAST) {
    throw new CourseError(
      `${number} is no place in the course: places are numbers from 1 to ${LAST}.`,
      `Try: npx dojo new ${slug} --number ${free(numbers)}`,
    );
  }
  const there = taken[numbers.indexOf(number)];
  if (there !== undefined) {
    throw new CourseError(
      `Place ${number} is taken by ${there}.`,
      `Try: npx dojo new ${slug} --number ${free(numbers)}`,
    );
  }
  return { slug, number, folder: `${String(number).padStart(2, '0')}-${slug}` };
}

/** The names of all lessons' folders, whichever of the three are there. */
async function takenFolders(root: string): Promise<string[]> {
  const names = await Promise.all(
    SHELVES.map((shelf) => readdir(join(root, shelf)).catch((): string[] => [])),
  );
  return [...new Set(names.flat())].filter((name) => /^\d{2}-/.test(name)).sort();
}

function free(numbers: readonly number[]): number {
  const places = Array.from({ length: LAST }, (_, index) => index + 1);
  return places.find((place) => !numbers.includes(place)) ?? LAST;
}

/** The nearest slug to what somebody typed. */
function suggested(text: string): string {
  const words = text.toLowerCase().match(/[a-z0-9]+/g) ?? [];
  const slug = words.join('-').replace(/^[0-9-]+/, '');
  return slug === '' ? 'rate-limits' : slug;
}

/** `fan-out-at-scale` as `Fan out at scale`. */
function titleOf(slug: string): string {
  const words = slug.replaceAll('-', ' ');
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
}
