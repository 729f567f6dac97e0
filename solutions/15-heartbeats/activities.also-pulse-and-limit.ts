import { activityInfo, cancelled, heartbeat } from '@temporalio/activity';
import type { Report, Services } from './services.ts';

const READ_LIMIT_MS = 6 * 60_000;

interface State {
  next: number;
  report: Report;
}

// Beats by a timer, so that a death is noticed within a minute. A pulse says nothing about a read
// that hangs, so each read has a limit of its own.
export function createActivities({ archive, catalogue }: Services) {
  async function copyChunk(file: string, { next, report }: State): Promise<State> {
    let limit: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      limit = setTimeout(() => reject(new Error(`chunk ${next} hangs`)), READ_LIMIT_MS);
    });
    try {
      const stars = await Promise.race([archive.read({ file, chunk: next }), late]);
      await catalogue.add({ batch: `${file}, chunk ${next}`, stars });
      return { next: next + 1, report: { ...report, stars: report.stars + stars.length } };
    } catch (error) {
      if (!(error instanceof Error) || error.name !== 'Damaged') throw error;
      return { next: next + 1, report: { ...report, damaged: [...report.damaged, next] } };
    } finally {
      clearTimeout(limit);
    }
  }

  return {
    async copyStars(file: string): Promise<Report> {
      const begin: State = { next: 1, report: { stars: 0, damaged: [] } };
      let state = (activityInfo().heartbeatDetails as State | undefined) ?? begin;
      const pulse = setInterval(() => heartbeat(state), 40_000);
      try {
        const { chunks } = await archive.open({ file });
        while (state.next <= chunks) {
          // Whoever is cancelled leaves at once; the chunk in hand is copied to its end.
          state = await Promise.race([copyChunk(file, state), cancelled()]);
          heartbeat(state);
        }
        return state.report;
      } finally {
        clearInterval(pulse);
      }
    },
  };
}
