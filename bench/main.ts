// Measures verdicts on this machine, or the built site: see README.md beside this file.
import { mkdir } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { EXIT } from '../src/cli/exit.ts';
import { CourseError } from '../src/course/error.ts';
import { writeWhole } from '../src/course/files.ts';
import type { Kata } from '../src/course/kata.ts';
import { readKatas } from '../src/course/katas.ts';
import { fetchServer, type ServerProgram } from '../src/server/index.ts';
import { warmKatas } from './all-katas.ts';
import { floor } from './floor.ts';
import { gradingReport, measureGrading } from './grading.ts';
import { measureCohort } from './cohort/measure.ts';
import { cohortReport } from './cohort/report.ts';
import { coldCheck } from './cold.ts';
import { CourseCopy } from './course-copy.ts';
import { runDocumented, type DocumentedOutcome } from './documented.ts';
import {
  FORMAT,
  targets,
  type Documented,
  type Figures,
  type SweepTime,
  type Unmeasured,
  type WatchMemory,
} from './figures.ts';
import './leaving.ts';
import { load, machine, versions } from './machine.ts';
import { Progress } from './progress.ts';
import { report } from './report.ts';
import { measureRoom } from './room/measure.ts';
import { roomReport } from './room/report.ts';
import { serverFile } from './server-file.ts';
import { serverStart } from './server-start.ts';
import { measureSite } from './site/measure.ts';
import { siteReport } from './site/report.ts';
import { measureSimulator, simulatorReport } from './simulator.ts';
import { timing } from './statistics.ts';
import { sweepTime } from './sweep-time.ts';
import { PLAIN_VITEST, WarmWatch } from './warm.ts';

const COURSE = join(import.meta.dirname, '..');
const KATA = 'saga';
const CHECKS = 5;
const SAVES = 20;
/** With `--memory`, the watch stays open for so many. */
const SAVES_FOR_MEMORY = 200;
const PLAIN_SAVES = 10;
const NO_MEMORY = 'Only Linux tells how much memory a process and those below it hold.';
/** A learner reads the verdict before the next save; what the last one left to do is done then. */
const BETWEEN_SAVES_MS = 400;

try {
  const { values } = parseArgs({
    options: {
      json: { type: 'string' },
      cohort: { type: 'boolean', default: false },
      grade: { type: 'boolean', default: false },
      memory: { type: 'boolean', default: false },
      simulator: { type: 'boolean', default: false },
      site: { type: 'boolean', default: false },
      sweep: { type: 'boolean', default: false },
      workshop: { type: 'boolean', default: false },
    },
  });
  const progress = new Progress((text) => process.stdout.write(text));
  const { figures, text } = await asked().finally(() => progress.end());
  console.log(`\n${text}`);
  if (values.json !== undefined) {
    const path = resolve(values.json);
    await mkdir(dirname(path), { recursive: true });
    await writeWhole(path, `${JSON.stringify(figures, undefined, 2)}\n`);
    console.log(`\nWritten to ${values.json}`);
  }

  async function asked() {
    if (values.site) {
      const all = await measureSite(COURSE, progress);
      return { figures: all, text: siteReport(all) };
    }
    if (values.grade) {
      const all = await measureGrading(COURSE, await readSaga(), progress);
      return { figures: all, text: gradingReport(all) };
    }
    if (values.cohort) {
      const all = await measureCohort(progress);
      return { figures: all, text: cohortReport(all) };
    }
    if (values.simulator) {
      const all = await measureSimulator(progress);
      return { figures: all, text: simulatorReport(all) };
    }
    if (values.workshop) {
      const all = await measureRoom(progress);
      return { figures: all, text: roomReport(all) };
    }
    const all = await measure(progress, values);
    return { figures: all, text: report(all) };
  }
} catch (error) {
  if (!(error instanceof CourseError)) throw error;
  console.error(`${error.message}\n${error.hint}`);
  process.exitCode = EXIT.infra;
}
process.exit();

