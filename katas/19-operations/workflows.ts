import { proxyActivities, sleep } from '@temporalio/workflow';
import type { createActivities } from './activities.ts';
import type { Assessment } from './services.ts';

export interface Quake {
  /** Such as `2031-04-06-offshore`; no two quakes have the same. */
  id: string;
  stations: string[];
}

// TODO 2: the search for waves belongs on the task queue `heavy`, and nothing else does.
const { downloadSeismogram, findWaves, isConfirmed, publish } = proxyActivities<
  ReturnType<typeof createActivities>
>({
  startToCloseTimeout: '10 minutes',
  retry: { maximumAttempts: 1 },
});

/**
 * Assesses a quake: finds its waves in the seismogram of each station, waits until the seismologist
 * on duty has confirmed it, publishes the assessment, and returns it.
 *
 * A station that can't be reached within an hour is silent: it is named in the assessment, and the
 * others count. The confirmation may take a weekend.
 */
export async function assessQuake({ id: quake, stations }: Quake): Promise<Assessment> {
  const assessment: Assessment = { waves: [], silent: [] };

  // TODO 3: never more than 4 activities at once.
  await Promise.all(
    stations.map(async (station) => {
      // TODO 4: an outage fills the history. Leave the waiting and the repeating to the server.
      for (let attempt = 1; attempt <= 12; attempt += 1) {
        try {
          const seismogram = await downloadSeismogram({ quake, station });
          assessment.waves.push(await findWaves({ seismogram }));
          return;
        } catch {
          await sleep('5 minutes');
        }
      }
      assessment.silent.push(station);
    }),
  );

  // TODO 5: so does this.
  while (!(await isConfirmed({ id: quake, stations }))) await sleep('5 minutes');
  await publish({ quake, ...assessment });

  // TODO 6: tell the operators, by the metric meter for workflow code:
  //         - counter `stations`: 1 for each station, with the tag `outcome`: `read` or `silent`
  //         - histogram `download_attempts`: for each station that was read, how many attempts its
  //           download took
  //         - histogram `assessment_time`: milliseconds from the start of the run until now
  // TODO 7: answer the query `pending` with the names of the stations that are neither read nor
  //         silent yet.
  return assessment;
}
