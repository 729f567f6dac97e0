import { join } from 'node:path';
import { readFiles, syncFolder, type Files } from '../course/files.ts';
import type { Lesson } from '../course/lesson.ts';
import { isGiven } from '../course/staging.ts';
import {
  json,
  loadCode,
  readRecordings,
  recorded,
  writeHistories,
  type RecordingRuntime,
} from './record.ts';

/** Where a kata keeps earlier versions of its code, and the histories that they recorded. */
const FOLDER = 'histories';

/**
 * Records the histories of a kata that has a `histories/recordings.ts`: for each recording there,
 * `histories/<file>.json`, the full history of a run of the earlier code beside it
 * (`v1.workflows.ts`).
 *
 * @param progress is told what is being recorded, one line each
 * @returns the files that are now different, as paths from `root`
 * @throws CourseError when a recording can't be made
 */
export async function recordHistories(
  root: string,
  lesson: Lesson,
  runtime: RecordingRuntime,
  progress: (line: string) => void = () => {},
): Promise<string[]> {
  const place = `katas/${lesson.folder}/${FOLDER}`;
  const found = await readRecordings(root, place);
  if (!found) return [];
  const { sources, list } = found;
  const pathOf = (file: string) => `${place}/${file}.json`;
  const recordings = list.map((each) => ({ ...each, fullHistory: pathOf(each.file) }));
  const histories: Record<string, string> = {};
  const loading = (code: string) => load(root, lesson, code, sources, runtime);
  const told = (file: string) => progress(`${lesson.slug}: ${FOLDER}/${file}`);
  for await (const { recording, history } of recorded(recordings, runtime, loading, told)) {
    histories[pathOf(recording.file)] = json(history);
  }
  return writeHistories(root, histories);
}

/** Loads earlier code; what it imports from the kata's folder is there too. */
async function load(
  root: string,
  lesson: Lesson,
  code: string,
  sources: Files,
  runtime: RecordingRuntime,
): Promise<void> {
  const given = await readFiles(
    join(root, 'katas', lesson.folder),
    (path) => isGiven(path) && path !== 'workflows.ts',
  );
  const staged = join(root, '.dojo', 'recording', `${lesson.slug}-${FOLDER}`);
  await syncFolder(staged, {
    ...given,
    ...Object.fromEntries(
      Object.entries(sources).map(([path, text]) => [`${FOLDER}/${path}`, text]),
    ),
    'workflows.ts': `export * from './${FOLDER}/${code}';\n`,
  });
  await loadCode(runtime, staged, `katas/${lesson.folder}/${FOLDER}`, code);
}
