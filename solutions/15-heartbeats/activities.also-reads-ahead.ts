import { Context, type Info } from '@temporalio/activity';
import type { Report, Services, Star } from './services.ts';

// Reads one chunk ahead while the catalogue is at work. What a heartbeat says is only about chunks
// that are in the catalogue.
export function createActivities({ archive, catalogue }: Services) {
  class Import {
    readonly #file: string;
    readonly #told: (progress: Progress) => void;
    #progress: Progress;

    constructor(file: string, info: Info, told: (progress: Progress) => void) {
      this.#file = file;
      this.#told = told;
      this.#progress = (info.heartbeatDetails as Progress | undefined) ?? [0, 0, []];
    }

    async run(signal: AbortSignal): Promise<Report> {
      const { chunks } = await archive.open({ file: this.#file });
      let ahead = this.#read(this.#progress[0] + 1, chunks);
      for (let chunk = this.#progress[0] + 1; chunk <= chunks; chunk += 1) {
        const stars = await ahead;
        ahead = this.#read(chunk + 1, chunks);
        await this.#write(chunk, stars);
        if (signal.aborted) throw signal.reason;
      }
      const [, stars, damaged] = this.#progress;
      return { stars, damaged };
    }

    /** The chunk's stars, or null where it is damaged. */
    #read(chunk: number, chunks: number): Promise<Star[] | null> {
      if (chunk > chunks) return Promise.resolve(null);
      const reading = archive.read({ file: this.#file, chunk }).catch((error: unknown) => {
        if ((error as Error).name === 'Damaged') return null;
        throw error;
      });
      reading.catch(() => undefined); // looked at when its turn comes
      return reading;
    }

    async #write(chunk: number, stars: Star[] | null): Promise<void> {
      const [, count, damaged] = this.#progress;
      if (stars) await catalogue.add({ batch: `${this.#file}#${chunk}`, stars });
      this.#progress = stars
        ? [chunk, count + stars.length, damaged]
        : [chunk, count, [...damaged, chunk]];
      this.#told(this.#progress);
    }
  }

  return {
    copyStars(file: string): Promise<Report> {
      const { info, heartbeat, cancellationSignal } = Context.current();
      return new Import(file, info, heartbeat).run(cancellationSignal);
    },
  };
}

/** The last chunk that is done, the stars so far, the damaged chunks so far. */
type Progress = [number, number, number[]];
