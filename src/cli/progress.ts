import { readFile, rename, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { Answer } from '../course/answer.ts';
import { writeWhole } from '../course/files.ts';
import type { Kata } from '../course/kata.ts';
import type { KataProgress } from '../course/progress-text.ts';
import { slug } from '../course/schema.ts';
import { filesHash, suiteVersion } from '../course/suite-version.ts';
import type { Verdict } from '../kit/verdict.ts';

/**
 * `answers/progress.json`, beside what it is about. Everything is kept by slug, and what is solved
 * by the version of the suite and of the answer too: a new suite or another answer makes a kata
 * open again.
 */
const file = z.strictObject({
  version: z.literal(1),
  /** The kata that was at hand last. */
  last: slug.optional(),
  solved: z.record(
    slug,
    z.strictObject({
      suite: z.string(),
      /** A hash of the answer that passed. */
      answer: z.string(),
      /** When it passed first, as ISO 8601. */
      at: z.iso.datetime(),
      /** It passed on another machine, and was imported. */
      elsewhere: z.literal(true).optional(),
    }),
  ),
  hints: z.record(
    slug,
    z.strictObject({
      opened: z.int().min(1),
      /** A hash of the answer as it was when the last hint was opened. */
      answer: z.string(),
      /** Whether another answer has failed since. */
      tried: z.boolean(),
    }),
  ),
});

type ProgressFile = z.infer<typeof file>;

const EMPTY: ProgressFile = { version: 1, solved: {}, hints: {} };

/** What a learner has done: which katas are solved, and which hints opened. */
export class Progress {
  readonly #path: string;
  #known: ProgressFile;

  private constructor(path: string, known: ProgressFile) {
    this.#path = path;
    this.#known = known;
  }

  /**
   * Reads the file. One that says nothing sensible is set aside, and progress begins anew.
   *
   * @param tell hears of a file that was set aside
   */
  static async read(root: string, tell: (line: string) => void): Promise<Progress> {
    const path = join(root, 'answers', 'progress.json');
    const known = await readKnown(path);
    if (known !== 'damaged') return new Progress(path, known);
    const aside = await freeName(`${path}.unreadable`);
    await rename(path, aside);
    tell(
      `answers/progress.json could not be read. It is now ${aside.split(/[\\/]/).at(-1)}; your answers are untouched, and \`npx dojo check --all\` finds out again what is solved.`,
    );
    return new Progress(path, EMPTY);
  }

  /** The slug of the kata that was at hand last. */
  get last(): string | undefined {
    return this.#known.last;
  }

  /**
   * Whether the answer as it is now has passed the suite as it is now; or, where nothing has been
   * written on this machine, whether one has on another.
   */
  isSolved(kata: Kata, { files, untouched }: Answer): boolean {
    const solved = this.#known.solved[kata.slug];
    if (solved?.suite !== suiteVersion(kata)) return false;
    return solved.answer === filesHash(files) || (untouched && solved.elsewhere === true);
  }

  /** When a kata was solved, as ISO 8601. */
  solvedAt({ slug }: Kata): string | undefined {
    return this.#known.solved[slug]?.at;
  }

  /** How many hints were opened, and whether an answer was tried in vain since the last one. */
  hints(kata: Kata): { opened: number; tried: boolean } {
    const { opened, tried } = this.#known.hints[kata.slug] ?? { opened: 0, tried: true };
    return { opened: Math.min(opened, kata.hints.length), tried };
  }

  /** Remembers that one more hint is open. */
  async openHint(kata: Kata, { files }: Answer): Promise<void> {
    await this.#change((known) => {
      const opened = Math.min((known.hints[kata.slug]?.opened ?? 0) + 1, kata.hints.length);
      if (opened === 0) return known;
      const hint = { opened, answer: filesHash(files), tried: false };
      return { ...known, last: kata.slug, hints: { ...known.hints, [kata.slug]: hint } };
    });
  }

  /** Remembers which kata is at hand. */
  async goTo({ slug }: Kata): Promise<void> {
    await this.#change((known) => ({ ...known, last: slug }));
  }

  /** Notes a verdict; the file is written only when something changed. */
  async note(kata: Kata, { files, untouched }: Answer, { verdict }: Verdict): Promise<void> {
    if (verdict === 'infra') return;
    const { slug } = kata;
    const answer = filesHash(files);
    await this.#change((known) => {
      const { [slug]: before, ...others } = known.solved;
      if (verdict === 'pass') {
        const suite = suiteVersion(kata);
        const at = before?.at ?? new Date().toISOString();
        return { ...known, last: slug, solved: { ...others, [slug]: { suite, answer, at } } };
      }
      const hint = known.hints[slug];
      const hints =
        hint && hint.answer !== answer
          ? { ...known.hints, [slug]: { ...hint, tried: true } }
          : known.hints;
      // A starting point says nothing about what was solved on another machine.
      const solved = before?.elsewhere && untouched ? known.solved : others;
      return { ...known, last: slug, solved, hints };
    });
  }

  /** All that is worth taking along, in the order of the course. */
  taken(katas: readonly Kata[]): KataProgress[] {
    return katas.flatMap((kata) => {
      const { [kata.slug]: solved } = this.#known.solved;
      const { [kata.slug]: hint } = this.#known.hints;
      if (!solved && !hint) return [];
      const suite = solved?.suite ?? suiteVersion(kata);
      const passed = solved ? { solved: { answer: solved.answer, at: solved.at } } : {};
      return [{ slug: kata.slug, suite, hints: hint?.opened ?? 0, ...passed }];
    });
  }

  /** Adds progress from elsewhere. What was solved here stays as it is; nothing is taken away. */
  async add(arrived: readonly KataProgress[]): Promise<void> {
    await this.#change((known) => {
      const solved = { ...known.solved };
      const hints = { ...known.hints };
      for (const { slug, suite, solved: passed, hints: opened } of arrived) {
        if (passed && solved[slug]?.suite !== suite) {
          solved[slug] = { suite, ...passed, elsewhere: true };
        }
        if (opened > (hints[slug]?.opened ?? 0)) hints[slug] = { opened, answer: '', tried: true };
      }
      return { ...known, solved, hints };
    });
  }

  /** Changes what is known, as it is now in the file: two commands may be open at once. */
  async #change(make: (known: ProgressFile) => ProgressFile): Promise<void> {
    const present = await readKnown(this.#path);
    const known = present === 'damaged' ? this.#known : present;
    this.#known = make(known);
    const text = (what: ProgressFile) => `${JSON.stringify(what, undefined, 2)}\n`;
    if (text(this.#known) !== text(known)) await writeWhole(this.#path, text(this.#known));
  }
}

async function readKnown(path: string): Promise<ProgressFile | 'damaged'> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return EMPTY;
    throw error;
  }
  try {
    return file.parse(JSON.parse(text));
  } catch {
    return 'damaged';
  }
}

async function freeName(path: string): Promise<string> {
  for (let turn = 1; ; turn += 1) {
    const name = turn === 1 ? path : `${path}-${turn}`;
    const taken = await stat(name).catch(() => undefined);
    if (!taken) return name;
  }
}
