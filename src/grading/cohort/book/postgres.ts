import { Pool, type PoolClient } from 'pg';
import type { Database, Row } from './sql-book.ts';

/** One process asks for few things at a time. */
const CONNECTIONS = 4;

/** A PostgreSQL database, which workers on all machines reach. */
export class Postgres implements Database {
  readonly #pool: Pool;

  /** @param url such as `postgres://user:word@host/grades` */
  constructor(url: string) {
    this.#pool = new Pool({ connectionString: url, max: CONNECTIONS });
    // A connection that is lost while nobody uses it is made anew when one is needed.
    this.#pool.on('error', () => undefined);
  }

  async rows(sql: string, ...values: readonly (string | number)[]): Promise<Row[]> {
    return rowsOf(this.#pool, sql, values);
  }

  async atOnce(work: (database: Pick<Database, 'rows'>) => Promise<void>): Promise<void> {
    const client = await this.#pool.connect();
    try {
      await client.query('begin');
      await work({ rows: (sql, ...values) => rowsOf(client, sql, values) });
      await client.query('commit');
    } catch (error) {
      await client.query('rollback').catch(() => undefined);
      throw error;
    } finally {
      client.release();
    }
  }

  async close(): Promise<void> {
    await this.#pool.end();
  }
}

async function rowsOf(
  to: Pool | PoolClient,
  sql: string,
  values: readonly (string | number)[],
): Promise<Row[]> {
  const { rows } = await to.query<Row>(sql, [...values]);
  return rows;
}
