import { DatabaseSync, type StatementSync } from 'node:sqlite';
import type { Database, Row } from './sql-book.ts';

/** So long a process waits for another one to finish writing, in milliseconds. */
const WAIT_MS = 30_000;

/** Node's own SQLite, in one file that several processes of a machine may have open. */
export class Sqlite implements Database {
  readonly #database: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();
  /** One piece of work after the other. */
  #before: Promise<unknown> = Promise.resolve();

  /** @param path the file; it is made when it is missing */
  constructor(path: string) {
    this.#database = new DatabaseSync(path, { timeout: WAIT_MS });
    // Who reads does not wait for who writes; what is written is on the disk before it is said to be.
    this.#database.exec('pragma journal_mode = wal; pragma synchronous = full');
  }

  async rows(sql: string, ...values: readonly (string | number)[]): Promise<Row[]> {
    await this.#before;
    return this.#rows(sql, values);
  }

  async atOnce(work: (database: Pick<Database, 'rows'>) => Promise<void>): Promise<void> {
    const turn = this.#before.then(async () => {
      this.#database.exec('begin immediate');
      try {
        await work({ rows: async (sql, ...values) => this.#rows(sql, values) });
        this.#database.exec('commit');
      } catch (error) {
        this.#database.exec('rollback');
        throw error;
      }
    });
    this.#before = turn.catch(() => undefined);
    await turn;
  }

  async close(): Promise<void> {
    await this.#before;
    this.#database.close();
  }

  #rows(sql: string, values: readonly (string | number)[]): Row[] {
    const known = this.#statements.get(sql);
    // SQLite numbers its values as ?1, ?2.
    const statement = known ?? this.#database.prepare(sql.replaceAll(/\$(\d)/g, '?$1'));
    if (!known) this.#statements.set(sql, statement);
    return statement.all(...values);
  }
}