async function measure(
  progress: Progress,
  { sweep: sweeps, memory: stays }: { sweep: boolean; memory: boolean },
): Promise<Figures> {
  const atStart = load();
  const date = new Date().toISOString();
  const kata = await readSaga();
  const server = await fetchServer(join(COURSE, '.dojo', 'server'), (line) => progress.line(line));
  const copy = await CourseCopy.make(COURSE, ['vitest.config.ts', 'test/closing-line.ts']);
  await copy.solve(kata);
  const cold = timing(await coldChecks(copy, kata, progress));
  const { saves, checks, memory } = await warmSaves(copy, kata, progress, stays);
  const warm = timing(saves);
  const plain = timing(await plainSaves(copy, kata, progress));
  const documented = await documentedRuns(server, copy, { kata, checks }, progress);
  progress.begin('Floor');
  const alone = await floor(server, (spent) => progress.took(spent));
  const katas = await warmKatas(copy.root, progress);
  progress.begin('Server');
  const start = await serverStart(server, (spent) => progress.took(spent));
  let sweep: SweepTime | undefined;
  if (sweeps) {
    progress.begin('Sweep');
    sweep = await sweepTime(COURSE, copy.root);
    progress.took(sweep.whole);
  }
  return {
    format: FORMAT,
    date,
    machine: await machine(),
    versions: versions(server),
    load: atStart,
    checks,
    cold,
    warm,
    memory,
    plain,
    documented,
    floor: alone,
    katas,
    ...(sweep ? { sweep } : {}),
    server: start,
    targets: targets({ warm, memory, documented, katas, ...(sweep ? { sweep } : {}) }),
  };
}

async function readSaga(): Promise<Kata> {
  const kata = (await readKatas(COURSE)).find(({ slug }) => slug === KATA);
  if (kata) return kata;
  throw new CourseError(
    `There is no kata '${KATA}' to measure.`,
    'Name another one in bench/main.ts.',
  );
}

async function coldChecks(copy: CourseCopy, kata: Kata, progress: Progress): Promise<number[]> {
  progress.begin('Cold');
  // The first one also makes what is kept from then on.
  await coldCheck(copy, kata);
  return repeat(CHECKS, progress, () => coldCheck(copy, kata));
}

async function warmSaves(
  copy: CourseCopy,
  kata: Kata,
  progress: Progress,
  stays: boolean,
): Promise<{ saves: number[]; checks: number; memory: WatchMemory | Unmeasured }> {
  progress.begin('Warm');
  const watch = await WarmWatch.open(copy, kata);
  try {
    const saves = await repeat(SAVES, progress, (turn) => saved(watch, turn));
    const early = await watch.memory();
    if (early === undefined) {
      return { saves, checks: watch.checks, memory: { problem: NO_MEMORY } };
    }
    if (!stays) return { saves, checks: watch.checks, memory: { early } };
    progress.begin('Memory');
    await repeat(SAVES_FOR_MEMORY - SAVES, progress, (turn) => saved(watch, SAVES + turn));
    const bytes = (await watch.memory()) ?? 0;
    const late = { saves: SAVES_FOR_MEMORY, bytes };
    return { saves, checks: watch.checks, memory: { early, late } };
  } finally {
    await watch.close();
  }
}

async function plainSaves(copy: CourseCopy, kata: Kata, progress: Progress): Promise<number[]> {
  progress.begin('Vitest');
  const watch = await WarmWatch.open(copy, kata, PLAIN_VITEST);
  try {
    return await repeat(PLAIN_SAVES, progress, (turn) => saved(watch, turn));
  } finally {
    await watch.close();
  }
}

async function saved(watch: WarmWatch, turn: number): Promise<number> {
  await new Promise((resolve) => setTimeout(resolve, BETWEEN_SAVES_MS));
  return watch.save(turn);
}

async function documentedRuns(
  server: ServerProgram,
  copy: CourseCopy,
  { kata, checks }: { kata: Kata; checks: number },
  progress: Progress,
): Promise<Documented | Unmeasured> {
  const file = await serverFile(server, copy.root);
  if ('problem' in file) return file;
  progress.begin('Documented');
  const run = async (supply: 'own' | 'shared') => {
    const outcome = await runDocumented({
      course: COURSE,
      supply,
      server: file.path,
      workflows: copy.answerPath(kata, 'workflows.ts'),
      folder: copy.root,
    });
    if (outcome.passed.length !== checks) throw notTheSame(outcome, checks);
    progress.took(outcome.process);
    return { process: outcome.process, tests: outcome.tests };
  };
  return { own: await run('own'), shared: await run('shared') };
}

function notTheSame({ passed, failed }: DocumentedOutcome, checks: number): CourseError {
  const failures = failed.map((title) => `\n  failed: ${title}`).join('');
  return new CourseError(
    `Of the documented tests, ${passed.length} passed; the kata has ${checks} checks.${failures}`,
    'Write bench/documented/saga.test.ts so that it tests what the kata checks.',
  );
}

async function repeat(
  times: number,
  progress: Progress,
  work: (turn: number) => Promise<number>,
): Promise<number[]> {
  const samples: number[] = [];
  for (let turn = 0; turn < times; turn += 1) {
    const spent = await work(turn);
    progress.took(spent);
    samples.push(spent);
  }
  return samples;
}
