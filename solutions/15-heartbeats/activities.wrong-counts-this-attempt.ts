/** @caughtBy heartbeats/reports-right */
// Sends only the place along with the heartbeat, and counts in local variables.
import { Context } from '@temporalio/activity';
import type { Report, Services, Star } from './services.ts';

export function createActivities({ archive, catalogue }: Services) {
  return {
    /** Copies a whole file into the catalogue, chunk by chunk. */
    async copyStars(file: string): Promise<Report> {
      const { info, cancellationSignal, heartbeat } = Context.current();
      let done = (info.heartbeatDetails as number | undefined) ?? 0;
      let stars = 0;
      let damaged: number[] = [];

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
        heartbeat(done);
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
