// Hands the seismogram from one activity to the next, as any function would.
import { activityInfo, ApplicationFailure } from '@temporalio/activity';
import { ApplicationFailureCategory } from '@temporalio/common';
import type { Assessment, Services } from './services.ts';

/** Activities touch the world. A Worker calls this once, with the services that are out there. */
export function createActivities({ stations, analysis, duty, bulletin }: Services) {
  return {
    async fetchSeismogram(request: { quake: string; station: string }) {
      const seismogram = await stations.download(request);
      return { seismogram, attempt: activityInfo().attempt };
    },

    async findWaves({ seismogram }: { seismogram: string }) {
      return analysis.findWaves({ seismogram });
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
