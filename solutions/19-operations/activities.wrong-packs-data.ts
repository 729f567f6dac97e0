// Packs the seismogram before it goes through the history. It is half as large, until the next station is twice as good.
import { gunzipSync, gzipSync } from 'node:zlib';
import { activityInfo, ApplicationFailure } from '@temporalio/activity';
import { ApplicationFailureCategory } from '@temporalio/common';
import type { Assessment, Services } from './services.ts';

/** Activities touch the world. A Worker calls this once, with the services that are out there. */
export function createActivities({ stations, analysis, duty, bulletin }: Services) {
  return {
    async fetchSeismogram(request: { quake: string; station: string }) {
      const seismogram = await stations.download(request);
      const packed = gzipSync(seismogram).toString('base64');
      return { packed, attempt: activityInfo().attempt };
    },

    async findWaves({ packed }: { packed: string }) {
      const seismogram = gunzipSync(Buffer.from(packed, 'base64')).toString();
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
