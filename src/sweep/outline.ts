import type { Lesson } from '../course/lesson.ts';
import { idsOf, readClaims, readTopics, TOPICS_FILE } from '../course/topics.ts';
import { filesOf, type CourseFiles } from './course-files.ts';
import { anchorsOf } from './headings.ts';
import type { Outline } from './page.ts';
import { PLACEHOLDER } from './placeholders.ts';
import { problemOf, type Problem } from './problem.ts';

/** The course as its pages tell it. */
export interface OutlineReport {
  readonly outline: Outline;
  /** Topics that no lesson covers, in the order of the list. */
  readonly uncovered: readonly string[];
  readonly problems: readonly Problem[];
}

/** Reads what the course is to teach, and what its lessons say that they do. */
export async function readOutline(
  root: string,
  course: CourseFiles,
  lessons: readonly Lesson[],
): Promise<OutlineReport> {
  const page = ({ folder }: Lesson) => filesOf(course, folder).lesson['index.mdx'] ?? '';
  const anchors = new Map(lessons.map((lesson) => [lesson.slug, anchorsOf(page(lesson))]));
  // What a page that is still to be written says of itself is a placeholder too.
  const written = lessons.filter((lesson) => !page(lesson).includes(PLACEHOLDER));
  const claims = await readClaims(written, root);
  const covered = new Set(claims.map(({ topic }) => topic));
  const outline = (topics: readonly string[]) => ({ lessons, claims, topics, anchors });
  try {
    const list = await readTopics(root);
    const topics = idsOf(list);
    const uncovered = topics.filter((topic) => !covered.has(topic));
    const problems = list.complete ? uncovered.map(uncoveredProblem) : [];
    return { outline: outline(topics), uncovered, problems };
  } catch (error) {
    // Without a list, nothing can be said of what the lessons name.
    const problems = [problemOf(TOPICS_FILE, error)];
    return { outline: outline([...covered]), uncovered: [], problems };
  }
}

function uncoveredProblem(topic: string): Problem {
  return {
    where: TOPICS_FILE,
    wrong: `'${topic}' is covered by no lesson.`,
    fix: 'Teach it, and say so in the lesson’s frontmatter; or set `complete` to false.',
  };
}
