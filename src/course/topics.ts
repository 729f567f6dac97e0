import { readFrontmatter, readLessons, type Lesson } from './lesson.ts';
import type { LessonFrontmatter } from './schema.ts';

/** A topic that a lesson teaches. */
export interface Taught {
  /** The topic's id, such as `saga.lifo`. */
  readonly topic: string;
  /** The heading under which it is taught; without one, the whole lesson is about it. */
  readonly anchor?: string;
}

/** What a lesson's `covers` says, entry by entry. */
export function taughtBy({ covers }: Pick<LessonFrontmatter, 'covers'>): Taught[] {
  return covers.map((entry) => {
    const [topic = '', anchor] = entry.split('#');
    return { topic, ...(anchor === undefined ? {} : { anchor }) };
  });
}

/**
 * The place in the course where a topic is taught: `lesson#anchor`, or `lesson`. Undefined while no
 * lesson teaches it.
 */
export async function placeOf(root: string, topic: string): Promise<string | undefined> {
  for (const lesson of await readLessons(root)) {
    const taught = (await topicsOf(root, lesson)).find((one) => one.topic === topic);
    if (taught) return `${lesson.slug}${taught.anchor === undefined ? '' : `#${taught.anchor}`}`;
  }
  return undefined;
}

/** A lesson whose page can't be read teaches nothing; whoever judges an answer need not know. */
async function topicsOf(root: string, lesson: Lesson): Promise<Taught[]> {
  try {
    return taughtBy(await readFrontmatter(root, lesson));
  } catch {
    return [];
  }
}
