import { readAnswer } from '../../course/answer.ts';
import { playsChaos } from '../../course/kata.ts';
import { readKatas } from '../../course/katas.ts';
import { wrap } from '../../kit/diagnosis.ts';
import { kataMeant } from '../at-hand.ts';
import { ChaosScreen } from '../chaos-screen.ts';
import { columns } from '../columns.ts';
import { Dojo } from '../../judge/dojo.ts';
import { unlessDisk } from '../disk-trouble.ts';
import { exitOf, EXIT } from '../exit.ts';
import { Fate } from '../fate.ts';
import { withKills } from '../kills.ts';
import { keepLastRun, lastRunOf } from '../last-run.ts';
import { wholeRun } from '../next-steps.ts';
import { paint, type Tone } from '../paint.ts';
import { Progress } from '../progress.ts';
import { ROOT } from '../root.ts';
import { runNotKept } from '../standings.ts';
import { failureText, verdictText, type Judged } from '../verdict-text.ts';

const MOST_SEEDS = 10_000;
const USUAL_KILLS = 4;

export interface ChaosOptions {
  readonly seed?: number;
  readonly kills?: number;
  readonly at?: readonly number[];
}

/**
 * Runs an answer while the process of its Worker is really killed, again and again, shows live what
 * happens, and says whether what the kata promises still holds.
 */
export async function chaos(word: string | undefined, options: ChaosOptions): Promise<number> {
  const tell = (line: string) => console.error(line);
  const progress = await Progress.read(ROOT, tell);
  const kata = await kataMeant(ROOT, await readKatas(ROOT), progress, word);
  if (!kata) {
    console.log('There is no kata yet.');
    return EXIT.pass;
  }
  if (!playsChaos(kata)) {
    console.log(`${kata.slug} has no run that the death of its Worker could disturb.`);
    console.log('See one that has:  npx dojo chaos saga');
    return EXIT.pass;
  }
  const { at = [], kills = USUAL_KILLS, seed = Math.floor(Math.random() * MOST_SEEDS) } = options;
  const screen = new ChaosScreen(
    new Fate({ seed, kills, at }),
    (line) => console.log(line),
    columns(),
  );
  const answer = await readAnswer(ROOT, kata);
  console.log(`${paint('strong', kata.slug)}  ${answer.folder}, while its Worker is killed\n`);
  const dojo = await Dojo.open(ROOT, tell, screen);
  try {
    const judged = await dojo.verdict(kata, answer.files, answer.folder);
    await screen.end();
    const verdict = withKills(judged, screen.kills);
    const unkept = await unlessDisk(keepLastRun(ROOT, kata, verdict));
    if (unkept !== undefined) tell(runNotKept(unkept));
    const chosen = at.length > 0 ? at.map((event) => `--at ${event}`) : [`--seed ${seed}`];
    if (kills !== USUAL_KILLS) chosen.push(`--kills ${kills}`);
    const again = ['npx dojo chaos', kata.slug, ...chosen].join(' ');
    const parts = endOf({ kata, answer, verdict }, screen.kills.length, again);
    if (unkept === undefined && lastRunOf(verdict)) {
      parts.push(wholeRun(`npx dojo history ${kata.slug}`));
    }
    for (const part of parts) console.log(`\n${part}`);
    return exitOf([verdict.verdict]);
  } finally {
    await dojo.close();
  }
}

/** How it went, and what to type next. */
function endOf(judged: Judged, kills: number, again: string): string[] {
  const { kata, verdict } = judged;
  const width = columns();
  const said = (tone: Tone, text: string) =>
    wrap(text, width)
      .map((line) => paint(tone, line))
      .join('\n');
  const times = ['never', 'once', 'twice'][kills] ?? `${kills} times`;
  const onceMore = `Once more, just so:  ${again}`;
  const [check] = verdict.checks;
  switch (verdict.verdict) {
    case 'pass':
      if (kills > 0) {
        const proved = `It recovered. Its Worker was killed ${times}, and still: ${check?.promise}.`;
        return [said('good', proved), onceMore];
      }
      return [
        said('look', 'All went well, but nobody was killed: no moment came that was chosen.'),
        `Another try:  npx dojo chaos ${kata.slug}`,
      ];
    case 'fail':
      return [
        said(
          'bad',
          kills > 0
            ? `It did not recover. Its Worker was killed ${times}.`
            : 'It failed although nobody was killed.',
        ),
        ...verdict.checks.map((failed) => failureText(failed, width).join('\n')),
        ...(kills > 0 ? [onceMore] : []),
        `${kills > 0 ? 'See whether it fails without that' : 'See what is wrong without that'}:  npx dojo check ${kata.slug}`,
      ];
    default:
      return [verdictText(judged, width)];
  }
}
