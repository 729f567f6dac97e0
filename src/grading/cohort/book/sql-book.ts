import { gradeReport, type GradeReport } from '../../report.ts';
import { NO_COUNTS, type Counts, type Entry, type GradeBook, type HandedIn } from './book.ts';

/** A database that understands the few statements below; values are $1, $2 and so on. */
export interface Database {
  rows(sql: string, ...values: readonly (string | number)[]): Promise<Row[]>;
  /** What is done in it is done as a whole or not at all. */
  atOnce(work: (database: Pick<Database, 'rows'>) => Promise<void>): Promise<void>;
  close(): Promise<void>;
}

export type Row = Readonly<Record<string, unknown>>;

const TABLES = [
  'create table if not exists dojo_answers (key text primary key, answer text not null)',
  `create table if not exists dojo_handed_in (cohort text not null, place integer not null,
   learner text not null, kata text not null, key text not null, primary key (cohort, place))`,
  'create index if not exists dojo_handed_in_keys on dojo_handed_in (cohort, key)',
  'create index if not exists dojo_handed_in_by_key on dojo_handed_in (key)',
  `create table if not exists dojo_grades
   (key text primary key, verdict text not null, report text not null)`,
];

/** A grade book in a database. */
export class SqlBook implements GradeBook {
  readonly #database: Database;

  private constructor(database: Database) {
    this.#database = database;
  }

  static async open(database: Database): Promise<SqlBook> {
    try {
      // Of two who make the same table at once, PostgreSQL may refuse one; then it is there.
      await makeTables(database).catch(() => makeTables(database));
    } catch (error) {
      await database.close();
      throw error;
    }
    return new SqlBook(database);
  }

  async begin(
    cohort: string,
    entries: readonly Entry[],
    answers: ReadonlyMap<string, HandedIn>,
  ): Promise<void> {
    await this.#database.atOnce(async (database) => {
      for (const [key, answer] of answers) {
        await database.rows(
          'insert into dojo_answers (key, answer) values ($1, $2) on conflict do nothing',
          key,
          JSON.stringify(answer),
        );
      }
      for (const [place, { learner, kata, key }] of entries.entries()) {
        await database.rows(
          `insert into dojo_handed_in (cohort, place, learner, kata, key)
           values ($1, $2, $3, $4, $5) on conflict do nothing`,
          cohort,
          place,
          learner,
          kata,
          key,
        );
      }
    });
  }

  async keys(cohort: string, after: string | undefined, atMost: number): Promise<string[]> {
    const rows = await this.#database.rows(
      'select distinct key from dojo_handed_in where cohort = $1 and key > $2 order by key limit $3',
      cohort,
      after ?? '',
      atMost,
    );
    return rows.map(({ key }) => String(key));
  }

  async answer(key: string): Promise<HandedIn> {
    const [row] = await this.#database.rows('select answer from dojo_answers where key = $1', key);
    if (!row) throw new Error(`No answer '${key}' was handed in here.`);
    return JSON.parse(String(row['answer'])) as HandedIn;
  }

  async grade(key: string): Promise<GradeReport | undefined> {
    const [row] = await this.#database.rows('select report from dojo_grades where key = $1', key);
    return row ? gradeReport.parse(JSON.parse(String(row['report']))) : undefined;
  }

  async enter(key: string, report: GradeReport): Promise<GradeReport> {
    await this.#database.rows(
      `insert into dojo_grades (key, verdict, report) values ($1, $2, $3)
       on conflict (key) do update set verdict = excluded.verdict, report = excluded.report
       where dojo_grades.verdict = 'infra'`,
      key,
      report.verdict,
      JSON.stringify(report),
    );
    return (await this.grade(key)) ?? report;
  }

  async counts(cohort: string): Promise<Counts> {
    const rows = await this.#database.rows(
      `select coalesce(verdict, 'open') as verdict, count(*) as number
       from (select distinct key from dojo_handed_in where cohort = $1) as handed_in
       left join dojo_grades on dojo_grades.key = handed_in.key group by 1`,
      cohort,
    );
    const counted = rows.map((row) => [String(row['verdict']), Number(row['number'])] as const);
    return { ...NO_COUNTS, ...Object.fromEntries(counted) };
  }

  async entries(cohort: string): Promise<Entry[]> {
    const rows = await this.#database.rows(
      'select learner, kata, key from dojo_handed_in where cohort = $1 order by place',
      cohort,
    );
    return rows.map(({ learner, kata, key }) => ({
      learner: String(learner),
      kata: String(kata),
      key: String(key),
    }));
  }

  async forget(cohort: string): Promise<void> {
    await this.#database.atOnce(async (database) => {
      for (const table of ['dojo_grades', 'dojo_answers']) {
        await database.rows(
          `delete from ${table} where key in (select key from dojo_handed_in where cohort = $1)
           and key not in (select key from dojo_handed_in where cohort <> $2)`,
          cohort,
          cohort,
        );
      }
      await database.rows('delete from dojo_handed_in where cohort = $1', cohort);
    });
  }

  close(): Promise<void> {
    return this.#database.close();
  }
}

async function makeTables(database: Database): Promise<void> {
  for (const table of TABLES) await database.rows(table);
}
