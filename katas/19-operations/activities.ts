import type { Assessment, Services } from './services.ts';
import type { Quake } from './workflows.ts';

/** Activities touch the world. A Worker calls this once, with the services that are out there. */
export function createActivities({ stations, analysis, duty, bulletin }: Services) {
  return {
    // TODO 1: a seismogram is large, and what an activity takes or returns stays in the history.
    //         Keep it outside. Names and shapes of activities are yours to choose.
    async downloadSeismogram(request: { quake: string; station: string }) {
      return stations.download(request);
    },
    async findWaves(request: { seismogram: string }) {
      return analysis.findWaves(request);
    },
    async isConfirmed({ id }: Quake) {
      return duty.isConfirmed({ quake: id });
    },
    async publish(request: { quake: string } & Assessment) {
      return bulletin.publish(request);
    },
  };
}
