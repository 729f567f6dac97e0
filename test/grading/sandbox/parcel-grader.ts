import { mkdtemp, rm } from 'node:fs/promises';
import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { syncFolder, type Files } from '../../../src/course/files.ts';
import { readKatas } from '../../../src/course/katas.ts';
import type { Kata } from '../../../src/course/kata.ts';
import { grade, type Grading } from '../../../src/grading/grade.ts';
import { takeIn } from '../../../src/grading/intake.ts';
import { OWN_RULES } from '../../../src/grading/rules.ts';
import type { GradeReport } from '../../../src/grading/report.ts';
import { SealedJudge } from '../../../src/grading/sandbox/sealed-judge.ts';

/** A course with one small kata: first the money, an hour later the parcel. */
export const COURSE = resolve(import.meta.dirname, '../course');
const SOLUTION = join(COURSE, 'solutions/01-parcel');

/** So long an answer is judged at most; the right one takes three seconds. */
const MOST_MS = 60_000;

/** The right answer. */
export const HONEST: Files = Object.fromEntries(
  ['workflows.ts', 'activities.ts'].map((path) => [
    path,
    readFileSync(join(SOLUTION, path), 'utf8'),
  ]),
);

/** A grader of that kata, by the sealed tier. */
export class ParcelGrader {
  readonly #judge: SealedJudge;
  readonly kata: Kata;

  private constructor(judge: SealedJudge, kata: Kata) {
    this.#judge = judge;
    this.kata = kata;
  }

  static async open(): Promise<ParcelGrader> {
    const [kata] = await readKatas(COURSE);
    if (!kata) throw new Error('The course has no kata.');
    return new ParcelGrader(await SealedJudge.open(COURSE, MOST_MS), kata);
  }

  /**
   * Grades what was handed in.
   *
   * @param prepare makes of the folder what no list of files can say
   * @param rules what whoever grades adds
   * @param explain is told what the grade rests on
   */
  async grade(
    files: Files,
    prepare: (folder: string) => Promise<void> = async () => undefined,
    rules = OWN_RULES,
    explain?: Grading['explain'],
  ): Promise<GradeReport> {
    const folder = await mkdtemp(join(tmpdir(), 'dojo-handed-in-'));
    try {
      await syncFolder(folder, files);
      await prepare(folder);
      return await grade('somebody', this.kata, await takeIn(folder, this.kata.editable), {
        root: COURSE,
        tier: 'sealed',
        rules,
        explain,
        versions: { dojo: '1', node: '1', sdk: '1' },
        judge: (...answer) => this.#judge.judge(...answer),
      });
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }

  async close(): Promise<void> {
    await this.#judge.close();
  }
}
