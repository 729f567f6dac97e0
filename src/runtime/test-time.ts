/** The time of the server on which an answer's tests work: whether they let it skip, and who holds it. */
import { setTimeout as pause } from 'node:timers/promises';
import type { ServerConnection } from './connection.ts';
import { intercept } from './intercept.ts';

/** A sleep of this length shows whether time skips. */
const HOUR_MS = 3_600_000;
/** How often to look at the clock, in real milliseconds. */
const LOOK_MS = 100;
/**
 * After so many looks, time that stands still is held. Fewer are enough where it is known who holds
 * it, and where it costs nothing to be wrong.
 */
const LOOKS = { unknown: 30, known: 10, supposed: 10 };

export class TestTime {
  readonly #server: ServerConnection;
  /** How often the tests let time skip at this moment. */
  #skipping = 0;

  /** @param service the tests' own client of the server's clock */
  constructor(service: object, server: ServerConnection) {
    this.#server = server;
    const noted = (name: string, before: number, after: number) =>
      intercept(service, [name], async (send, asked) => {
        this.#skipping += before;
        try {
          return await send(asked);
        } finally {
          this.#skipping += after;
        }
      });
    noted('unlockTimeSkipping', 1, 0);
    noted('lockTimeSkipping', 0, -1);
    noted('unlockTimeSkippingWithSleep', 1, -1);
  }

  /** Whether a test lets time skip. */
  get skipping(): boolean {
    return this.#skipping > 0;
  }

  /**
   * The server does not tell who holds time; but where it is held, an hour does not pass at once.
   *
   * @param who what is known of who holds it
   */
  async isHeld(who: keyof typeof LOOKS): Promise<boolean> {
    const most = LOOKS[who];
    // Whoever waits for a run that was ended lets go of time when they hear of it.
    for (let looks = 0; this.skipping && looks < most; looks += 1) await pause(10);
    let slept = false;
    const sleep = this.#server.sleepUnlocked(HOUR_MS).then(
      () => (slept = true),
      () => undefined,
    );
    for (let looks = 0; !slept && looks < most; looks += 1) {
      await Promise.race([sleep, pause(LOOK_MS)]);
      await this.#server.now();
    }
    return !slept;
  }
}
