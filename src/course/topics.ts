import { z } from 'zod';
import { readData } from './data-file.ts';
import { readFrontmatter, readLessons, type Lesson } from './lesson.ts';
import { topicId } from './schema.ts';

/** The list of what the course has to teach, as a path from the repository. */
export const TOPICS_FILE = 'lessons/topics.json';

const topicsFile = z.strictObject({
  /** Whether every topic must be taught by now. */
  complete: z.boolean(),
  groups: z.array(
    z.strictObject({
      title: z.string().min(1),
      /** One sentence for each topic, by its id. */
      topics: z.record(topicId, z.string().min(1)),
    }),
  ),
});

export type Topics = z.infer<typeof topicsFile>;

/** @throws CourseError when the list is missing or wrong */
export function readTopics(root: string): Promise<Topics> {
  return readData(root, {
    path: TOPICS_FILE,
    schema: topicsFile,
    why: 'It says what the course teaches.',
    source: 'src/course/topics.ts',
  });
}

/** The ids of all topics, in their order. */
export function idsOf({ groups }: Topics): string[] {
  return groups.flatMap(({ topics }) => Object.keys(topics));
}

/** A lesson says that it teaches a topic. */
export interface Claim {
  readonly lesson: Lesson;
  /** The topic's id, such as `saga.lifo`. */
  readonly topic: string;
  /** The heading under which it is taught, where one is about it. */
  readonly anchor?: string;
}

/** What the lessons say that they teach, in their order. A page that can't be read says nothing. */
export async function readClaims(lessons: readonly Lesson[], root: string): Promise<Claim[]> {
  const pages = lessons.map(async (lesson) => {
    const frontmatter = await readFrontmatter(root, lesson).catch(() => undefined);
    return (frontmatter?.covers ?? []).map((entry): Claim => {
      const [topic = '', anchor] = entry.split('#');
      return { lesson, topic, ...(anchor === undefined ? {} : { anchor }) };
    });
  });
  return (await Promise.all(pages)).flat();
}

/** Where a topic is explained. */
export interface Place {
  /** `lesson#anchor`, or `lesson`. */
  readonly read: string;
  /** Whether that lesson comes after the reader's own. */
  readonly later: boolean;
}

/**
 * The place in the course where a topic is explained: the heading that a lesson names for it, else
 * the first lesson that teaches it.
 *
 * @param reader the slug of the lesson at which its reader is
 * @returns undefined while no lesson teaches it
 */
export async function placeOf(
  root: string,
  topic: string,
  reader: string,
): Promise<Place | undefined> {
  const lessons = await readLessons(root);
  const claims = await readClaims(lessons, root);
  const own = claims.filter((claim) => claim.topic === topic);
  const place = own.find(({ anchor }) => anchor !== undefined) ?? own[0];
  if (!place) return undefined;
  const slugs = lessons.map(({ slug }) => slug);
  return {
    read: `${place.lesson.slug}${place.anchor === undefined ? '' : `#${place.anchor}`}`,
    later: slugs.includes(reader) && slugs.indexOf(place.lesson.slug) > slugs.indexOf(reader),
  };
}
