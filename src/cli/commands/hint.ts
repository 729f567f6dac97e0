import { readAnswer } from '../../course/answer.ts';
import { readKatas } from '../../course/katas.ts';
import { kataMeant } from '../at-hand.ts';
import { columns } from '../columns.ts';
import { unlessDisk } from '../disk-trouble.ts';
import { EXIT } from '../exit.ts';
import { hintText, nextHintText, openedText } from '../hint-text.ts';
import { paint } from '../paint.ts';
import { Progress } from '../progress.ts';
import { ROOT } from '../root.ts';

export interface HintOptions {
  readonly all?: boolean;
  readonly next?: boolean;
}

/**
 * Opens a hint, and shows it. Another one opens after another try, or when it is asked for; when
 * the kata is solved, all are open.
 */
export async function hint(word: string | undefined, options: HintOptions): Promise<number> {
  const progress = await Progress.read(ROOT, (line) => console.error(line));
  const kata = await kataMeant(ROOT, await readKatas(ROOT), progress, word);
  if (!kata || kata.hints.length === 0) {
    console.log(kata ? `There are no hints for ${kata.slug}.` : 'There is no kata yet.');
    return EXIT.pass;
  }
  const answer = await readAnswer(ROOT, kata);
  const solved = progress.isSolved(kata, answer);
  const { opened: before, tried } = progress.hints(kata);
  const opens = !solved && before < kata.hints.length && (options.next || (tried && !options.all));
  if (opens) {
    const trouble = await unlessDisk(progress.openHint(kata, answer));
    if (trouble) console.error(`That this hint is open was not noted. ${trouble}`);
  }
  const opened = solved ? kata.hints.length : progress.hints(kata).opened;
  console.log(`${paint('strong', kata.slug)}  ${openedText(kata, opened)}\n`);
  console.log(hintText(kata, { opened, all: options.all || solved }, columns()));
  const how = `It opens after another try, or now: npx dojo hint ${kata.slug} --next`;
  const next = nextHintText(kata, opened, how);
  if (next.length > 0) console.log(`\n${next.join('\n')}`);
  return EXIT.pass;
}
