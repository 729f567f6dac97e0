import { join } from 'node:path';
import { readFiles, syncFolder, type Files } from '../course/files.ts';
import { readKata, type Kata } from '../course/kata.ts';
import type { Lesson } from '../course/lesson.ts';
import { Judge } from '../judge/judge.ts';
import { steadyTranscript } from './transcript-text.ts';
import { verdictText } from './verdict-text.ts';

/**
 * What a learner reads for each mistake of a kata, recorded from the real judge: the text is part
 * of the lesson, so a change of it should be seen and wanted.
 */
export function transcriptFolder(root: string, { folder }: Lesson): string {
  return join(root, 'test', 'transcripts', folder);
}

/** Judges every mistake of a kata, and the starting point, and gives what is printed of each. */
export async function transcriptsOf(
  judge: Judge,
  kata: Kata,
  progress: (line: string) => void = () => {},
): Promise<Files> {
  const folder = `answers/${kata.lesson.folder}`;
  const answers = [
    { name: 'start', files: kata.pristine, untouched: true },
    ...kata.mistakes.map(({ name, files }) => ({ name, files, untouched: false })),
  ];
  const texts: Record<string, string> = {};
  for (const { name, files, untouched } of answers) {
    progress(`${kata.slug}: ${name}`);
    const verdict = await judge.judge(kata, files, folder);
    const text = verdictText({ kata, answer: { files, folder, untouched }, verdict }, 80);
    texts[`${name}.txt`] = `${text}\n`;
  }
  return texts;
}

/**
 * Records the transcripts of some lessons' katas.
 *
 * @param address the test server's
 * @returns the files that are now different, as paths from `root`
 */
export async function recordTranscripts(
  root: string,
  address: string,
  lessons: readonly Lesson[],
  progress: (line: string) => void,
): Promise<string[]> {
  const judge = await Judge.open(root, address);
  const changed: string[] = [];
  try {
    for (const lesson of lessons) {
      const texts = await transcriptsOf(judge, await readKata(root, lesson), progress);
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
    await judge.close();
  }
  return changed;
}

/** Whether two transcripts tell the same. */
export function sameTranscript(one: string | undefined, other: string | undefined): boolean {
  if (one === undefined || other === undefined) return one === other;
  return steadyTranscript(one) === steadyTranscript(other);
}
