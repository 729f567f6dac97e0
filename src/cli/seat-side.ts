import { stripVTControlCharacters } from 'node:util';
import type { Answer } from '../course/answer.ts';
import type { Kata } from '../course/kata.ts';
import { filesHash } from '../course/suite-version.ts';
import type { HandRaised, RoomNews } from '../workshop/messages.ts';
import { BoardError, Seat } from '../workshop/seat.ts';
import { SeatLink } from '../workshop/seat-link.ts';
import type { Happened } from '../workshop/standing.ts';
import { unlessDisk } from './disk-trouble.ts';
import { historyText } from './history-text.ts';
import { lastRunOf } from './last-run.ts';
import { paint } from './paint.ts';
import { plain } from './plain.ts';
import { failureText, type Judged } from './verdict-text.ts';

/** How often what depends on the time is looked at, in milliseconds. */
const TICK_MS = 5000;
/** Of a failed check and its run, so many letters are shown to who helps. */
const SHOWN = 150_000;
/** Who helps has a wider screen than 80 columns, or scrolls. */
const WIDTH = 96;

/** A learner's side of a workshop while a watch runs: what goes to the board, and what comes. */
export class SeatSide {
  readonly #seat: Seat;
  readonly #link: SeatLink;
  #ticking: NodeJS.Timeout | undefined;
  #tell: () => void = () => undefined;
  #lines = '';

  constructor(seat: Seat) {
    this.#seat = seat;
    this.#link = new SeatLink(seat, () => this.#changed());
  }

  /** The side of who sits in a workshop; nothing for who learns alone. */
  static async read(root: string): Promise<SeatSide | undefined> {
    const seat = await Seat.read(root);
    return seat && new SeatSide(seat);
  }

  /** @param tell is called when `lines` has become something else */
  open(tell: () => void): void {
    this.#tell = tell;
    this.#link.open();
    this.#ticking = setInterval(() => this.#changed(), TICK_MS);
  }

  /** Whether the learner's hand is up. */
  get handIsUp(): boolean {
    return this.#link.news?.hand !== undefined;
  }

  /** What stands below the screen: what the room says, the time left, one's own hand. */
  lines(): string[] {
    const { news, state } = this.#link;
    const { name, title, host } = this.#seat;
    if (state === 'gone') return ['The board knows your seat no more. Type: npx dojo leave'];
    const where = `${plain(title)}, as ${plain(name)}`;
    const lost = `: the board at ${host} is not heard; what you do is kept for it`;
    return [...(news ? newsLines(news) : []), state === 'lost' ? where + lost : where];
  }

  async at({ slug }: Kata): Promise<void> {
    await this.#note({ kind: 'at', kata: slug });
  }

  async hint({ slug }: Kata, opened: number): Promise<void> {
    await this.#note({ kind: 'hint', kata: slug, opened });
  }

