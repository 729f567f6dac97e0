import { readFile } from 'node:fs/promises';
import { join, normalize } from 'node:path';
import { pathToFileURL } from 'node:url';
import { CourseError } from '../course/error.ts';
import { readFiles, syncFolder, writeWhole, type Files } from '../course/files.ts';
import type { Lesson } from '../course/lesson.ts';
import type { AnswerState } from '../kit/runtime.ts';
import { recordRun, type Recorder } from './record-run.ts';
import { recordedCode, RECORDINGS } from './recorded-code.ts';
import type { RecordedRun, Recording } from './recording.ts';

/** What recordings are made on: a runtime that can load code. */
export interface RecordingRuntime extends Recorder {
  load(folder: string, shown: string): Promise<AnswerState>;
}

/**
 * Records the runs of one lesson into `lessons/<lesson>/recordings/`, which holds these files and
 * no others; and full histories, where a recording asks for them.
 *
 * @returns the files that are now different, as paths from `root`; none for a lesson without a
 *   `recordings.ts`
 * @throws CourseError when a recording can't be made
 */
export async function recordLesson(
  root: string,
  lesson: Lesson,
  runtime: RecordingRuntime,
  progress: (line: string) => void = () => {},
): Promise<string[]> {
  const place = `lessons/${lesson.folder}`;
  const found = await readRecordings(root, place);
  if (!found) return [];
  const { files, sources, list } = found;
  const records: Record<string, string> = {};
  const histories: Record<string, string> = {};
  const loading = (code: string) => load(root, lesson, code, sources, runtime);
  const told = (file: string) => progress(`${lesson.slug}: ${file}`);
  for await (const { recording, run, history } of recorded(list, runtime, loading, told)) {
    const { waits, events, ...about } = run;
    const code = recordedCode(files, recording.code);
    records[`${recording.file}.json`] = json({
      ...about,
      code,
      waits,
      events,
    } satisfies RecordedRun);
    if (recording.fullHistory !== undefined) histories[inside(recording)] = json(history);
  }
  const folder = `${place}/recordings`;
  const known = await readFiles(join(root, folder));
  await syncFolder(join(root, folder), records);
  return [
    ...differing(known, records).map((path) => `${folder}/${path}`),
    ...(await writeHistories(root, histories)),
  ];
}

/**
 * Records one run after the other.
 *
 * @param load loads the code that a run needs; not called where it is the code of the run before
 * @param told is given the name of each recording before it is made
 */
export async function* recorded(
  recordings: readonly Recording[],
  runtime: RecordingRuntime,
  load: (code: string) => Promise<void>,
  told: (file: string) => void,
) {
  let loaded: string | undefined;
  for (const recording of recordings) {
    told(recording.file);
    if (recording.code !== loaded) await load(recording.code);
    loaded = recording.code;
    yield { recording, ...(await recordRun(runtime, recording)) };
  }
}

/**
 * What is to be recorded of the code in a folder, all files there, and that code; undefined without a
 * `recordings.ts`.
 *
 * @throws CourseError when the file exports no list
 */
export async function readRecordings(
  root: string,
  place: string,
): Promise<
  | { readonly files: Files; readonly sources: Files; readonly list: readonly Recording[] }
  | undefined
> {
  const files = await readFiles(join(root, place), (path) => /^[^/]+\.ts$/.test(path));
  const { [RECORDINGS]: text, ...sources } = files;
  if (text === undefined) return undefined;
  const { href } = pathToFileURL(join(root, place, RECORDINGS));
  const module = (await import(href)) as { recordings?: unknown };
  if (Array.isArray(module.recordings))
    return { files, sources, list: module.recordings as Recording[] };
  throw new CourseError(
    `${place}/${RECORDINGS} exports no list of recordings.`,
    'Write in it: export const recordings: readonly Recording[] = […]',
  );
}

/** Loads one of the lesson's workflow files. A lesson may have several; a Worker takes one. */
async function load(
  root: string,
  lesson: Lesson,
  code: string,
  sources: Files,
  runtime: RecordingRuntime,
): Promise<void> {
  const staged = join(root, '.dojo', 'recording', lesson.slug);
  await syncFolder(staged, { ...sources, 'workflows.ts': `export * from './${code}';\n` });
  await loadCode(runtime, staged, `lessons/${lesson.folder}`, code);
}

/**
 * Loads staged code.
 *
 * @param shown the folder's name as its author knows it
 * @param code the file in it
 * @throws CourseError when it can't be loaded
 */
export async function loadCode(
  runtime: RecordingRuntime,
  staged: string,
  shown: string,
  code: string,
): Promise<void> {
  const answer = await runtime.load(staged, shown);
  if (answer.state === 'loaded') return;
  throw new CourseError(
    [`${shown}/${code} can't be loaded: ${answer.problem.message}`, ...answer.problem.details].join(
      '\n',
    ),
    'Correct it, and type: npm run record',
  );
}

function inside({ file, fullHistory = '' }: Recording): string {
  const path = normalize(fullHistory).replaceAll('\\', '/');
  if (/^(katas|lessons)\/.+\.json$/.test(path)) return path;
  throw new CourseError(
    `The recording '${file}' would keep its full history in '${fullHistory}'.`,
    'Give a .json file below katas/ or lessons/, such as katas/16-versioning/histories/v1.json.',
  );
}

/**
 * Writes what differs from the file that is there.
 *
 * @returns the paths of these
 */
export async function writeHistories(root: string, histories: Files): Promise<string[]> {
  const changed: string[] = [];
  for (const [path, text] of Object.entries(histories)) {
    const known = await readFile(join(root, path), 'utf8').catch(() => undefined);
    if (known === text) continue;
    await writeWhole(join(root, path), text);
    changed.push(path);
  }
  return changed;
}

/** The paths whose text differs, or that only one of the two has. */
function differing(one: Files, other: Files): string[] {
  const paths = new Set([...Object.keys(one), ...Object.keys(other)]);
  return [...paths].filter((path) => one[path] !== other[path]).sort();
}

/** A file's text. */
export function json(value: unknown): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}
