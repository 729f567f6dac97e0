/** @caughtBy heartbeats/goes-on */
// Takes the details for a list of all that was ever sent, as in some tutorials.
import { Context } from '@temporalio/activity';
import type { Report, Services, Star } from './services.ts';

/** How far an import is. It goes with every heartbeat, and the next attempt begins with it. */
interface Progress extends Report {
  /** The number of the last chunk that is dealt with. */
  done: number;
}

export function createActivities({ archive, catalogue }: Services) {
  return {
    /** Copies a whole file into the catalogue, chunk by chunk. */
    async copyStars(file: string): Promise<Report> {
      const { info, cancellationSignal, heartbeat } = Context.current();
      const last = info.heartbeatDetails?.[0] as Progress | undefined;
      let { done, stars, damaged } = last ?? { done: 0, stars: 0, damaged: [] };

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
        // Only now, and with everything that the next attempt must know.
        heartbeat({ done, stars, damaged } satisfies Progress);
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
