import { join } from 'node:path';
import { readAnswer, startAnswer } from '../course/answer.ts';
import { SUITE, type Kata } from '../course/kata.ts';
import { AnswerWatcher } from './answer-watcher.ts';
import { begunKatas } from './at-hand.ts';
import { callForHelp, whileAsking, type Desk } from './call-for-help.ts';
import { diskTrouble, unlessDisk } from './disk-trouble.ts';
import { Display, type DisplayOptions } from './display.ts';
import type { Dojo } from '../judge/dojo.ts';
import { editAnswer } from './edit-answer.ts';
import { introduction } from './introduction.ts';
import { Keyboard } from './keyboard.ts';
import { goOn, stepTo } from './next-steps.ts';
import { outline } from './outline.ts';
import { paint } from './paint.ts';
import { resetText } from './reset-text.ts';
import { Round } from './round.ts';
import { resetAnswer } from './snapshots.ts';
import { Standings } from './standings.ts';
import { verdictLine, type Judged } from './verdict-text.ts';
import { chosenBy, isLong, noRun, notYet, SCROLLS, type View } from './watch-screen.ts';

/** Editors write a file in several steps; so long we wait for the last one, in milliseconds. */
const SETTLE_MS = 30;

/** Where a watch begins (`kata`), and whether it looks for changes instead of being told (`poll`). */
export interface WatchOptions extends DisplayOptions {
  readonly dojo: Dojo;
}

/**
 * Judges a kata's answer now and on every save, and does what the learner's keys say, until one
 * says to quit. A verdict that is then under way is not waited for.
 *
 * @returns the kata that was at hand last
 */
export async function watch(options: WatchOptions): Promise<Kata> {
  const { root, katas, progress } = options;
  return new Watch(options, await Standings.open(root, katas, progress)).run();
}

class Watch {
  readonly #given: WatchOptions;
  readonly #standings: Standings;
  readonly #display: Display;
  readonly #round = new Round(() => (this.#wantsAll ? this.#judgeAll() : this.#judge()));
  readonly #keyboard = new Keyboard((key, text) => this.#press(key, text));
  readonly #quit = Promise.withResolvers<void>();
  #kata: Kata;
  #watcher: AnswerWatcher | undefined;
  /** Keys act one after the other. */
  #acting = Promise.resolve();
  #wantsAll = false;
  /** Whether the learner turned to something else since the last save. */
  #elsewhere = false;

  constructor(given: WatchOptions, standings: Standings) {
    this.#given = given;
    this.#standings = standings;
    this.#display = new Display(given, standings);
    this.#kata = given.kata;
  }

  async run(): Promise<Kata> {
    const redraw = (): void => this.#display.draw();
    process.stdout.on('resize', redraw);
    this.#keyboard.open();
    const { seat } = this.#given;
    seat?.open(redraw);
    try {
      await seat?.at(this.#kata);
      await this.#look();
      await Promise.race([this.#quit.promise, this.#keyboard.closed, this.#round.broken]);
    } finally {
      process.stdout.off('resize', redraw);
      seat?.close();
      this.#display.sleep(true);
      this.#keyboard.close();
      if (this.#round.stop()) console.log(paint('quiet', 'Stopped.'));
      await this.#watcher?.close();
    }
    return this.#kata;
  }

  /** Watches the kata at hand, and has it judged. */
  async #look(): Promise<void> {
    const { root, poll, dojo } = this.#given;
    const { folder } = this.#kata.lesson;
    await this.#watcher?.close();
    this.#watcher = await AnswerWatcher.open(root, this.#kata, poll, {
      answer: () => this.#saved(),
      suite: () => {
        dojo.forget(join(root, 'katas', folder, SUITE));
        this.#saved();
      },
      trouble: (message) =>
        this.#display.report(`Saves may go unseen (${message}). The key r judges all the same.`),
    });
    this.#round.soon();
  }

  #saved(): void {
    this.#elsewhere = false;
    this.#wantsAll = false;
    this.#round.soon(SETTLE_MS);
  }

