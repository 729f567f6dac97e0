// Downloads where the search is, which keeps the data out of the history, and a strong machine busy with waiting.
import { activityInfo, ApplicationFailure } from '@temporalio/activity';
import { ApplicationFailureCategory } from '@temporalio/common';
import type { Assessment, Services } from './services.ts';

/** Activities touch the world. A Worker calls this once, with the services that are out there. */
export function createActivities({ stations, analysis, duty, bulletin }: Services) {
  return {
    async readStation(request: { quake: string; station: string }) {
      const seismogram = await stations.download(request);
      const waves = await analysis.findWaves({ seismogram });
      return { waves, attempt: activityInfo().attempt };
    },

    /** Fails as long as the quake is not confirmed: its retries are the polling. */
    async confirmation({ quake }: { quake: string }): Promise<void> {
      if (await duty.isConfirmed({ quake })) return;
      throw ApplicationFailure.create({
        message: 'not confirmed yet',
        // Nothing is wrong: no warnings in the log, no failures in the metrics.
        category: ApplicationFailureCategory.BENIGN,
      });
    },

    async publish(request: { quake: string } & Assessment): Promise<void> {
      await bulletin.publish(request);
    },
  };
}
