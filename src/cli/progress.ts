import { createHash } from 'node:crypto';
import { readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { writeWhole } from '../course/files.ts';
import type { Kata } from '../course/kata.ts';
import type { Verdict } from '../kit/verdict.ts';

/**
 * `answers/progress.json`, beside what it is about: which katas are solved, by slug, and for which
 * version of the suite and the answer. A new suite or another answer makes a kata open again.
 */
const file = z.strictObject({
  version: z.literal(1),
  solved: z.record(
    z.string(),
    z.strictObject({
      /** What was judged: a hash of the kata's files and the answer. */
      judged: z.string(),
      /** When it passed first, as ISO 8601. */
      at: z.string(),
    }),
  ),
});

type ProgressFile = z.infer<typeof file>;

/** Which katas a learner has solved. */
export class Progress {
  readonly #path: string;
  #known: ProgressFile;

  private constructor(path: string, known: ProgressFile) {
    this.#path = path;
    this.#known = known;
  }

  /**
   * Reads the file. One that cannot be read is set aside, and progress begins anew.
   *
   * @param tell hears of a file that was set aside
   */
  static async read(root: string, tell: (line: string) => void): Promise<Progress> {
    const path = join(root, 'answers', 'progress.json');
    const empty: ProgressFile = { version: 1, solved: {} };
    let text: string;
    try {
      text = await readFile(path, 'utf8');
    } catch {
      return new Progress(path, empty);
    }
    try {
      return new Progress(path, file.parse(JSON.parse(text)));
    } catch {
      const aside = `${path}.unreadable`;
      await rename(path, aside);
      tell(
        'answers/progress.json could not be read. It is now progress.json.unreadable; your answers are untouched, and `npx dojo check --all` finds out again what is solved.',
      );
      return new Progress(path, empty);
    }
  }

  /** Whether the answer as it is now has passed the suite as it is now. */
  isSolved(kata: Kata, answer: Readonly<Record<string, string>>): boolean {
    return this.#known.solved[kata.slug]?.judged === fingerprint(kata, answer);
  }

  /** Notes a verdict; the file is written only when something changed. */
  async note(
    kata: Kata,
    answer: Readonly<Record<string, string>>,
    verdict: Verdict,
  ): Promise<void> {
    if (verdict.verdict === 'infra') return;
    const { [kata.slug]: before, ...others } = this.#known.solved;
    if (verdict.verdict === 'pass') {
      const judged = fingerprint(kata, answer);
      if (before?.judged === judged) return;
      const at = before?.at ?? new Date().toISOString();
      this.#known = { version: 1, solved: { ...others, [kata.slug]: { judged, at } } };
    } else {
      if (!before) return;
      this.#known = { version: 1, solved: others };
    }
    await writeWhole(this.#path, `${JSON.stringify(this.#known, undefined, 2)}\n`);
  }
}

function fingerprint(kata: Kata, answer: Readonly<Record<string, string>>): string {
  const hash = createHash('sha256');
  for (const files of [kata.pristine, answer]) {
    for (const path of Object.keys(files).sort()) {
      // Line endings are the editor's business.
      hash.update(`${path}\0${(files[path] ?? '').replaceAll('\r\n', '\n')}\0`);
    }
  }
  return hash.digest('hex').slice(0, 16);
}
