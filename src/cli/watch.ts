import { join } from 'node:path';
import { emitKeypressEvents } from 'node:readline';
import { watch as watchFiles } from 'chokidar';
import { SUITE, type Kata } from '../course/kata.ts';
import { columns } from './columns.ts';
import type { Dojo } from './dojo.ts';
import { nextSteps } from './next-steps.ts';
import { paint } from './paint.ts';
import type { Progress } from './progress.ts';
import { verdictLine, verdictText } from './verdict-text.ts';

/** Editors write a file in several steps; so long we wait for the last one, in milliseconds. */
const SETTLE_MS = 30;
const CLEAR = '\u001B[2J\u001B[3J\u001B[H';

/**
 * Judges a kata's answer now and on every save, until the learner quits. A verdict that is then
 * under way is not waited for.
 *
 * @param poll looks for changes instead of being told, for network disks
 */
export async function watch(
  root: string,
  dojo: Dojo,
  kata: Kata,
  progress: Progress,
  { poll }: { readonly poll: boolean },
): Promise<void> {
  const answers = join(root, 'answers', kata.lesson.folder);
  const suite = join(root, 'katas', kata.lesson.folder);
  const watcher = watchFiles([answers, suite], {
    ignoreInitial: true,
    backend: poll ? 'polling' : 'auto',
    pollingInterval: 200,
  });
  const round = new Round(async () => {
    process.stdout.write(paint('quiet', `Judging ${kata.slug} …\n`));
    const { answer, verdict } = await dojo.judge(kata);
    if (round.stopped) return;
    await progress.note(kata, answer, verdict);
    process.stdout.write(CLEAR);
    if (!answer.folder.startsWith('answers/')) {
      console.log(gone(kata));
      console.log(footer(kata, poll));
      return;
    }
    console.log(`${verdictLine({ kata, verdict })}\n`);
    console.log(verdictText({ kata, answer, verdict }, columns()));
    if (answer.untouched) console.log(nextSteps(kata, 'Then  save, and this screen follows'));
    console.log(footer(kata, poll));
  });
  watcher.on('all', (_, path) => {
    if (path.endsWith('.tmp') || !path.endsWith('.ts')) return;
    if (path.startsWith(suite)) dojo.forget(join(suite, SUITE));
    round.soon(SETTLE_MS);
  });
  round.soon(0);
  try {
    await Promise.race([quits(() => round.soon(0)), round.broken]);
  } finally {
    if (round.stop()) console.log(paint('quiet', 'Stopped.'));
    await watcher.close();
  }
}

/** Does a thing again whenever asked, never twice at once; what is asked meanwhile is done after. */
class Round {
  readonly #work: () => Promise<void>;
  readonly #broken = Promise.withResolvers<never>();
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> | undefined;
  #again = false;
  #stopped = false;

  constructor(work: () => Promise<void>) {
    this.#work = work;
  }

  get stopped(): boolean {
    return this.#stopped;
  }

  /** Rejects when the work throws. */
  get broken(): Promise<never> {
    return this.#broken.promise;
  }

  soon(milliseconds: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#begin(), milliseconds);
  }

  /** Begins nothing more. Says whether the thing is being done, and will perhaps never be done. */
  stop(): boolean {
    clearTimeout(this.#timer);
    this.#stopped = true;
    return this.#running !== undefined;
  }

  #begin(): void {
    if (this.#running) {
      this.#again = true;
      return;
    }
    this.#running = this.#work()
      .catch((error: unknown) => this.#broken.reject(error))
      .finally(() => {
        this.#running = undefined;
        if (!this.#again || this.#stopped) return;
        this.#again = false;
        this.#begin();
      });
  }
}

/** Resolves when the learner quits: by a key, or because the terminal is gone. */
async function quits(rerun: () => void): Promise<void> {
  const { stdin } = process;
  emitKeypressEvents(stdin);
  stdin.setRawMode(true);
  stdin.resume();
  try {
    await new Promise<void>((resolve) => {
      stdin.once('end', resolve);
      stdin.on('keypress', (_, key: { name?: string; ctrl?: boolean }) => {
        if (key.name === 'q' || (key.ctrl && (key.name === 'c' || key.name === 'd'))) resolve();
        if (key.name === 'r') rerun();
      });
    });
  } finally {
    stdin.setRawMode(false);
    stdin.pause();
  }
}

/** The answer was deleted or moved away; the kata itself is nobody's answer. */
function gone({ lesson, slug }: Kata): string {
  return [
    paint('bad', `answers/${lesson.folder} is gone.`),
    `Put it back and save, or type \`npx dojo start ${slug}\` for a new one.`,
  ].join('\n');
}

function footer({ lesson }: Kata, poll: boolean): string {
  const how = poll ? 'Looking at' : 'Watching';
  return paint('quiet', `\n${how} answers/${lesson.folder}   r run again   q quit`);
}
