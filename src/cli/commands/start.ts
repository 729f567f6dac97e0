import { readAnswer, startAnswer } from '../../course/answer.ts';
import type { Kata } from '../../course/kata.ts';
import { readKatas } from '../../course/katas.ts';
import { staySmall } from '../../runtime/host-process.ts';
import { Seat } from '../../workshop/seat.ts';
import { kataNamed, kataToSolve, plannedFirst } from '../at-hand.ts';
import { columns } from '../columns.ts';
import { Dojo } from '../../judge/dojo.ts';
import { unlessDisk } from '../disk-trouble.ts';
import { EXIT } from '../exit.ts';
import { introduction } from '../introduction.ts';
import { lastRunOf } from '../last-run.ts';
import { afterPass, nextSteps, wholeRun } from '../next-steps.ts';
import { paint } from '../paint.ts';
import { Progress } from '../progress.ts';
import { ROOT } from '../root.ts';
import { plannedSoon, SeatSide } from '../seat-side.ts';
import { noteVerdict } from '../standings.ts';
import { verdictLine, verdictText } from '../verdict-text.ts';
import { watch } from '../watch.ts';

/**
 * Brings a kata to the learner's desk and judges it: unless one is named, that which was at hand
 * last, or the next to solve. In a terminal it stays and judges again on
 * every save; without one it judges once, and ends well whatever the verdict, because then the
 * question was whether all this works.
 */
export async function start(
  word: string | undefined,
  { poll = false }: { readonly poll?: boolean },
): Promise<number> {
  const stays = process.stdin.isTTY && process.stdout.isTTY && !process.env['CI'];
  const tell = (line: string) => console.log(line);
  const progress = await Progress.read(ROOT, tell);
  const katas = await readKatas(ROOT);
  const seat = await Seat.read(ROOT);
  const kata = word === undefined ? await toSolve(katas, progress, seat) : kataNamed(katas, word);
  if (!kata) {
    console.log(paint('good', 'All katas are solved.'));
    console.log('`npx dojo list` shows them; `npx dojo start <kata>` goes back to one.');
    return EXIT.pass;
  }
  await unlessDisk(progress.goTo(kata));
  const what = await introduction(ROOT, kata, await startAnswer(ROOT, kata));
  console.log(what);
  if (stays) staySmall();
  const dojo = await Dojo.open(ROOT, tell);
  if (stays) {
    const side = seat ? { seat: new SeatSide(seat) } : {};
    const begins = { kata, introduction: what };
    const last = await watch({ root: ROOT, dojo, katas, progress, poll, ...begins, ...side });
    const solved = progress.isSolved(last, await readAnswer(ROOT, last));
    console.log(`Go on: ${solved ? 'npm start' : `npx dojo start ${last.slug}`}`);
    // Nobody waits for what is still under way: all that we started ends with this process.
    return EXIT.pass;
  }
  try {
    const judged = { kata, ...(await dojo.judge(kata)) };
    const trouble = await noteVerdict(ROOT, progress, judged);
    if (trouble) console.error(trouble);
    console.log(`${verdictLine(judged)}\n`);
    console.log(verdictText(judged, columns()));
    const { verdict } = judged.verdict;
    const passed = verdict === 'pass';
    if (!passed && lastRunOf(judged.verdict)) {
      console.log(`\n${wholeRun(`npx dojo history ${kata.slug}`)}`);
    }
    console.log(
      passed
        ? afterPass(`npx dojo solution ${kata.slug}`)
        : nextSteps(kata, `Then  npx dojo start ${kata.slug}`),
    );
    return verdict === 'infra' ? EXIT.infra : EXIT.pass;
  } finally {
    await dojo.close();
  }
}

/** What there is to solve now; for who sits in a workshop, by its agenda. */
async function toSolve(
  katas: readonly Kata[],
  progress: Progress,
  seat: Seat | undefined,
): Promise<Kata | undefined> {
  const planned = seat ? await plannedSoon(seat) : [];
  return kataToSolve(ROOT, plannedFirst(katas, planned), progress);
}
