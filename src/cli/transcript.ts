import { join } from 'node:path';
import { CourseError } from '../course/error.ts';
import { readFiles, syncFolder, type Files } from '../course/files.ts';
import { readKata, startingPoint, type Kata, type Mistake } from '../course/kata.ts';
import type { Lesson } from '../course/lesson.ts';
import type { Verdict } from '../kit/verdict.ts';
import { Dojo } from '../judge/dojo.ts';
import { steadyTranscript } from './transcript-text.ts';
import { verdictText } from './verdict-text.ts';

/**
 * What a learner reads for each mistake of a kata, recorded from the real judge: the text is part
 * of the lesson, so a change of it should be seen and wanted.
 */
export function transcriptFolder(root: string, { folder }: Lesson): string {
  return join(root, 'test', 'transcripts', folder);
}

/** What a learner reads of a verdict on the starting point (no mistake) or on a mistake. */
export function transcriptOf(kata: Kata, verdict: Verdict, mistake?: Mistake): string {
  const files = mistake?.files ?? startingPoint(kata);
  const answer = { files, folder: answerFolder(kata.lesson), untouched: mistake === undefined };
  return `${verdictText({ kata, answer, verdict }, 80)}\n`;
}

/** The name under which a learner knows where the answer lies. */
export function answerFolder({ folder }: Lesson): string {
  return `answers/${folder}`;
}

/**
 * Judges a kata's starting point and every mistake, and gives the transcripts by file name.
 *
 * @throws CourseError when one of them cannot be judged: what is our fault is nothing to show
 */
export async function transcriptsOf(
  dojo: Pick<Dojo, 'verdict'>,
  kata: Kata,
  progress: (line: string) => void,
): Promise<Files> {
  const texts: Record<string, string> = {};
  for (const mistake of [undefined, ...kata.mistakes]) {
    const name = mistake?.name ?? START;
    progress(`${kata.slug}: ${name}`);
    const files = mistake?.files ?? startingPoint(kata);
    const verdict = await dojo.verdict(kata, files, answerFolder(kata.lesson));
    if (verdict.verdict === 'infra') throw notJudged(kata, name, verdict);
    texts[`${name}.txt`] = transcriptOf(kata, verdict, mistake);
  }
  return texts;
}

function notJudged({ slug }: Kata, name: string, { trouble }: Verdict): CourseError {
  return new CourseError(
    `'${name}' of ${slug} could not be judged, and that is not its own fault: ${trouble ?? 'no reason is known'}`,
    `No transcript of this lesson was changed. When the machine has less to do, type: npm run record -- ${slug}`,
  );
}

/** The starting point's name among the transcripts. */
export const START = 'start';

/**
 * Records the transcripts of some lessons' katas.
 *
 * @returns the files that are now different, as paths from `root`
 */
export async function recordTranscripts(
  root: string,
  lessons: readonly Lesson[],
  progress: (line: string) => void,
): Promise<string[]> {
  const dojo = await Dojo.open(root, progress);
  const changed: string[] = [];
  try {
    for (const lesson of lessons) {
      const texts = await transcriptsOf(dojo, await readKata(root, lesson), progress);
      const folder = transcriptFolder(root, lesson);
      const before = await readFiles(folder);
      const paths = new Set([...Object.keys(before), ...Object.keys(texts)]);
      const differ = [...paths].filter((path) => !sameTranscript(before[path], texts[path]));
      const kept = Object.keys(texts).map((path) => {
        const text = differ.includes(path) ? texts[path] : before[path];
        return [path, text ?? ''] as const;
      });
      await syncFolder(folder, Object.fromEntries(kept));
      changed.push(...differ.map((path) => `test/transcripts/${lesson.folder}/${path}`));
    }
  } finally {
    await dojo.close();
  }
  return changed;
}

/** Whether two transcripts tell the same. */
export function sameTranscript(one: string | undefined, other: string | undefined): boolean {
  if (one === undefined || other === undefined) return one === other;
  return steadyTranscript(one) === steadyTranscript(other);
}
