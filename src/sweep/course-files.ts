import { join } from 'node:path';
import { AGENDAS_FILE } from '../course/agenda.ts';
import { readFiles, type Files } from '../course/files.ts';
import { TOPICS_FILE } from '../course/topics.ts';

/** The three folders that a lesson has a part in. */
export const SHELVES = ['lessons', 'katas', 'solutions'] as const;
export type Shelf = (typeof SHELVES)[number];

/** What lies on a shelf itself. */
const DATA: readonly string[] = [AGENDAS_FILE, TOPICS_FILE];

/** Everything that lies in the course's folders, read once. */
export interface CourseFiles {
  /** For each shelf, the files of each folder on it, by paths inside that folder. */
  readonly folders: Readonly<Record<Shelf, ReadonlyMap<string, Files>>>;
  /** Files that lie on a shelf itself, in no lesson's folder, as paths from the repository. */
  readonly loose: readonly string[];
}

/** The parts of one lesson. */
export interface LessonFiles {
  /** `07-saga` */
  readonly folder: string;
  readonly lesson: Files;
  readonly kata: Files;
  readonly solution: Files;
}

/** Reads the course's folders; what editors and systems leave behind is passed over. */
export async function readCourse(root: string): Promise<CourseFiles> {
  const loose: string[] = [];
  const folders = { lessons: new Map(), katas: new Map(), solutions: new Map() } satisfies Record<
    Shelf,
    Map<string, Files>
  >;
  for (const shelf of SHELVES) {
    const files = await readFiles(join(root, shelf), (path) => !/(^|\/)\.|\.tmp$/.test(path));
    const byFolder: Map<string, Record<string, string>> = folders[shelf];
    for (const [path, text] of Object.entries(files)) {
      const slash = path.indexOf('/');
      if (slash < 0) {
        if (!DATA.includes(`${shelf}/${path}`)) loose.push(`${shelf}/${path}`);
        continue;
      }
      const folder = path.slice(0, slash);
      const own = byFolder.get(folder) ?? {};
      own[path.slice(slash + 1)] = text;
      byFolder.set(folder, own);
    }
  }
  return { folders, loose };
}

/** One lesson's parts; a part that is missing has no files. */
export function filesOf({ folders }: CourseFiles, folder: string): LessonFiles {
  return {
    folder,
    lesson: folders.lessons.get(folder) ?? {},
    kata: folders.katas.get(folder) ?? {},
    solution: folders.solutions.get(folder) ?? {},
  };
}
