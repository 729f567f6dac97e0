import { outcome, tierNotes } from '../../grading/formats/words.ts';
import { writeExplained } from '../../grading/explain.ts';
import { grade, type Grading } from '../../grading/grade.ts';
import { takeIn } from '../../grading/intake.ts';
import { judgeOf } from '../../grading/judge-of.ts';
import { reportSchema, type GradeReport } from '../../grading/report.ts';
import { mustSeal } from '../../grading/sandbox/readiness.ts';
import { ownVersions } from '../../grading/versions.ts';
import { EXIT, exitOf } from '../exit.ts';
import { writeGrades } from '../grade-files.ts';
import { paint } from '../paint.ts';
import { ROOT } from '../root.ts';
import { whatToGrade, type GradingOptions, type ToGrade } from '../what-to-grade.ts';

export interface GradeOptions extends GradingOptions {
  readonly explain?: string;
  readonly schema?: boolean;
}

/** Grades what was handed in, and ends with a code that says how it went. */
export async function gradeFolders(
  folders: readonly string[],
  options: GradeOptions,
): Promise<number> {
  if (options.schema) {
    console.log(JSON.stringify(reportSchema(), undefined, 2));
    return EXIT.pass;
  }
  const wanted = await whatToGrade('grade', folders, options);
  const { formats } = wanted;
  const reports = await gradeAll(wanted, options.explain);
  if (formats.length === 0) for (const note of tierNotes(wanted)) console.error(`\n${note}`);
  for (const name of formats) await writeGrades(name, reports, options.out);
  return exitOf(reports.flat().map(({ verdict }) => verdict));
}

/** The reports of each learner. Kata by kata, since what judges one is warm then. */
async function gradeAll(
  { submissions, tier, rules, formats }: ToGrade,
  explainIn: string | undefined,
): Promise<GradeReport[][]> {
  if (tier === 'sealed') await mustSeal(ROOT);
  const { judge, close } = await judgeOf(ROOT, tier, (line) => console.error(line));
  const explain: Grading['explain'] =
    explainIn === undefined ? undefined : (of) => writeExplained(explainIn, of);
  const grading = { root: ROOT, tier, rules, explain, versions: await ownVersions(ROOT), judge };
  const reports = submissions.map((): GradeReport[] => []);
  const katas = new Set(submissions.flatMap(({ answers }) => answers.map(({ kata }) => kata)));
  try {
    for (const kata of katas) {
      for (const [index, { learner, answers }] of submissions.entries()) {
        const answer = answers.find((each) => each.kata === kata);
        if (!answer) continue;
        const intake = await takeIn(answer.folder, kata.editable);
        const report = await grade(learner, kata, intake, grading);
        reports[index]?.push(report);
        const tell = formats.length > 0 ? console.error : console.log;
        tell(reportLine(report));
      }
    }
  } finally {
    await close();
  }
  return reports;
}

function reportLine(report: GradeReport): string {
  const { learner, kata, verdict, milliseconds } = report;
  const text = outcome(report).split('\n')[0] ?? '';
  const time = paint('quiet', `(${(milliseconds / 1000).toFixed(1)} s)`);
  return `${learner}  ${paint('strong', kata)}  ${paint(verdict === 'pass' ? 'good' : 'bad', text)}  ${time}`;
}
