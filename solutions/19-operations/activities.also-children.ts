// Waits for the confirmation inside of one long attempt, with heartbeats. Keys come from the run.
import { activityInfo, heartbeat, sleep } from '@temporalio/activity';
import type { Assessment, Services, Waves } from './services.ts';

export function createActivities(services: Services) {
  return {
    async store(quake: string, station: string): Promise<{ key: string; attempt: number }> {
      const { attempt, workflowExecution } = activityInfo();
      const key = `waves-${workflowExecution?.workflowId}-${station}`;
      const text = JSON.stringify({ text: await services.stations.download({ quake, station }) });
      await services.archive.put({ key, text });
      return { key, attempt };
    },
    async search(key: string): Promise<Waves> {
      const { text } = JSON.parse(await services.archive.get({ key })) as { text: string };
      return services.analysis.findWaves({ seismogram: text });
    },
    async waitForConfirmation(quake: string): Promise<void> {
      while (!(await services.duty.isConfirmed({ quake }))) {
        heartbeat();
        await sleep('10 minutes');
      }
    },
    async publish(quake: string, assessment: Assessment): Promise<void> {
      await services.bulletin.publish({ quake, ...assessment });
    },
  };
}
