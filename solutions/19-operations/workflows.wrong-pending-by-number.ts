/** @caughtBy operations/tells-what-is-pending */
// Knows how many stations have settled, and takes the first of the list for those.
import {
  defineQuery,
  isCancellation,
  metricMeter,
  proxyActivities,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';
import type { createActivities } from './activities.ts';
import type { Assessment } from './services.ts';

export interface Quake {
  /** Such as `2031-04-06-offshore`; no two quakes have the same. */
  id: string;
  stations: string[];
}

type Activities = ReturnType<typeof createActivities>;

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
  setHandler(pending, () => stations.slice(assessment.waves.length + assessment.silent.length));

  const settled = metricMeter.createCounter('stations', 'stations');
  const attempts = metricMeter.createHistogram('download_attempts', 'int');
  const time = metricMeter.createHistogram('assessment_time', 'int', 'ms');

  async function read(station: string): Promise<'read' | 'silent'> {
    let claim;
    try {
      claim = await fetchSeismogram({ quake, station });
    } catch (error) {
      if (isCancellation(error)) throw error;
      assessment.silent.push(station);
      return 'silent';
    }
    attempts.record(claim.attempt);
    assessment.waves.push(await findWaves({ key: claim.key }));
    return 'read';
  }

  const line = stations.values(); // one iterator, which all lanes share
  async function lane() {
    for (const station of line) {
      const outcome = await read(station);
      settled.add(1, { outcome });
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, lane));

  await confirmation({ quake });
  await publish({ quake, ...assessment });
  time.record(Date.now() - workflowInfo().startTime.getTime());
  return assessment;
}
