import type { ServerConnection } from './connection.ts';
import { RunWatch } from './run-watch.ts';

/** The runs of one answer, by their workflow ids. */
export class Runs {
  /** Is called when nothing has happened for a while; says whether somebody keeps time. */
  readonly onStill: () => Promise<boolean>;
  readonly #server: ServerConnection;
  #watches = new Map<string, RunWatch>();

  constructor(server: ServerConnection, onStill: () => Promise<boolean>) {
    this.#server = server;
    this.onStill = onStill;
  }

  /** @throws Error when there is no such run */
  get(id: string): RunWatch {
    const watch = this.#watches.get(id);
    if (!watch) throw new Error(`There is no run '${id}'.`);
    return watch;
  }

  find(id: string): RunWatch | undefined {
    return this.#watches.get(id);
  }

  values(): Iterable<RunWatch> {
    return this.#watches.values();
  }

  /** Begins to watch a run that the server knows. */
  add(id: string): RunWatch {
    const watch = new RunWatch(this.#server, id, this.onStill);
    this.#watches.set(id, watch);
    return watch;
  }

  delete(id: string): void {
    this.#watches.delete(id);
  }

  /** Stops watching; the runs go on. */
  close(): void {
    for (const watch of this.#watches.values()) watch.close();
  }

  /** Ends all runs and forgets them. */
  async end(): Promise<void> {
    const watches = [...this.#watches];
    this.#watches = new Map();
    const open = watches.filter(([, watch]) => !watch.closed);
    for (const [, watch] of watches) watch.close();
    await Promise.all(open.map(([id]) => this.#server.terminate(id).catch(() => undefined)));
  }
}
