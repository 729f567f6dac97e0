import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CourseError } from '../../course/error.ts';
import { findKatas, readKatas } from '../../course/katas.ts';
import { outcome, tierNotes } from '../../grading/formats/words.ts';
import { writeExplained } from '../../grading/explain.ts';
import { grade, type Grading, type Judging } from '../../grading/grade.ts';
import { OWN_RULES, readRules } from '../../grading/rules.ts';
import { reportSchema, TIERS, type GradeReport, type Tier } from '../../grading/report.ts';
import { mustSeal } from '../../grading/sandbox/readiness.ts';
import { SealedJudge } from '../../grading/sandbox/sealed-judge.ts';
import { findSubmissions, type Submission } from '../../grading/submission.ts';
import { fetchServer } from '../../server/index.ts';
import { Dojo, serverCache } from '../dojo.ts';
import { EXIT, exitOf } from '../exit.ts';
import { formatNamed, mustBeWritable, writeGrades } from '../grade-files.ts';
import { paint } from '../paint.ts';
import { ROOT } from '../root.ts';

export interface GradeOptions {
  readonly kata?: readonly string[];
  readonly tier: string;
  readonly format?: readonly string[];
  readonly out?: string;
  readonly rules?: string;
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
  const tier = tierOf(options.tier);
  const formats = (options.format ?? []).map(formatNamed);
  const katas = await readKatas(ROOT);
  const asked = findKatas(katas, options.kata ?? []);
  const submissions: Submission[] = [];
  for (const folder of folders) submissions.push(...(await findSubmissions(folder, katas, asked)));
  if (submissions.length === 0) {
    throw new CourseError(
      'Nothing was named to grade.',
      'Name a folder, such as: npx dojo grade answers',
      { kind: 'usage' },
    );
  }
  mustBeWritable(
    formats,
    submissions.map(({ learner }) => learner),
    options.out,
  );
  const rules = options.rules === undefined ? OWN_RULES : await readRules(options.rules, katas);
  const reports = await gradeAll(submissions, { ...options, tier, rules }, formats.length > 0);
  if (formats.length === 0) for (const note of tierNotes({ tier })) console.error(`\n${note}`);
  for (const name of formats) await writeGrades(name, reports, options.out);
  return exitOf(reports.flat().map(({ verdict }) => verdict));
}

/** The reports of each learner. Kata by kata, since what judges one is warm then. */
async function gradeAll(
  submissions: readonly Submission[],
  { tier, rules, explain: out }: Pick<Grading, 'tier' | 'rules'> & Pick<GradeOptions, 'explain'>,
  quiet: boolean,
): Promise<GradeReport[][]> {
  const { judge, close } = await judgeOf(tier);
  const explain: Grading['explain'] =
    out === undefined ? undefined : (of) => writeExplained(out, of);
  const grading = { root: ROOT, tier, rules, explain, versions: await versions(), judge };
  const reports = submissions.map((): GradeReport[] => []);
  const katas = new Set(submissions.flatMap(({ answers }) => answers.map(({ kata }) => kata)));
  try {
    for (const kata of katas) {
      for (const [index, { learner, answers }] of submissions.entries()) {
        const answer = answers.find((each) => each.kata === kata);
        if (!answer) continue;
        const report = await grade(learner, kata, answer.folder, grading);
        reports[index]?.push(report);
        const tell = quiet ? console.error : console.log;
        tell(reportLine(report));
      }
    }
  } finally {
    await close();
  }
  return reports;
}

/** Who judges, by the rules of the tier. */
async function judgeOf(tier: Tier): Promise<{ judge: Judging; close: () => Promise<void> }> {
  const tell = (line: string) => console.error(line);
  if (tier === 'open') {
    const dojo = await Dojo.open(ROOT, tell);
    return { judge: (...answer) => dojo.verdict(...answer), close: () => dojo.close() };
  }
  await mustSeal(ROOT);
  await fetchServer(serverCache(ROOT), tell);
  const sealed = await SealedJudge.open(ROOT);
  return { judge: (...answer) => sealed.judge(...answer), close: () => sealed.close() };
}

function reportLine(report: GradeReport): string {
  const { learner, kata, verdict, milliseconds } = report;
  const text = outcome(report).split('\n')[0] ?? '';
  const time = paint('quiet', `(${(milliseconds / 1000).toFixed(1)} s)`);
  return `${learner}  ${paint('strong', kata)}  ${paint(verdict === 'pass' ? 'good' : 'bad', text)}  ${time}`;
}

function tierOf(text: string): Tier {
  const tier = TIERS.find((each) => each === text);
  if (tier) return tier;
  throw new CourseError(`There is no tier '${text}'.`, `It is one of ${TIERS.join(' and ')}.`, {
    kind: 'usage',
  });
}

async function versions(): Promise<GradeReport['versions']> {
  const { version = '', dependencies = {} } = JSON.parse(
    await readFile(join(ROOT, 'package.json'), 'utf8'),
  ) as { version?: string; dependencies?: Record<string, string> };
  const sdk = dependencies['@temporalio/workflow'] ?? '';
  return { dojo: version, node: process.versions.node, sdk };
}
