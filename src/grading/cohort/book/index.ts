import { mkdir, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { CourseError } from '../../../course/error.ts';
import type { GradeBook } from './book.ts';
import { FolderBook } from './folder-book.ts';
import { SqlBook } from './sql-book.ts';

export * from './book.ts';

/** Where grades are kept unless told. */
export const OWN_BOOK = 'grades.sqlite';

/**
 * Opens a grade book, and makes it where there is none: a PostgreSQL database by its address, an
 * SQLite file by a name that ends in `.sqlite` or `.db`, or a folder.
 *
 * @throws CourseError when it can't be opened
 */
export async function openBook(where: string): Promise<GradeBook> {
  try {
    if (/^postgres(ql)?:\/\//.test(where)) {
      const { Postgres } = await import('./postgres.ts');
      return await SqlBook.open(new Postgres(where));
    }
    const path = resolve(where);
    if (/\.(sqlite|db)$/.test(where)) {
      await mkdir(dirname(path), { recursive: true });
      const { Sqlite } = await import('./sqlite.ts');
      return await SqlBook.open(new Sqlite(path));
    }
    await mkdir(path, { recursive: true });
    if (!(await stat(path)).isDirectory()) throw new Error('It is no folder.');
    return new FolderBook(path);
  } catch (error) {
    // An address may have a password in it.
    const shown = where.replace(/:\/\/.*@/, '://…@');
    throw new CourseError(
      `Grades can’t be kept in ${shown}: ${error instanceof Error ? error.message : String(error)}`,
      'Say where: --book grades.sqlite for a file, --book grades for a folder, or --book postgres://host/name for PostgreSQL.',
    );
  }
}
