// A child workflow for each station, with the activities and the metrics of its own.
import {
  condition,
  defineQuery,
  executeChild,
  isCancellation,
  metricMeter,
  proxyActivities,
  setHandler,
} from '@temporalio/workflow';
import type { Assessment, Waves } from './services.ts';

export interface Quake {
  /** Such as `2031-04-06-offshore`; no two quakes have the same. */
  id: string;
  stations: string[];
}

interface Activities {
  store(quake: string, station: string): Promise<{ key: string; attempt: number }>;
  search(key: string): Promise<Waves>;
  waitForConfirmation(quake: string): Promise<void>;
  publish(quake: string, assessment: Assessment): Promise<void>;
}

const light = proxyActivities<Activities>({
  startToCloseTimeout: '15 minutes',
  scheduleToCloseTimeout: '1 hour',
});
const heavy = proxyActivities<Activities>({ startToCloseTimeout: '1 hour', taskQueue: 'heavy' });
const patient = proxyActivities<Activities>({
  startToCloseTimeout: '30 days',
  heartbeatTimeout: '20 minutes',
});

export async function readStation(quake: string, station: string): Promise<Waves | null> {
  const meter = metricMeter.withTags({ outcome: 'read' });
  try {
    const { key, attempt } = await light.store(quake, station);
    metricMeter.createHistogram('download_attempts').record(attempt);
    const waves = await heavy.search(key);
    meter.createCounter('stations').add(1);
    return waves;
  } catch (error) {
    if (isCancellation(error)) throw error;
    metricMeter.createCounter('stations').add(1, { outcome: 'silent' });
    return null;
  }
}

/** Assesses a quake, with at most four children at once. */
export async function assessQuake({ id, stations }: Quake): Promise<Assessment> {
  const began = Date.now();
  const settled = new Map<string, Waves | null>();
  setHandler(defineQuery<string[]>('pending'), () =>
    stations.filter((station) => !settled.has(station)),
  );

  let free = 4;
  const reading: Promise<void>[] = [];
  for (const station of stations) {
    await condition(() => free > 0);
    free -= 1;
    const child = executeChild(readStation, { args: [id, station] });
    reading.push(
      child.then((waves) => {
        settled.set(station, waves);
        free += 1;
      }),
    );
  }
  await Promise.all(reading);

  await patient.waitForConfirmation(id);
  const waves = [...settled.values()].filter((one) => one !== null);
  const silent = stations.filter((station) => settled.get(station) === null);
  await light.publish(id, { waves, silent });
  metricMeter.createHistogram('assessment_time', 'float', 'ms').record(Date.now() - began);
  return { waves, silent };
}
