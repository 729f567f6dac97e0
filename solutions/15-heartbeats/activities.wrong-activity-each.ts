/** @caughtBy heartbeats/keeps-history-small */
// Gives each chunk an activity of its own. Then nothing needs heartbeats, as long as files are small.
import type { Services } from './services.ts';

export function createActivities({ archive, catalogue }: Services) {
  return {
    async countChunks(file: string): Promise<number> {
      const { chunks } = await archive.open({ file });
      return chunks;
    },

    /** Returns the number of stars, or null for a chunk that is damaged. */
    async copyChunk(file: string, chunk: number): Promise<number | null> {
      try {
        const stars = await archive.read({ file, chunk });
        await catalogue.add({ batch: `${file}/${chunk}`, stars });
        return stars.length;
      } catch (error) {
        if (error instanceof Error && error.name === 'Damaged') return null;
        throw error;
      }
    },
  };
}
