import { IDENTITY, type ServerConnection } from './connection.ts';
import { protocol } from './protocol.ts';

const TASK_SCHEDULED = protocol.enums.v1.EventType.EVENT_TYPE_WORKFLOW_TASK_SCHEDULED;
/** An alarm that has rung ends by itself after so long, in virtual milliseconds. */
const RINGS_MS = 1000;

/**
 * Stops the skipping of time at a moment to come.
 *
 * It is a run that nobody works for, with a delayed start: when its first workflow task is due, the
 * server (test server 1.38) takes a lock on time for it, at once and by itself, and keeps that lock
 * when the run ends. The server's own `unlockTimeSkippingWithSleep` takes a lock after so many
 * milliseconds too, but it answers only then, so that nobody knows from when it counts them. On a
 * busy machine that is too late. An alarm that has been set rings no later than `latest`.
 */
export class Alarm {
  readonly #server: ServerConnection;
  readonly #id: string;
  /** When it rings, at the latest, in virtual milliseconds since 1970. */
  readonly latest: number;

  private constructor(server: ServerConnection, id: string, latest: number) {
    this.#server = server;
    this.#id = id;
    this.latest = latest;
  }

  /** @param delay virtual milliseconds from now */
  static async set(server: ServerConnection, delay: number): Promise<Alarm> {
    const id = `alarm-${crypto.randomUUID()}`;
    const nobody = { workflow: IDENTITY, taskQueue: IDENTITY, args: [] };
    await server.start({ id, ...nobody, delay, runTimeout: RINGS_MS });
    return new Alarm(server, id, (await server.now()) + delay);
  }

  /** Takes it back; its lock is there if it has rung already. */
  async off(): Promise<{ readonly rang: boolean }> {
    await this.#server.terminate({ id: this.#id }).catch(() => undefined);
    const events = await this.#server.history({ id: this.#id });
    return { rang: events.some(({ eventType }) => eventType === TASK_SCHEDULED) };
  }
}
