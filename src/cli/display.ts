import type { Kata } from '../course/kata.ts';
import { columns } from './columns.ts';
import { lastRunOf } from './last-run.ts';
import { linked } from './link.ts';
import { paint } from './paint.ts';
import type { Progress } from './progress.ts';
import type { SeatSide } from './seat-side.ts';
import type { Standings } from './standings.ts';
import type { Judged } from './verdict-text.ts';
import { footerText } from './watch-footer.ts';
import { isLong, screenOf, type View } from './watch-screen.ts';

/** Vitest, which runs the suites, hides the cursor as soon as it is loaded. */
const HIDE_CURSOR = '\u001B[?25l';
const SHOW_CURSOR = '\u001B[?25h';
const CLEAR = '\u001B[2J\u001B[3J\u001B[H';

export interface DisplayOptions {
  readonly root: string;
  readonly katas: readonly Kata[];
  readonly kata: Kata;
  readonly progress: Progress;
  readonly poll: boolean;
  /** What the kata is with which it begins. */
  readonly introduction: string;
  /** The learner's side of a workshop, for who sits in one. */
  readonly seat?: SeatSide;
}

/** What the watch shows in the terminal. */
export class Display {
  readonly #given: DisplayOptions;
  readonly #standings: Standings;
  #kata: Kata;
  #view: View = { name: 'verdict' };
  /** What is shown before the first verdict. */
  #introduction: string;
  #judged: Judged | undefined;
  #after: string | undefined;
  #judging = false;
  /** What happened aside, until something else is shown. */
  #notices: readonly string[] = [];
  /** What must be read: it stays until a key is pressed, or a second verdict has come. */
  #reports: readonly string[] = [];
  #reported = false;
  /** How many lines of a long screen are above the window. */
  #above = 0;
  #asleep = false;

  constructor(given: DisplayOptions, standings: Standings) {
    this.#given = given;
    this.#standings = standings;
    this.#kata = given.kata;
    this.#introduction = given.introduction;
  }

  get view(): View {
    return this.#view;
  }

  /** Whether the last verdict on the kata at hand was about a run. */
  get offersHistory(): boolean {
    return this.#judged !== undefined && lastRunOf(this.#judged.verdict) !== undefined;
  }

  /** Begins with another kata; nothing of the one before stays. */
  begin(kata: Kata, introduction: string): void {
    this.#kata = kata;
    this.#introduction = introduction;
    this.#view = { name: 'verdict' };
    this.#judged = undefined;
    this.#notices = [];
    this.#write(`${CLEAR}${introduction}\n`);
  }

  /** Says that an answer is being judged. */
  judging(): void {
    this.#judging = true;
    this.#sayJudging();
  }

  /** The last verdict on the kata at hand. */
  get judged(): Judged | undefined {
    return this.#judged;
  }

  /** Has a verdict on the kata at hand; `after` says where the course goes on. */
  has(judged: Judged, after: string | undefined): void {
    this.#judged = judged;
    this.#after = after;
  }

  /** Says that no answer is being judged, and shows what there is. */
  idle(notices: readonly string[], view = this.#view): void {
    this.#judging = false;
    this.#notices = notices;
    if (this.#reported) this.#reports = [];
    this.#reported = true;
    if (view !== this.#view) this.#above = 0;
    this.#view = view;
    this.draw();
  }

  show(view: View): void {
    this.#view = view;
    this.#above = 0;
    this.#notices = [];
    this.draw();
  }

  /** Says something above the footer. */
  tell(notice: string): void {
    this.#notices = [notice];
    this.draw();
  }

  /** Moves the window over a long screen by so many of its heights. */
  scroll(heights: number): void {
    this.#above = Math.max(0, this.#above + Math.round(heights * this.#height()));
    this.draw();
  }

  /** Says something that a verdict under way must not take away. */
  report(text: string): void {
    this.#reports = [text];
    this.#reported = false;
    this.draw();
  }

  /** A key was pressed. */
  noticed(): void {
    this.#reports = [];
  }

  /** Leaves the terminal to another program for so long, or for good. */
  sleep(asleep: boolean): void {
    if (asleep) this.#write(SHOW_CURSOR);
    this.#asleep = asleep;
    if (asleep) return;
    this.#write(HIDE_CURSOR);
    this.draw();
  }

  draw(): void {
    const { root, katas, poll, progress, seat } = this.#given;
    const kata = this.#kata;
    const view = this.#view;
    const width = columns();
    const { solved } = this.#standings;
    const { opened, tried } = progress.hints(kata);
    const isSolved = solved.has(kata.slug);
    const standing = {
      kata,
      judged: this.#judged,
      after: this.#after,
      solved: isSolved,
      opened,
    };
    const offersHint = !isSolved && opened > 0 && opened < kata.hints.length && tried;
    const body = screenOf(view, standing, width) ?? this.#introduction;
    const notices = [...this.#reports, ...this.#notices];
    const { offersHistory } = this;
    const footer = footerText(
      {
        view,
        katas,
        kata,
        solved,
        poll,
        offersHint,
        offersHistory,
        notices,
        ...(seat ? { room: seat.lines(), handIsUp: seat.handIsUp } : {}),
      },
      width,
    );
    const screen = `${this.#window(body, footer)}\n${footer}\n`;
    this.#write(`${CLEAR}${linked(root, screen)}`);
    if (this.#judging) this.#sayJudging();
  }

  /** Of a screen to read that is longer than the terminal, the part to be seen. */
  #window(body: string, footer: string): string {
    const lines = body.split('\n');
    const room = this.#height() - footer.split('\n').length - 2;
    const most = Math.max(0, lines.length - room);
    if (most === 0 || !isLong(this.#view)) return body;
    this.#above = Math.min(this.#above, most);
    const below = most - this.#above;
    const more = below > 0 ? `… ${below} more lines: space` : '';
    return [...lines.slice(this.#above, this.#above + room), paint('quiet', more)].join('\n');
  }

  #height(): number {
    return process.stdout.rows ?? Number.MAX_SAFE_INTEGER;
  }

  #sayJudging(): void {
    this.#write(paint('quiet', `Judging ${this.#kata.slug} …\n`));
  }

  #write(text: string): void {
    if (!this.#asleep) process.stdout.write(text);
  }
}
