import { readFrontmatter, type Lesson } from '../course/lesson.ts';
import { nearest, problemOf, type Problem } from './problem.ts';

/** Looks at what a lesson's page says about itself. */
export async function sweepPage(
  root: string,
  lesson: Lesson,
  lessons: readonly Lesson[],
): Promise<Problem[]> {
  const where = `lessons/${lesson.folder}/index.mdx`;
  try {
    const { needs } = await readFrontmatter(root, lesson);
    return needs.flatMap((need) => needProblem(where, need, lesson, lessons));
  } catch (error) {
    return [problemOf(where, error)];
  }
}

function needProblem(
  where: string,
  need: string,
  lesson: Lesson,
  lessons: readonly Lesson[],
): Problem[] {
  const needed = lessons.find(({ slug }) => slug === need);
  if (!needed) {
    const meant = nearest(
      need,
      lessons.map(({ slug }) => slug),
    );
    return [
      {
        where,
        wrong: `needs '${need}', and there is no such lesson.`,
        fix: meant === undefined ? 'Name a lesson by its slug.' : `Is it meant to be '${meant}'?`,
      },
    ];
  }
  if (needed.number < lesson.number) return [];
  return [
    {
      where,
      wrong: `needs '${need}', which does not come before it.`,
      fix: 'A lesson may build only on earlier ones.',
    },
  ];
}
