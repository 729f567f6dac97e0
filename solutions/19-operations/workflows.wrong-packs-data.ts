/** @caughtBy operations/keeps-data-out */
// Packs the seismogram before it goes through the history. It is half as large, until the next station is twice as good.
import {
  defineQuery,
  isCancellation,
  metricMeter,
  proxyActivities,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';
import type { Assessment, Waves } from './services.ts';

export interface Quake {
  /** Such as `2031-04-06-offshore`; no two quakes have the same. */
  id: string;
  stations: string[];
}

interface Activities {
  fetchSeismogram(request: {
    quake: string;
    station: string;
  }): Promise<{ packed: string; attempt: number }>;
  findWaves(request: { packed: string }): Promise<Waves>;
  confirmation(request: { quake: string }): Promise<void>;
  publish(request: { quake: string } & Assessment): Promise<void>;
}

const { fetchSeismogram } = proxyActivities<Activities>({
  startToCloseTimeout: '10 minutes',
  scheduleToCloseTimeout: '1 hour', // then the station is silent
});
const { findWaves } = proxyActivities<Activities>({
  taskQueue: 'heavy',
  startToCloseTimeout: '10 minutes',
});
const { confirmation } = proxyActivities<Activities>({
  startToCloseTimeout: '1 minute',
  retry: { initialInterval: '2 minutes', backoffCoefficient: 1 },
});
const { publish } = proxyActivities<Activities>({ startToCloseTimeout: '1 minute' });

/** The stations that are neither read nor silent yet. */
export const pending = defineQuery<string[]>('pending');

const AT_ONCE = 4;

/**
 * Assesses a quake: finds its waves in the seismogram of each station, waits until the seismologist
 * on duty has confirmed it, publishes the assessment, and returns it.
 */
export async function assessQuake({ id: quake, stations }: Quake): Promise<Assessment> {
  const assessment: Assessment = { waves: [], silent: [] };
  const waiting = new Set(stations);
  setHandler(pending, () => [...waiting]);

  const settled = metricMeter.createCounter('stations', 'stations');
  const attempts = metricMeter.createHistogram('download_attempts', 'int');
  const time = metricMeter.createHistogram('assessment_time', 'int', 'ms');

  async function read(station: string): Promise<'read' | 'silent'> {
    let fetched;
    try {
      fetched = await fetchSeismogram({ quake, station });
    } catch (error) {
      if (isCancellation(error)) throw error;
      assessment.silent.push(station);
      return 'silent';
    }
    attempts.record(fetched.attempt);
    assessment.waves.push(await findWaves({ packed: fetched.packed }));
    return 'read';
  }

  const line = stations.values(); // one iterator, which all lanes share
  async function lane() {
    for (const station of line) {
      const outcome = await read(station);
      settled.add(1, { outcome });
      waiting.delete(station);
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, lane));

  await confirmation({ quake });
  await publish({ quake, ...assessment });
  time.record(Date.now() - workflowInfo().startTime.getTime());
  return assessment;
}
