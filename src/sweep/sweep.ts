import { join } from 'node:path';
import { readFiles } from '../course/files.ts';
import { readKata, type Kata } from '../course/kata.ts';
import type { Lesson } from '../course/lesson.ts';
import { filesOf, readCourse } from './course-files.ts';
import { sweepFolders } from './folders.ts';
import type { KillMatrix } from './kill-matrix.ts';
import { LESSON_RULES, SITE_RULES } from './lesson-rules.ts';
import { readOutline } from './outline.ts';
import { sweepPage } from './page.ts';
import { isUnwritten } from './placeholders.ts';
import { pictureProblems } from './prose.ts';
import { problemOf, type Problem } from './problem.ts';
import { sweepVerdicts, type Verdicts } from './verdicts.ts';

export interface SweepOptions {
  /** Gives the verdicts. Without it, only what can be seen without running anything is swept. */
  readonly judge?: Verdicts;
  /** Sweeps only this lesson, by slug; what concerns the course as a whole is left out. */
  readonly only?: string;
  /** Is told how far the sweep is, one line each. */
  readonly progress?: (line: string) => void;
}

/** What a sweep over the course found. */
export interface Sweep {
  /** The lessons that were swept. */
  readonly lessons: readonly Lesson[];
  /** Empty when the course is whole. */
  readonly problems: readonly Problem[];
  /** Topics that no lesson covers; a problem only when the course says that it is complete. */
  readonly uncovered: readonly string[];
  /** For each kata that was judged, which mistakes fail which checks. */
  readonly matrices: readonly KillMatrix[];
}

/**
 * Sweeps a course: are its lessons whole, does each starting point fail, does each right answer
 * pass, and is each mistake caught by the check that it names?
 *
 * @param root the folder with `lessons/`, `katas/` and `solutions/`
 */
export async function sweep(
  root: string,
  { judge, only, progress = () => {} }: SweepOptions = {},
): Promise<Sweep> {
  const course = await readCourse(root);
  const { lessons, problems: folderProblems } = sweepFolders(course);
  const swept = lessons.filter(({ slug }) => only === undefined || slug === only);
  const { outline, uncovered, problems: topicProblems } = await readOutline(root, course, lessons);
  const problems: Problem[] = only === undefined ? [...folderProblems, ...topicProblems] : [];
  const matrices: KillMatrix[] = [];
  for (const lesson of swept) {
    const files = filesOf(course, lesson.folder);
    const page = files.lesson['index.mdx'];
    if (page !== undefined) problems.push(...(await sweepPage(root, lesson, page, outline)));
    problems.push(...LESSON_RULES.flatMap((rule) => rule(files)));
    const kata = await readable(root, lesson, problems);
    if (!kata || !judge) continue;
    if (isUnwritten(files)) {
      progress(`${lesson.slug}: not judged, its code is not written yet`);
      continue;
    }
    const report = await sweepVerdicts(kata, judge, outline.anchors, progress);
    problems.push(...report.problems);
    if (report.matrix) matrices.push(report.matrix);
  }
  return { lessons: swept, problems, uncovered, matrices };
}

/**
 * Looks for what a reader of the site would stumble over. It is less than an author has still to
 * do: a lesson may be too long, or its kata have too few mistakes, and be read all the same.
 */
export async function sweepSite(root: string): Promise<Problem[]> {
  const course = await readCourse(root);
  const { lessons, problems: folders } = sweepFolders(course);
  const { outline, problems: topics } = await readOutline(root, course, lessons);
  const problems: Problem[] = [...folders, ...topics];
  for (const lesson of lessons) {
    const files = filesOf(course, lesson.folder);
    problems.push(...(await sweepPage(root, lesson, files.lesson['index.mdx'] ?? '', outline)));
    problems.push(...SITE_RULES.flatMap((rule) => rule(files)));
    await readable(root, lesson, problems);
  }
  const reference = await readFiles(join(root, 'site', 'reference'));
  for (const [path, text] of Object.entries(reference)) {
    problems.push(...pictureProblems(`site/reference/${path}`, text));
  }
  return problems;
}

async function readable(
  root: string,
  lesson: Lesson,
  problems: Problem[],
): Promise<Kata | undefined> {
  try {
    return await readKata(root, lesson);
  } catch (error) {
    problems.push(problemOf(`katas/${lesson.folder}`, error));
    return undefined;
  }
}
