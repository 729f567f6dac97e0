import { CourseError } from '../../course/error.ts';
import { readKatas } from '../../course/katas.ts';
import { Dojo } from '../../judge/dojo.ts';
import { BoardError } from '../../workshop/board-request.ts';
import { WORDS_LENGTH } from '../../workshop/limits.ts';
import { Seat } from '../../workshop/seat.ts';
import { kataMeant } from '../at-hand.ts';
import { EXIT } from '../exit.ts';
import { Progress } from '../progress.ts';
import { agreed } from '../question.ts';
import { ROOT } from '../root.ts';
import { handOf, noteForRoom, sendSoon, showsWhat } from '../seat-side.ts';

const AGREE = 'To agree to what stands above, type the same command with --yes.';

export interface AskOptions {
  readonly kata?: string;
  readonly down?: boolean;
  readonly yes?: boolean;
}

/** Asks the instructor for help, and shows the answer, after saying what will be shown. */
export async function ask(words: readonly string[], options: AskOptions): Promise<number> {
  const seat = await Seat.read(ROOT);
  if (!seat) throw alone();
  if (options.down) {
    await heard(seat, seat.lowerHand());
    console.log('Your hand is down.');
    return EXIT.pass;
  }
  const tell = (line: string) => console.error(line);
  const progress = await Progress.read(ROOT, tell);
  const word = options.kata ?? (progress.last === undefined ? await roomsKata(seat) : undefined);
  const kata = await kataMeant(ROOT, await readKatas(ROOT), progress, word);
  if (!kata) throw new CourseError('There is no kata yet.', 'Begin one: npm start');
  console.error(`Judging ${kata.slug}, so that what is shown is what you have now …`);
  const dojo = await Dojo.open(ROOT, tell);
  let judged;
  try {
    judged = { kata, ...(await dojo.judge(kata)) };
  } finally {
    await dojo.close();
  }
  // Who helps sees beside the hand how its kata stands.
  await noteForRoom(seat, judged, progress.hints(kata).opened);
  await sendSoon(seat);
  const hand = handOf(judged, words.join(' ').slice(0, WORDS_LENGTH));
  console.log(showsWhat(hand, seat).join('\n'));
  if (!options.yes && !(await agreed('\nShow it? (y/n) ', AGREE))) {
    console.log('Your answer was not shown, and your hand is not up.');
    return EXIT.pass;
  }
  const { hand: up } = await heard(seat, seat.raiseHand(hand));
  const before = up?.before ?? 0;
  console.log(
    before === 0 ? 'Your hand is up; you are next.' : `Your hand is up; ${before} before you.`,
  );
  console.log('To take it down: npx dojo ask --down');
  return EXIT.pass;
}

/**
 * The kata at which the room is, for who has begun none.
 *
 * @throws CourseError when it is at none
 */
async function roomsKata(seat: Seat): Promise<string> {
  const { kata } = await heard(seat, seat.news());
  if (kata !== undefined) return kata;
  throw new CourseError(
    'You have begun no kata, and the room is at none.',
    'Say about which you ask: npx dojo ask --kata saga "Why …?"',
    { kind: 'usage' },
  );
}

/** That there is no workshop here. */
export function alone(): CourseError {
  return new CourseError(
    'You sit in no workshop.',
    'Join one: npx dojo join <address> <code>. Alone, `npx dojo hint` helps.',
    { kind: 'usage' },
  );
}

/**
 * What the board answers.
 *
 * @param silent what to do when it does not
 * @throws CourseError when it does not
 */
export async function heard<T>(
  seat: Seat,
  asked: Promise<T>,
  silent = 'Raise your hand in the old way, and type the same command again later.',
): Promise<T> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof BoardError) {
      throw new CourseError(
        `The board says: ${error.message}`,
        error.status === 401
          ? 'The room was closed or begun anew. Leave it: npx dojo leave'
          : 'Type the same command again.',
        { cause: error },
      );
    }
    throw new CourseError(`The board at ${seat.host} does not answer.`, silent, { cause: error });
  }
}
