import { activityInfo, ApplicationFailure } from '@temporalio/activity';
import { ApplicationFailureCategory } from '@temporalio/common';
import type { Assessment, Services } from './services.ts';

/** A seismogram in the archive. This is all that the workflow, and so the history, gets of it. */
interface Claim {
  key: string;
  /** The attempt in which the download worked. */
  attempt: number;
}

/** Activities touch the world. A Worker calls this once, with the services that are out there. */
export function createActivities({ stations, archive, analysis, duty, bulletin }: Services) {
  return {
    /** Brings a seismogram into the archive. */
    async fetchSeismogram(request: { quake: string; station: string }): Promise<Claim> {
      const text = await stations.download(request);
      // The same in every attempt, and no other seismogram's.
      const key = `${request.quake}/${request.station}`;
      await archive.put({ key, text });
      return { key, attempt: activityInfo().attempt };
    },

    async findWaves({ key }: { key: string }) {
      return analysis.findWaves({ seismogram: await archive.get({ key }) });
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
