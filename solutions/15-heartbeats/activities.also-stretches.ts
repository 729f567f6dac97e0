import { Context, sleep } from '@temporalio/activity';
import type { Report, Services } from './services.ts';

/** A stretch of a file, both ends included. */
export interface Stretch {
  file: string;
  from: number;
  to: number;
}

// A day of work in pieces: an activity for a thousand chunks. The workflow adds their reports up.
export function createActivities({ archive, catalogue }: Services) {
  return {
    async countChunks(file: string): Promise<number> {
      return (await archive.open({ file })).chunks;
    },

    async copyStretch({ file, from, to }: Stretch): Promise<Report> {
      const context = Context.current();
      // One entry for each chunk that is done: how many stars it had, or -1 for damage.
      const found: number[] = [...((context.info.heartbeatDetails as number[] | undefined) ?? [])];
      for (let chunk = from + found.length; chunk <= to; chunk += 1) {
        context.heartbeat(found);
        await sleep(1); // throws when we were cancelled
        found.push(await copyChunk(file, chunk));
      }
      return {
        stars: found.filter((stars) => stars > 0).reduce((sum, stars) => sum + stars, 0),
        damaged: found.flatMap((stars, index) => (stars < 0 ? [from + index] : [])),
      };
    },
  };

  async function copyChunk(file: string, chunk: number): Promise<number> {
    const stars = await archive.read({ file, chunk }).catch((error: Error) => {
      if (error.name !== 'Damaged') throw error;
    });
    if (!stars) return -1;
    await catalogue.add({ batch: JSON.stringify([file, chunk]), stars });
    return stars.length;
  }
}