  async verdict(judged: Judged, hints: number): Promise<void> {
    const happened = await happenedAt(this.#seat, judged, hints);
    if (happened) await this.#note(happened);
  }

  /** What a learner agrees to who asks for help, or whose hand is up. */
  askScreen(judged: Judged | undefined): string {
    if (this.handIsUp) return paint('strong', 'Take your hand down?');
    if (!judged) return 'There is nothing to show before the first verdict.';
    return [
      paint('strong', `Ask for help with ${judged.kata.slug}, and show this?`),
      '',
      ...showsWhat(handOf(judged, ''), this.#seat),
    ].join('\n');
  }

  /**
   * Asks for help, or takes the hand down again.
   *
   * @returns what went wrong
   */
  async ask(judged: Judged | undefined): Promise<string | undefined> {
    try {
      if (this.handIsUp) this.#link.hear(await this.#seat.lowerHand());
      else if (judged) this.#link.hear(await this.#seat.raiseHand(handOf(judged, '')));
      return undefined;
    } catch (error) {
      if (error instanceof BoardError) return `The board says: ${error.message}`;
      return 'The board is not heard. Raise your hand in the old way.';
    }
  }

  close(): void {
    clearInterval(this.#ticking);
    this.#link.close();
  }

  #changed(): void {
    const lines = this.lines().join('\n');
    if (lines === this.#lines) return;
    this.#lines = lines;
    this.#tell();
  }

  async #note(happened: Happened): Promise<void> {
    // That a disk is full is told by what the learner's own progress needs it for.
    await unlessDisk(this.#link.note(happened));
  }
}

function newsLines({ said, timer, hand }: RoomNews): string[] {
  const left = timer && Math.ceil(timer.left / 60_000);
  const label = timer?.label ? ` (${plain(timer.label)})` : '';
  return [
    ...(said ? [`The room: ${plain(said.text)}`] : []),
    ...(left === undefined ? [] : [left > 0 ? `${left} min left${label}` : `Time is up${label}`]),
    ...(hand ? [handLine(hand)] : []),
  ];
}

function handLine({ before, seenTo }: NonNullable<RoomNews['hand']>): string {
  if (seenTo) return 'Your hand is up: somebody is on the way to you.';
  return before === 0 ? 'Your hand is up: you are next.' : `Your hand is up: ${before} before you.`;
}

/**
 * Tells the board of a verdict, for who sits in a workshop and watches nothing. A board that is not
 * there gets it when something is sent the next time.
 */
export async function tellRoom(root: string, judged: Judged, hints: number): Promise<void> {
  const seat = await Seat.read(root);
  if (!seat) return;
  const happened = await happenedAt(seat, judged, hints);
  if (!happened) return;
  await unlessDisk(seat.note(happened));
  await seat.send().catch(() => undefined);
}

/** A verdict as the board hears of it; nothing of one that is our fault. */
export async function happenedAt(
  seat: Seat,
  { kata, answer, verdict: { verdict, checks } }: Judged,
  hints: number,
): Promise<Happened | undefined> {
  if (verdict === 'infra') return undefined;
  // A starting point fails, and that says nothing of the learner.
  if (answer.untouched) return { kind: 'at', kata: kata.slug };
  const failing = checks.flatMap(({ id, outcome }) => (outcome === 'fail' ? id : []));
  return {
    kind: 'verdict',
    kata: kata.slug,
    verdict,
    passed: checks.filter(({ outcome }) => outcome === 'pass').length,
    total: checks.length,
    failing,
    hints,
    changed: await seat.isAnother(kata.slug, hashOf(answer)),
  };
}

function hashOf({ files }: Answer): string {
  return filesHash(files);
}

/** What is shown to who helps: the answer, and what its verdict says. */
export function handOf({ kata, answer, verdict }: Judged, question: string): HandRaised {
  const failed = verdict.checks.find(({ outcome }) => outcome === 'fail');
  const run = lastRunOf(verdict);
  const shown = [
    ...(verdict.problem ? [verdict.problem.message, ...verdict.problem.details] : []),
    ...(failed ? failureText(failed, WIDTH) : []),
    ...(failed && run ? ['', historyText(run, { width: WIDTH, all: true })] : []),
  ].join('\n');
  return {
    kata: kata.slug,
    question,
    files: { ...answer.files },
    shown: plain(stripVTControlCharacters(shown)).slice(0, SHOWN).toWellFormed(),
  };
}

/** Says what a hand shows, before it is raised. */
export function showsWhat(hand: HandRaised, { name, host }: Pick<Seat, 'name' | 'host'>): string[] {
  const files = Object.entries(hand.files).map(
    ([path, text]) => `  ${path}, ${text.split('\n').length} lines`,
  );
  const run = hand.shown === '' ? [] : ['  what the last verdict says, with the run of its check'];
  return [
    `Your instructor would see, by your name (${name}), on the board at ${host}:`,
    '',
    ...files,
    ...run,
    ...(hand.question === '' ? [] : [`  your question: ${hand.question}`]),
    '',
    'When your hand goes down again, the board deletes it.',
  ];
}
