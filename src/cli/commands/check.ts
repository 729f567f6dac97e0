import { CourseError } from '../../course/error.ts';
import type { Kata } from '../../course/kata.ts';
import { findKatas, readKatas } from '../../course/katas.ts';
import { begunKatas, kataToSolve, solvedSlugs } from '../at-hand.ts';
import { columns } from '../columns.ts';
import { Dojo } from '../../judge/dojo.ts';
import { FastDojo, isFast } from '../../judge/fast.ts';
import { Seat } from '../../workshop/seat.ts';
import { EXIT, exitOf } from '../exit.ts';
import { lastRunOf } from '../last-run.ts';
import { afterPass, wholeRun } from '../next-steps.ts';
import { paint } from '../paint.ts';
import { progressBar } from '../progress-bar.ts';
import { Progress } from '../progress.ts';
import { ROOT } from '../root.ts';
import { noteForRoom, sendSoon } from '../seat-side.ts';
import { noteRun, noteVerdict } from '../standings.ts';
import { verdictLine, verdictText, type Judged } from '../verdict-text.ts';

export interface CheckOptions {
  readonly all?: boolean;
  readonly json?: boolean;
  /** On the simulator. What passes there does not count: the test server has the last word. */
  readonly fast?: boolean;
}

/** Judges answers once, and ends with a code that says how it went. */
export async function check(words: readonly string[], options: CheckOptions): Promise<number> {
  const tell = (line: string) => console.error(line);
  const progress = await Progress.read(ROOT, tell);
  const katas = await chosen(words, options, progress);
  if (katas.length === 0) {
    console.log('All katas are solved. `npx dojo check --all` judges them again.');
    return EXIT.pass;
  }
  const opening = options.fast ? FastDojo.open(ROOT) : Dojo.open(ROOT, tell);
  const dojo = await opening.catch((error: unknown) => {
    if (!options.json || !(error instanceof CourseError)) throw error;
    // Whoever reads JSON gets JSON, also when nothing can be judged.
    const trouble = `${error.message}\n${error.hint}`;
    const verdicts = katas.map(({ slug }) => ({
      kata: slug,
      verdict: 'infra',
      checks: [],
      trouble,
    }));
    console.log(JSON.stringify(verdicts, undefined, 2));
    return undefined;
  });
  if (!dojo) return EXIT.infra;
  const seat = options.fast ? undefined : await Seat.read(ROOT);
  const all: Judged[] = [];
  const begun = options.json || !options.all ? katas : await begunKatas(ROOT, katas);
  try {
    for (const kata of katas) {
      if (!begun.includes(kata)) {
        console.log(`${paint('strong', kata.slug)}  ${paint('quiet', 'not begun')}\n`);
        continue;
      }
      if (options.fast && options.all && !isFast(kata)) {
        tell(`${kata.slug}  needs the test server: npx dojo check ${kata.slug}\n`);
        continue;
      }
      const judged = { kata, ...(await dojo.judge(kata)) };
      const trouble = await (options.fast
        ? noteRun(ROOT, judged)
        : noteVerdict(ROOT, progress, judged));
      if (trouble) tell(trouble);
      if (seat) await noteForRoom(seat, judged, progress.hints(kata).opened);
      all.push(judged);
      if (options.json) continue;
      console.log(`${judgedText(judged, options)}\n`);
    }
  } finally {
    await dojo.close();
  }
  // Once for all: a board that is silent keeps nobody waiting for each kata.
  if (seat) await sendSoon(seat);
  if (options.json) console.log(JSON.stringify(all.map(plainData), undefined, 2));
  else if (options.all && !options.fast) {
    console.log(progressBar(katas, await solvedSlugs(ROOT, katas, progress)));
  }
  const verdicts = all.map(({ verdict }) => verdict.verdict);
  return exitOf(begun.length < katas.length ? [...verdicts, 'fail'] : verdicts);
}

function judgedText(judged: Judged, { fast = false }: CheckOptions): string {
  const { kata, verdict } = judged;
  const parts = [`${verdictLine(judged)}\n`, verdictText(judged, columns())];
  if (fast && verdict.verdict === 'pass') {
    parts.push(
      `Judged on the simulator. On Temporal's test server it counts: npx dojo check ${kata.slug}`,
    );
  } else if (verdict.verdict === 'pass') parts.push(afterPass(`npx dojo solution ${kata.slug}`));
  else if (lastRunOf(verdict)) parts.push('', wholeRun(`npx dojo history ${kata.slug}`));
  return parts.join('\n');
}

async function chosen(
  words: readonly string[],
  { all = false }: CheckOptions,
  progress: Progress,
): Promise<Kata[]> {
  const katas = await readKatas(ROOT);
  if (all) return katas;
  if (words.length === 0) {
    const first = await kataToSolve(ROOT, katas, progress);
    return first ? [first] : [];
  }
  return findKatas(katas, words);
}

/** A verdict for programs: see "For programs" in the README. Histories have a command of their own. */
function plainData({ answer, verdict }: Judged) {
  const checks = verdict.checks.map((check) => {
    const { history: _, ...rest } = check;
    return rest;
  });
  return { ...verdict, checks, folder: answer.folder, untouched: answer.untouched };
}
