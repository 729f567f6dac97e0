import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readFiles, syncFolder, writeWhole, type Files } from '../course/files.ts';
import type { Lesson } from '../course/lesson.ts';
import { isGiven } from '../course/staging.ts';
import { json, loadCode, readList, RECORDINGS, type RecordingRuntime } from './record.ts';
import { recordRun } from './record-run.ts';

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
  const sources = await readFiles(join(root, place), (path) => /^[^/]+\.ts$/.test(path));
  if (!(RECORDINGS in sources)) return [];
  const changed: string[] = [];
  let loaded: string | undefined;
  for (const recording of await readList(join(root, place, RECORDINGS), `${place}/${RECORDINGS}`)) {
    progress(`${lesson.slug}: ${FOLDER}/${recording.file}`);
    if (recording.code !== loaded) await load(root, lesson, recording.code, sources, runtime);
    loaded = recording.code;
    const path = `${place}/${recording.file}.json`;
    const { history } = await recordRun(runtime, { ...recording, fullHistory: path });
    const known = await readFile(join(root, path), 'utf8').catch(() => undefined);
    if (known === json(history)) continue;
    await writeWhole(join(root, path), json(history));
    changed.push(path);
  }
  return changed;
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
  const beside = Object.entries(sources).filter(([path]) => path !== RECORDINGS);
  await syncFolder(staged, {
    ...given,
    ...Object.fromEntries(beside.map(([path, text]) => [`${FOLDER}/${path}`, text])),
    'workflows.ts': `export * from './${FOLDER}/${code}';\n`,
  });
  await loadCode(runtime, staged, `katas/${lesson.folder}/${FOLDER}`, code);
}
