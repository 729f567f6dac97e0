import { join } from 'node:path';
import { writeWhole, type Files } from '../course/files.ts';
import { historyPage } from '../kit/history-page.ts';
import type { JudgedRun } from '../kit/run-history.ts';
import type { Verdict } from '../kit/verdict.ts';
import { pretty } from './formats/words.ts';
import type { GradeReport } from './report.ts';

/** A grade with what it rests on. */
export interface Explained {
  readonly report: GradeReport;
  /** The files that counted. */
  readonly files: Files;
  /** The runs of the failed checks, as far as their reasons are told. */
  readonly runs: readonly JudgedRun[];
}

/** The runs that a verdict was about, of those checks whose reason the report tells. */
export function runsBehind({ checks }: GradeReport, verdict: Verdict): JudgedRun[] {
  const told = new Set(checks.flatMap(({ id, diagnosis }) => (diagnosis ? [id] : [])));
  return verdict.checks.flatMap(({ id, promise, outcome, history, diagnosis: { when } = {} }) => {
    if (!history || outcome === 'infra' || !told.has(id)) return [];
    return [{ id, promise, outcome, ...(when === undefined ? {} : { when }), history }];
  });
}

/**
 * Writes down what a learner needs to look into a grade, and to have it judged again: the report,
 * the answer that counted, and each failed check's run, to be looked at in a browser and as data.
 *
 * @returns the folder
 */
export async function writeExplained(
  out: string,
  { report, files, runs }: Explained,
): Promise<string> {
  const folder = join(out, report.learner, report.kata);
  await writeWhole(join(folder, 'report.json'), pretty(report));
  for (const [path, text] of Object.entries(files)) {
    await writeWhole(join(folder, 'answer', path), text);
  }
  for (const run of runs) {
    const name = run.id.slice(run.id.indexOf('/') + 1);
    await writeWhole(join(folder, 'runs', `${name}.html`), historyPage(run, { all: true }));
    await writeWhole(join(folder, 'runs', `${name}.json`), pretty(run));
  }
  await writeWhole(join(folder, 'README.md'), readme(report, runs));
  return folder;
}

function readme(report: GradeReport, runs: readonly JudgedRun[]): string {
  const { kata, folder, tier, verdict, versions, hashes, files } = report;
  const copies = files.map((file) => `cp answer/${file} COURSE/${folder}/${file}`);
  const looks = runs.length > 0 ? ' `runs/` has the run of each failed check: open one.' : '';
  return `# How this grade came about

The verdict on this answer to ${kata} is \`${verdict}\`, by the ${tier} tier. \`report.json\` says it all.${looks}

To see it again, take a copy of the course (version ${versions.dojo}, SDK ${versions.sdk}) and type, with its folder in place of COURSE:

\`\`\`sh
${copies.join('\n')}
cd COURSE
npx dojo check ${kata}
npx dojo history ${kata}
\`\`\`

The same answer has the hash \`${hashes.answer}\`, and what judged it \`${hashes.suite}\`: \`npx dojo grade --tier open --format json\` prints both. Where they are the same and the verdict is not, tell whoever graded.
`;
}
