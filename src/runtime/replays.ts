import type { Replay } from '../kit/runtime.ts';
import { AnswerHost, ELSEWHERE, HostLost } from './answer-host.ts';

/** Replays histories elsewhere in the world: a host of its own, in another zone and language. */
export class Replays {
  #host = new AnswerHost(ELSEWHERE);
  #code: string | undefined;
  #ready: Promise<void> = Promise.resolve();

  /** From now on, replays are of this bundle. */
  load(code: string): void {
    if (!this.#host.alive) this.#host = new AnswerHost(ELSEWHERE);
    this.#code = code;
    this.#ready = this.#host.call('loadForReplay', code);
    // Whoever asks for a replay will hear of it.
    this.#ready.catch(() => undefined);
  }

  /** @param history an encoded `temporal.api.history.v1.History` */
  async replay(id: string, history: Uint8Array): Promise<Replay> {
    try {
      await this.#ready;
      return await this.#host.call('replay', id, history);
    } catch (error) {
      if (!(error instanceof HostLost) || error.kind === 'ended') throw error;
      this.#host = new AnswerHost(ELSEWHERE);
      if (this.#code) this.load(this.#code);
      return { same: false, message: `The replay did not end: ${error.message}.` };
    }
  }

  async end(): Promise<void> {
    await this.#host.end();
  }
}
