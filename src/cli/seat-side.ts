import type { Kata } from '../course/kata.ts';
import { filesHash } from '../course/suite-version.ts';
import { BoardError } from '../workshop/board-request.ts';
import { SHOWN_LENGTH } from '../workshop/limits.ts';
import type { HandRaised, RoomNews } from '../workshop/messages.ts';
import type { Seat } from '../workshop/seat.ts';
import { SeatLink } from '../workshop/seat-link.ts';
import type { Happened } from '../workshop/standing.ts';
import { unlessDisk } from './disk-trouble.ts';
import { historyText } from './history-text.ts';
import { lastRunOf } from './last-run.ts';
import { paint } from './paint.ts';
import { plain } from './plain.ts';
import { failureText, type Judged } from './verdict-text.ts';

/** A command waits so long for the board: what it had no time for is kept. In milliseconds. */
const SOON_MS = 1500;
/** How often what depends on the time is looked at, in milliseconds. */
const TICK_MS = 5000;
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
    const where = `${title}, as ${name}`;
    const lost = `: the board at ${host} is not heard; what you do is kept for it`;
    return [...(news ? newsLines(news) : []), state === 'lost' ? where + lost : where];
  }

  /** The katas of the room's agenda, in their order. */
  get planned(): readonly string[] {
    return this.#link.news?.planned ?? [];
  }

  /** The kata to go on to by the room's agenda; nothing where it has none. */
  next({ slug }: Kata, solved: ReadonlySet<string>): string | undefined {
    const { planned } = this;
    const open = planned.filter((each) => each !== slug && !solved.has(each));
    const after = planned.slice(planned.indexOf(slug) + 1);
    return open.find((each) => after.includes(each)) ?? open[0];
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

  /** What a learner is asked who wants help: whether to show this. */
  asking({ kata }: Judged, hand: HandRaised): string[] {
    return [
      paint('strong', `Ask for help with ${kata.slug}, and show this?`),
      '',
      ...showsWhat(hand, this.#seat),
    ];
  }

  /**
   * Raises the learner's hand, who has agreed to what it shows.
   *
   * @param tell hears what went wrong
   */
  raiseHand(hand: HandRaised, tell: (told: string) => void): Promise<void> {
    return this.#hear(this.#seat.raiseHand(hand), tell);
  }

  /** Takes it down. */
  lowerHand(tell: (told: string) => void): Promise<void> {
    return this.#hear(this.#seat.lowerHand(), tell);
  }

  close(): void {
    clearInterval(this.#ticking);
    this.#link.close();
  }

  async #hear(news: Promise<RoomNews>, tell: (told: string) => void): Promise<void> {
    try {
      this.#link.hear(await news);
    } catch (error) {
      tell(
        error instanceof BoardError
          ? `The board says: ${error.message}`
          : 'The board is not heard. Raise your hand in the old way.',
      );
    }
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

function newsLines({ said, now, timer, hand }: RoomNews): string[] {
  const left = timer && Math.ceil(timer.left / 60_000);
  const label = timer?.label ? ` (${timer.label})` : '';
  return [
    ...(said ? [`The room: ${said.text}`] : []),
    ...(now === undefined ? [] : [`Now: ${now}`]),
    ...(left === undefined ? [] : [left > 0 ? `${left} min left${label}` : `Time is up${label}`]),
    ...(hand ? [handLine(hand)] : []),
  ];
}

function handLine({ before, seenTo }: NonNullable<RoomNews['hand']>): string {
  if (seenTo) return 'Your hand is up: somebody is on the way to you.';
  return before === 0 ? 'Your hand is up: you are next.' : `Your hand is up: ${before} before you.`;
}

/** Writes down a verdict for the board, of who sits in a workshop and watches nothing. */
export async function noteForRoom(seat: Seat, judged: Judged, hints: number): Promise<void> {
  const happened = await happenedAt(seat, judged, hints);
  if (happened) await unlessDisk(seat.note(happened));
}

/** The katas of the room's agenda; none where the board is not heard soon. */
export async function plannedSoon(seat: Seat): Promise<readonly string[]> {
  const news = await seat.news(SOON_MS).catch(() => undefined);
  return news?.planned ?? [];
}

/** Sends what was written down; a board that is not there gets it the next time. */
export async function sendSoon(seat: Seat): Promise<void> {
  await seat.send(SOON_MS).catch(() => undefined);
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
    // Where nothing can be written, each counts: a full disk must not end a watch.
    changed: await seat.isAnother(kata.slug, filesHash(answer.files)).catch(() => true),
  };
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
    shown: plain(shown).slice(0, SHOWN_LENGTH).toWellFormed(),
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
