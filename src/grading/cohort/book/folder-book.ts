import { link, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { randomUUID } from 'node:crypto';
import { writeWhole } from '../../../course/files.ts';
import { gradeReport, type GradeReport } from '../../report.ts';
import { NO_COUNTS, type Counts, type Entry, type GradeBook, type HandedIn } from './book.ts';

/** A grade book of plain files, which people and other programs can read. */
export class FolderBook implements GradeBook {
  readonly #folder: string;
  /** Verdicts that stay, so that they are read once. */
  readonly #verdicts = new Map<string, GradeReport['verdict']>();

  constructor(folder: string) {
    this.#folder = folder;
  }

  async begin(
    cohort: string,
    entries: readonly Entry[],
    answers: ReadonlyMap<string, HandedIn>,
  ): Promise<void> {
    for (const [key, answer] of answers) await writeJson(this.#path('answers', key), answer);
    await writeJson(this.#path('cohorts', cohort), entries);
  }

  async keys(cohort: string, after: string | undefined, atMost: number): Promise<string[]> {
    return keysOf(await this.entries(cohort))
      .filter((key) => after === undefined || key > after)
      .slice(0, atMost);
  }

  async answer(key: string): Promise<HandedIn> {
    const answer = await readJson(this.#path('answers', key));
    if (answer === undefined) throw new Error(`No answer '${key}' was handed in here.`);
    return answer as HandedIn;
  }

  async grade(key: string): Promise<GradeReport | undefined> {
    const report = await readJson(this.#path('grades', key));
    return report === undefined ? undefined : gradeReport.parse(report);
  }

  async enter(key: string, report: GradeReport): Promise<GradeReport> {
    const path = this.#path('grades', key);
    const there = await this.grade(key);
    if (there?.verdict === 'infra') await writeJson(path, report);
    else if (there) return there;
    else await writeFirst(path, report);
    return (await this.grade(key)) ?? report;
  }

  async counts(cohort: string): Promise<Counts> {
    const counts: Record<keyof Counts, number> = { ...NO_COUNTS };
    for (const key of keysOf(await this.entries(cohort))) {
      const verdict = this.#verdicts.get(key) ?? (await this.grade(key))?.verdict ?? 'open';
      if (verdict !== 'open' && verdict !== 'infra') this.#verdicts.set(key, verdict);
      counts[verdict] += 1;
    }
    return counts;
  }

  async entries(cohort: string): Promise<Entry[]> {
    return ((await readJson(this.#path('cohorts', cohort))) ?? []) as Entry[];
  }

  async forget(cohort: string): Promise<void> {
    const others = new Set<string>();
    for (const name of await readdir(join(this.#folder, 'cohorts')).catch(() => [])) {
      const other = name.replace(/\.json$/, '');
      if (other === cohort) continue;
      for (const { key } of await this.entries(other)) others.add(key);
    }
    for (const key of keysOf(await this.entries(cohort))) {
      if (others.has(key)) continue;
      this.#verdicts.delete(key);
      for (const kind of ['grades', 'answers'] as const) {
        await rm(this.#path(kind, key), { force: true });
      }
    }
    await rm(this.#path('cohorts', cohort), { force: true });
  }

  async close(): Promise<void> {}

  #path(kind: 'answers' | 'cohorts' | 'grades', name: string): string {
    return join(this.#folder, kind, `${name}.json`);
  }
}

function keysOf(entries: readonly Entry[]): string[] {
  return [...new Set(entries.map(({ key }) => key))].toSorted();
}

async function writeJson(path: string, value: unknown): Promise<void> {
  await writeWhole(path, `${JSON.stringify(value, undefined, 2)}\n`);
}

/** Writes a file unless it is there. Of several who do that at once, one succeeds. */
async function writeFirst(path: string, value: unknown): Promise<void> {
  const beside = `${path}.${randomUUID()}.first`;
  await writeJson(beside, value);
  try {
    await link(beside, path);
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    // Some disks have no second names for a file.
    if (['EPERM', 'ENOTSUP', 'ENOSYS'].includes(code)) await rename(beside, path);
    else if (code !== 'EEXIST') throw error;
  } finally {
    await rm(beside, { force: true });
  }
}

async function readJson(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, 'utf8'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
