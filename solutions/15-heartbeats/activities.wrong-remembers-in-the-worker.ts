/** @caughtBy heartbeats/goes-on */
// Keeps the progress in the module: attempts are functions of one process, are they not?
import { Context } from '@temporalio/activity';
import type { Report, Services, Star } from './services.ts';

/** How far an import is. */
interface Progress extends Report {
  /** The number of the last chunk that is dealt with. */
  done: number;
}

const progress = new Map<string, Progress>();

export function createActivities({ archive, catalogue }: Services) {
  return {
    /** Copies a whole file into the catalogue, chunk by chunk. */
    async copyStars(file: string): Promise<Report> {
      const { cancellationSignal, heartbeat } = Context.current();
      let { done, stars, damaged } = progress.get(file) ?? { done: 0, stars: 0, damaged: [] };

      const { chunks } = await archive.open({ file });
      while (done < chunks) {
        cancellationSignal.throwIfAborted();
        const chunk = done + 1;
        const found = await readable(archive.read({ file, chunk }));
        if (found) {
          // Named by its place in the file: a chunk that is copied again is the same batch.
          await catalogue.add({ batch: `${file}/${chunk}`, stars: found });
          stars += found.length;
        } else {
          damaged = [...damaged, chunk];
        }
        done = chunk;
        progress.set(file, { done, stars, damaged });
        heartbeat();
      }
      return { stars, damaged };
    },
  };
}

/** What was read, or nothing where the tape is damaged. Other errors pass, and are passed on. */
async function readable(reading: Promise<Star[]>): Promise<Star[] | undefined> {
  try {
    return await reading;
  } catch (error) {
    if (error instanceof Error && error.name === 'Damaged') return undefined;
    throw error;
  }
}
