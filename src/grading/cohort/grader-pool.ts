import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createBirpc, type BirpcReturn } from 'birpc';
import type { Kata } from '../../course/kata.ts';
import { grade } from '../grade.ts';
import type { GradeReport } from '../report.ts';
import type { HandedIn } from './book/book.ts';
import type { Grader, Phase } from './grade-key.ts';
import type { Standard } from './key.ts';

const MAIN = new URL('./grader-main.ts', import.meta.url);

/** What a grader's process is told when it starts. */
export interface GraderSetting extends Omit<Standard, 'rules'> {
  readonly root: string;
  readonly rulesFolder: string | undefined;
}

export interface GraderCalls {
  grade(answer: HandedIn): Promise<GradeReport>;
}

/**
 * What a grader needs of our environment. Everything else stays here: whoever grades may know a
 * cluster's key or a database's password.
 */
const NEEDED =
  /^(PATH|HOME|TMPDIR|TEMP|TMP|JAVA_HOME|LANG|LC_.+|TZ|SYSTEMROOT|COMSPEC|PATHEXT|USERPROFILE|LOCALAPPDATA|DOJO_.+)$/i;

interface GraderProcess {
  readonly child: ChildProcess;
  readonly calls: BirpcReturn<GraderCalls, Record<string, never>>;
}

/**
 * Graders in processes of their own, each for one answer at a time. They know nothing of what this
 * process may do elsewhere, and when one of them dies the others go on.
 */
export class GraderPool implements Grader {
  readonly #setting: GraderSetting;
  readonly #standard: Standard;
  readonly #katas: readonly Kata[];
  readonly #free: (GraderProcess | undefined)[];
  readonly #busy = new Set<ChildProcess>();
  readonly #waiting: (() => void)[] = [];
  #closed = false;

  /**
   * @param jobs how many answers are judged at once
   * @param rulesFolder where the standard's rules were read
   */
  constructor(
    root: string,
    katas: readonly Kata[],
    standard: Standard,
    { jobs, rulesFolder }: { jobs: number; rulesFolder: string | undefined },
  ) {
    const { tier, versions } = standard;
    this.#setting = { root, tier, versions, rulesFolder };
    this.#standard = standard;
    this.#katas = katas;
    this.#free = Array.from({ length: jobs }, () => undefined);
  }

  async grade(
    answer: HandedIn,
    phase: (phase: Phase) => void,
    signal: AbortSignal,
  ): Promise<GradeReport> {
    phase('waiting for a grader');
    const grader = await this.#take(signal);
    phase('judging');
    const { child, calls } = grader;
    const breakOff = () => child.kill('SIGKILL');
    signal.addEventListener('abort', breakOff);
    this.#busy.add(child);
    try {
      const report = await Promise.race([calls.grade(answer), gone(child)]);
      this.#giveBack(grader);
      return report;
    } catch (error) {
      child.kill('SIGKILL');
      this.#giveBack(undefined);
      signal.throwIfAborted();
      return await this.unjudged(answer, error instanceof Error ? error.message : String(error));
    } finally {
      this.#busy.delete(child);
      signal.removeEventListener('abort', breakOff);
    }
  }

  async unjudged({ kata: slug, intake }: HandedIn, reason: string): Promise<GradeReport> {
    const kata = this.#katas.find((each) => each.slug === slug);
    if (!kata) throw new Error(`There is no kata '${slug}' in this course.`);
    const { root } = this.#setting;
    return grade('', kata, intake, {
      root,
      ...this.#standard,
      judge: async () => ({
        kata: slug,
        verdict: 'infra',
        trouble: reason,
        checks: [],
        printed: { text: '', bytes: 0 },
        milliseconds: 0,
      }),
    });
  }

  /** Ends all graders, also those at work. */
  async close(): Promise<void> {
    this.#closed = true;
    const children = [...this.#busy, ...this.#free.flatMap((grader) => grader?.child ?? [])];
    await Promise.all(
      children.map(async (child) => {
        if (child.exitCode !== null || child.signalCode !== null) return;
        const exit = once(child, 'exit');
        // It takes down its servers and sandboxes when nobody is there any more.
        child.disconnect();
        await exit;
      }),
    );
  }

  async #take(signal: AbortSignal): Promise<GraderProcess> {
    while (this.#free.length === 0) {
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#waiting.push(resolve);
      const giveUp = () => {
        this.#waiting.splice(this.#waiting.indexOf(resolve), 1);
        resolve();
      };
      signal.addEventListener('abort', giveUp);
      await promise;
      signal.removeEventListener('abort', giveUp);
      signal.throwIfAborted();
    }
    const kept = this.#free.pop();
    return kept && kept.child.connected ? kept : this.#start();
  }

  #giveBack(grader: GraderProcess | undefined): void {
    this.#free.push(grader);
    this.#waiting.shift()?.();
  }

  #start(): GraderProcess {
    if (this.#closed) throw new Error('The graders are closed.');
    const env = Object.fromEntries(
      Object.entries(process.env).filter(([name]) => NEEDED.test(name)),
    );
    const child = fork(MAIN, [JSON.stringify(this.#setting)], {
      env,
      execArgv: ['--disable-warning=ExperimentalWarning'],
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    const calls = createBirpc<GraderCalls, Record<string, never>>(
      {},
      {
        post: (message) => child.connected && child.send(message),
        on: (receive) => child.on('message', receive),
        timeout: -1,
      },
    );
    return { child, calls };
  }
}

async function gone(child: ChildProcess): Promise<never> {
  const [code, signal] = (await once(child, 'exit')) as [number | null, string | null];
  throw new Error(`The grader ended before it was done (${signal ?? `exit code ${code}`}).`);
}
