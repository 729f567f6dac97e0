// Is told the key by the workflow, and says by `nextRetryDelay` when to ask again.
import { ApplicationFailure, Context } from '@temporalio/activity';
import type { Assessment, Services } from './services.ts';

export function createActivities({ stations, archive, analysis, duty, bulletin }: Services) {
  return {
    async keep({ quake, station, key }: { quake: string; station: string; key: string }) {
      await archive.put({ key, text: await stations.download({ quake, station }) });
      return Context.current().info.attempt;
    },
    search: async (key: string) => analysis.findWaves({ seismogram: await archive.get({ key }) }),
    async untilConfirmed(quake: string) {
      const confirmed = await duty.isConfirmed({ quake });
      if (!confirmed) {
        throw ApplicationFailure.create({ message: 'wait', nextRetryDelay: '10 minutes' });
      }
    },
    tellTheWorld: (request: { quake: string } & Assessment) => bulletin.publish(request),
  };
}
