// Fetches in batches of four, then searches in batches of four, and counts everything at the end.
import * as wf from '@temporalio/workflow';
import type { Assessment, Waves } from './services.ts';

export interface Quake {
  /** Such as `2031-04-06-offshore`; no two quakes have the same. */
  id: string;
  stations: string[];
}

interface Activities {
  keep(request: { quake: string; station: string; key: string }): Promise<number>;
  search(key: string): Promise<Waves>;
  untilConfirmed(quake: string): Promise<void>;
  tellTheWorld(request: { quake: string } & Assessment): Promise<void>;
}

const stations = wf.proxyActivities<Activities>({
  startToCloseTimeout: '20 minutes',
  scheduleToCloseTimeout: '60 minutes',
  retry: { initialInterval: '10 seconds', maximumInterval: '2 minutes' },
});
const machines = wf.proxyActivities<Activities>({
  taskQueue: 'heavy',
  scheduleToCloseTimeout: '2 days',
  startToCloseTimeout: '30 minutes',
});
const people = wf.proxyActivities<Activities>({
  startToCloseTimeout: '1 minute',
  retry: { maximumInterval: '5 minutes' },
});

/** Assesses a quake. */
export async function assessQuake(quake: Quake): Promise<Assessment> {
  const open = [...quake.stations];
  wf.setHandler(wf.defineQuery<string[]>('pending'), () => open);
  const settle = (station: string) => open.splice(open.indexOf(station), 1);

  const silent: string[] = [];
  const fetched: { station: string; key: string; attempts: number }[] = [];
  for (const batch of batchesOf(quake.stations)) {
    const outcomes = await Promise.allSettled(
      batch.map(async (station) => {
        // A key that the workflow makes up is in the history, so it is the same in each attempt.
        const key = wf.uuid4();
        const attempts = await stations.keep({ quake: quake.id, station, key });
        fetched.push({ station, key, attempts });
      }),
    );
    for (const [place, outcome] of outcomes.entries()) {
      if (outcome.status === 'fulfilled') continue;
      if (wf.isCancellation(outcome.reason)) throw outcome.reason;
      silent.push(batch[place] ?? '');
      settle(batch[place] ?? '');
    }
  }
  const waves: Assessment['waves'] = [];
  for (const batch of batchesOf(fetched)) {
    const found = await Promise.all(
      batch.map(async ({ station, key }) => {
        const one = await machines.search(key);
        settle(station);
        return one;
      }),
    );
    waves.push(...found);
  }

  await people.untilConfirmed(quake.id);
  await people.tellTheWorld({ quake: quake.id, waves, silent });
  report({ waves, silent }, fetched);
  return { waves, silent };
}

function report({ waves, silent }: Assessment, fetched: { attempts: number }[]): void {
  // It does no harm, and no good: the meter asks for itself.
  if (wf.workflowInfo().unsafe.isReplaying) return;
  const { startTime } = wf.workflowInfo();
  const counter = wf.metricMeter.createCounter('stations');
  counter.add(waves.length, { outcome: 'read' });
  counter.add(silent.length, { outcome: 'silent' });
  const attempts = wf.metricMeter.createHistogram('download_attempts');
  for (const one of fetched) attempts.record(one.attempts);
  const time = wf.metricMeter.createHistogram('assessment_time', 'int', 'ms');
  time.record(Date.now() - startTime.valueOf());
}

function batchesOf<Item>(items: readonly Item[]): Item[][] {
  const batches: Item[][] = [];
  for (let from = 0; from < items.length; from += 4) batches.push(items.slice(from, from + 4));
  return batches;
}
