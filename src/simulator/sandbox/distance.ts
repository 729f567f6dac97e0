/** A sandbox somewhere else: in a thread of its own, which can be ended when code does not give it back. */
import type { Activation } from '../core/activation.ts';
import type { Completion } from '../core/lang-command.ts';
import { SandboxLost, type Sandbox } from '../core/worker-run.ts';
import type { Metric } from '../../kit/history.ts';
import type { OpenOptions } from './entry.ts';
import type { Activated } from './runs.ts';

/** What is asked of a thread. */
export type Request =
  | { readonly kind: 'open'; readonly options: OpenOptions }
  | { readonly kind: 'activate'; readonly activation: Activation }
  | { readonly kind: 'dispose'; readonly runId: string };

export interface Asked {
  readonly id: number;
  readonly request: Request;
}

/** What a thread says: the answer to what was asked, or what code has printed. */
export type Told =
  | { readonly id: number; readonly result?: unknown; readonly error?: string }
  | { readonly printed: string };

/** A thread, as whoever started it sees it. */
export interface Thread {
  post(asked: Asked): void;
  onMessage(receive: (told: Told) => void): void;
  /** Is called when the thread is gone, with the reason. */
  onEnd(ended: (reason: string) => void): void;
  terminate(): void;
  /** Calls once after so many real milliseconds; gives what stops that. */
  after(milliseconds: number, work: () => void): () => void;
}

/** So long code may hold its thread, in real milliseconds. */
const PATIENCE_MS = 4000;

/** Executes code in a thread that is started when it is needed. */
export class DistantSandbox implements Sandbox {
  /** Is told when the thread is lost, and every run with it. */
  onLost: (reason: string) => void = () => undefined;
  /** Is told what a run's code emitted. */
  onMetrics: (runId: string, metrics: readonly Metric[]) => void = () => undefined;
  /** Is told what code printed. */
  onPrinted: (text: string) => void = () => undefined;
  readonly #start: () => Thread;
  readonly #waiting = new Map<number, PromiseWithResolvers<unknown>>();
  #thread: Thread | undefined;
  #options: OpenOptions | undefined;
  #asked = 0;

  constructor(start: () => Thread) {
    this.#start = start;
  }

  /** Takes an answer in place of the one before. */
  async open(options: OpenOptions): Promise<void> {
    this.#options = options;
    await this.#ask({ kind: 'open', options });
  }

  async activate(activation: Activation): Promise<Completion> {
    if (!this.#thread && this.#options) await this.open(this.#options);
    const activated = (await this.#ask({ kind: 'activate', activation })) as Activated;
    this.onMetrics(activation.runId, activated.metrics);
    return activated.completion;
  }

  async dispose(runId: string): Promise<void> {
    if (this.#thread) await this.#ask({ kind: 'dispose', runId }).catch(() => undefined);
  }

  close(): void {
    this.#thread?.terminate();
    this.#thread = undefined;
  }

  async #ask(request: Request): Promise<unknown> {
    const thread = (this.#thread ??= this.#begin());
    const id = (this.#asked += 1);
    const answer = Promise.withResolvers<unknown>();
    this.#waiting.set(id, answer);
    const enough = thread.after(PATIENCE_MS, () => {
      thread.terminate();
      this.#lose(`the answer's code held the thread for ${PATIENCE_MS / 1000} seconds`);
    });
    try {
      thread.post({ id, request });
      return await answer.promise;
    } finally {
      enough();
      this.#waiting.delete(id);
    }
  }

  #begin(): Thread {
    const thread = this.#start();
    thread.onMessage((told) => {
      if ('printed' in told) return this.onPrinted(told.printed);
      const { id, result, error } = told;
      const answer = this.#waiting.get(id);
      if (error === undefined) answer?.resolve(result);
      else answer?.reject(new Error(error));
    });
    thread.onEnd((reason) => {
      if (this.#thread === thread) this.#lose(reason);
    });
    return thread;
  }

  #lose(reason: string): void {
    this.#thread = undefined;
    const lost = new SandboxLost(reason);
    for (const { reject } of this.#waiting.values()) reject(lost);
    this.#waiting.clear();
    this.onLost(reason);
  }
}
