import { lessonOf, type Lesson } from '../course/lesson.ts';
import { SHELVES, type CourseFiles } from './course-files.ts';
import { problemOf, type Problem } from './problem.ts';

/** What the names of the folders say: the lessons that are whole, and what is wrong. */
export interface FolderReport {
  /** Lessons that have all three folders, in their order. */
  readonly lessons: readonly Lesson[];
  readonly problems: readonly Problem[];
}

/** Looks at the folders of the course by name: each lesson has three, of one name. */
export function sweepFolders({ folders, loose }: CourseFiles): FolderReport {
  const problems: Problem[] = loose.map((where) => ({
    where,
    wrong: 'lies in no lesson’s folder.',
    fix: 'Move it to the lesson that it belongs to, or delete it.',
  }));
  const lessons: Lesson[] = [];
  const names = new Set(SHELVES.flatMap((shelf) => [...folders[shelf].keys()]));
  for (const folder of [...names].sort()) {
    const there = SHELVES.filter((shelf) => folders[shelf].has(folder));
    try {
      const lesson = lessonOf(folder);
      if (there.length === SHELVES.length) lessons.push(lesson);
    } catch (error) {
      problems.push(problemOf(`${there[0]}/${folder}`, error));
      continue;
    }
    for (const shelf of SHELVES.filter((other) => !there.includes(other))) {
      problems.push({
        where: `${shelf}/${folder}`,
        wrong: `is missing, and ${there[0]}/${folder} is there.`,
        fix: 'Every lesson has a folder of the same name in lessons/, katas/ and solutions/.',
      });
    }
  }
  const known = [...names].filter((folder) => /^\d{2}-/.test(folder)).sort();
  return { lessons, problems: [...problems, ...doubles(known)] };
}

function doubles(folders: readonly string[]): Problem[] {
  const slug = (folder: string) => folder.slice(3);
  const number = (folder: string) => folder.slice(0, 2);
  return folders.flatMap((folder, index): Problem[] => {
    const earlier = folders.slice(0, index);
    const sameSlug = earlier.find((other) => slug(other) === slug(folder));
    const sameNumber = earlier.find((other) => number(other) === number(folder));
    const where = `lessons/${folder}`;
    return [
      ...(sameSlug
        ? [
            {
              where,
              wrong: `has the slug '${slug(folder)}', and so has ${sameSlug}.`,
              fix: 'Give one of them another slug: progress and links are kept by it.',
            },
          ]
        : []),
      ...(sameNumber
        ? [
            {
              where,
              wrong: `has the number ${number(folder)}, and so has ${sameNumber}.`,
              fix: 'Give one of them another number: it is the lesson’s place in the course.',
            },
          ]
        : []),
    ];
  });
}
