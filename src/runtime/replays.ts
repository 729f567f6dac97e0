import type { Replay } from '../kit/runtime.ts';
import { AnswerHost, HostLost } from './answer-host.ts';
import { ELSEWHERE, type StartHost } from './host-process.ts';
import type { Locate } from './stack.ts';

/** Longest time for one replay, in real milliseconds; it takes some hundredths of a second. */
const PATIENCE_MS = 20_000;

/** Replays histories elsewhere in the world: a host of its own, in another zone and language. */
export class Replays {
  readonly #start: StartHost | undefined;
  #host: AnswerHost;
  #code: string | undefined;
  #locate: Locate = (text) => text;
  #over = false;
  #ready: Promise<void> = Promise.resolve();

  /** @param start how the host's process is started */
  constructor(start: StartHost | undefined) {
    this.#start = start;
    this.#host = this.#begin();
  }

  /**
   * From now on, replays are of this bundle.
   *
   * @param locate finds the places of which the SDK's messages tell
   */
  load(code: string, locate: Locate): void {
    if (!this.#host.alive) this.#host = this.#begin();
    this.#code = code;
    this.#locate = locate;
    this.#ready = this.#host.call('loadForReplay', code);
    // Whoever asks for a replay will hear of it.
    this.#ready.catch(() => undefined);
  }

  /** @param history an encoded `temporal.api.history.v1.History` */
  async replay(id: string, history: Uint8Array): Promise<Replay> {
    if (!this.#host.alive && this.#code !== undefined) this.load(this.#code, this.#locate);
    const host = this.#host;
    try {
      await this.#ready;
      const replay = await this.#inTime(host.call('replay', id, history));
      return replay.same ? replay : { ...replay, message: this.#locate(replay.message) };
    } catch (error) {
      if (!(error instanceof HostLost) || this.#isOurs(error)) throw error;
      // Others who waited for the same host may have been faster, or all of it is over.
      if (this.#host === host && !this.#over) {
        this.#host = this.#begin();
        if (this.#code) this.load(this.#code, this.#locate);
      }
      return { same: false, message: `The replay did not end: ${error.message}.` };
    }
  }

  /** Code that breaks out, where it is sealed in, can end its process; else nothing of it can. */
  #isOurs({ kind }: HostLost): boolean {
    return kind === 'not-started' || (kind === 'ended' && this.#start === undefined);
  }

  /** Some histories that nobody could have recorded keep the SDK waiting for ever. */
  async #inTime(replay: Promise<Replay>): Promise<Replay> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        void this.#host.end();
        reject(new Error(`The replay gave no result within ${PATIENCE_MS / 1000} seconds.`));
      }, PATIENCE_MS);
    });
    try {
      return await Promise.race([replay, late]);
    } finally {
      clearTimeout(timer);
    }
  }

  #begin(): AnswerHost {
    return new AnswerHost(ELSEWHERE, undefined, this.#start);
  }

  async end(): Promise<void> {
    this.#over = true;
    await this.#host.end();
  }
}