  async #judge(): Promise<void> {
    const kata = this.#kata;
    this.#display.judging();
    const judged = { kata, ...(await this.#given.dojo.judge(kata)) };
    if (this.#round.stopped) return;
    const notices = await this.#note(judged);
    if (kata !== this.#kata) return;
    if (this.#elsewhere) this.#display.idle([...notices, verdictLine(judged)]);
    else this.#display.idle(notices, { name: 'verdict' });
  }

  /** Judges every answer that was begun, until the learner turns to something else. */
  async #judgeAll(): Promise<void> {
    const { root, katas, dojo } = this.#given;
    const begun = await begunKatas(root, katas);
    const all: Judged[] = [];
    const show = (notices: readonly string[]): void => {
      const left = begun.length - all.length;
      const untouched = katas.length - begun.length;
      this.#display.idle(notices, { name: 'all', judged: [...all], left, untouched });
    };
    show([]);
    for (const kata of begun) {
      const judged = { kata, ...(await dojo.judge(kata)) };
      if (this.#round.stopped) return;
      const notices = await this.#note(judged);
      if (!this.#wantsAll) return;
      all.push(judged);
      show(notices);
    }
    this.#endAll();
  }

  /** Judges no more all answers; a kata that was just begun has no verdict yet. */
  #endAll(): void {
    if (this.#wantsAll && !this.#display.judged) this.#round.soon();
    this.#wantsAll = false;
  }

  /** Remembers a verdict. Gives what is to be said about that. */
  async #note(judged: Judged): Promise<string[]> {
    const { progress, seat } = this.#given;
    const trouble = await this.#standings.note(judged);
    await seat?.verdict(judged, progress.hints(judged.kata).opened);
    if (judged.kata === this.#kata) {
      this.#display.has(judged, await goOn(this.#given, judged, this.#standings.solved));
    }
    // The room takes what is judged for what is at hand.
    else await seat?.at(this.#kata);
    return trouble === undefined ? [] : [trouble];
  }

  #press(key: string, text: string | undefined): void {
    if (['ctrl-c', 'ctrl-d'].includes(key)) return this.#quit.resolve();
    this.#acting = this.#acting
      .then(() => this.#act(key, text))
      .catch((error: unknown) => {
        const trouble = diskTrouble(error);
        if (trouble === undefined) this.#quit.reject(error);
        else this.#display.report(trouble);
      });
  }

  async #act(key: string, text: string | undefined): Promise<void> {
    this.#display.noticed();
    const { view } = this.#display;
    if (view.name === 'ask') return this.#desk && whileAsking(this.#desk, view, key, text);
    // Not before: it may be a letter of a question.
    if (key === 'q') return this.#quit.resolve();
    if (view.name === 'reset') {
      this.#show({ name: 'verdict' });
      if (key !== 'y') return undefined;
      const replaced = await resetAnswer(this.#given.root, this.#kata);
      return this.#display.report(resetText(this.#kata, replaced));
    }
    if (view.name === 'list') {
      const kata = this.#given.katas[view.chosen];
      if ((key === 'return' || key === 'enter') && kata) return this.#goTo(kata);
      const moved = chosenBy(view, key);
      if (moved) return this.#show(moved);
    }
    const heights = SCROLLS[key];
    if (heights !== undefined && isLong(view)) return this.#display.scroll(heights);
    await this.#keys[key]?.();
  }

  readonly #keys: Readonly<Record<string, () => Promise<void> | void>> = {
    n: () => this.#move('next'),
    p: () => this.#move('previous'),
    h: () => this.#hint(),
    '+': () => this.#more(),
    t: () => this.#history(),
    l: () => this.#list(),
    r: () => this.#saved(),
    a: () => this.#all(),
    e: () => this.#edit(),
    x: () => this.#askReset(),
    s: () => this.#solution(),
    '?': () => this.#desk && callForHelp(this.#desk),
    escape: () => this.#show({ name: 'verdict' }),
  };

  #move(way: 'next' | 'previous'): Promise<void> | void {
    const to = stepTo(way, this.#given, this.#kata, this.#standings.solved);
    return typeof to === 'string' ? this.#display.tell(to) : this.#goTo(to);
  }

  async #goTo(kata: Kata): Promise<void> {
    const { root, progress, seat } = this.#given;
    const copied = await startAnswer(root, kata);
    await unlessDisk(progress.goTo(kata));
    this.#kata = kata;
    this.#wantsAll = false;
    this.#elsewhere = false;
    this.#display.begin(kata, await introduction(root, kata, copied));
    await seat?.at(kata);
    await this.#look();
  }

  async #hint(now = false): Promise<void> {
    const { root, progress, seat } = this.#given;
    const kata = this.#kata;
    if (kata.hints.length === 0) return this.#display.tell(`There are no hints for ${kata.slug}.`);
    const { opened, tried } = progress.hints(kata);
    const opens = !this.#standings.isSolved(kata) && opened < kata.hints.length && (tried || now);
    if (opens) {
      await unlessDisk(progress.openHint(kata, await readAnswer(root, kata)));
      await seat?.hint(kata, progress.hints(kata).opened);
    }
    this.#show({ name: 'hint' });
  }

  #history(all = false): void {
    if (this.#display.offersHistory) this.#show({ name: 'history', all });
    else this.#display.tell(noRun(this.#kata));
  }

  /** Shows more of what is on the screen, where there is more. */
  #more(): Promise<void> | void {
    const { name } = this.#display.view;
    if (name === 'hint') return this.#hint(true);
    if (name === 'history') this.#history(true);
  }

  async #list(): Promise<void> {
    const { root, katas, progress } = this.#given;
    const rows = await outline(root, katas, progress);
    this.#show({ name: 'list', rows, chosen: katas.indexOf(this.#kata) });
  }

  #all(): void {
    this.#elsewhere = true;
    this.#wantsAll = true;
    this.#round.soon();
  }

  #solution(): void {
    if (this.#standings.isSolved(this.#kata)) this.#show({ name: 'solution' });
    else this.#display.tell(notYet(this.#kata));
  }

  async #askReset(): Promise<void> {
    const { untouched } = await readAnswer(this.#given.root, this.#kata);
    if (untouched) this.#display.tell('This is the starting point: there is nothing to reset.');
    else this.#show({ name: 'reset' });
  }

  get #desk(): Desk | undefined {
    const { seat } = this.#given;
    return seat && { seat, display: this.#display, show: (view) => this.#show(view) };
  }

  async #edit(): Promise<void> {
    const told = await editAnswer(this.#given.root, this.#kata, async (work) => {
      this.#display.sleep(true);
      this.#keyboard.close();
      try {
        return await work();
      } finally {
        this.#keyboard.open();
        this.#display.sleep(false);
      }
    });
    this.#display.tell(told);
  }

  #show(view: View): void {
    this.#endAll();
    this.#elsewhere = view.name !== 'verdict';
    this.#display.show(view);
  }
}
