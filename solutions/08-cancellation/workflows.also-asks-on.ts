// Nobody keeps a clock: each question gets what is left of the 20 minutes. When one is given up shortly before, the next still gets the rest.
import {
  ActivityFailure,
  CancellationScope,
  isCancellation,
  log,
  proxyActivities,
} from '@temporalio/workflow';
import type { Activities } from './activities.ts';

export interface Mission {
  id: string;
  hospitals: string[];
  fallback: string;
}

const { holdAircraft, releaseAircraft, holdCrew, releaseCrew, takeOff, announceArrival } =
  proxyActivities<Activities>({
    startToCloseTimeout: '1 minute',
    cancellationType: 'WAIT_CANCELLATION_COMPLETED',
  });

const TWENTY_MINUTES = 20 * 60 * 1000;

export async function flyPatient(mission: Mission): Promise<string> {
  const { id: missionId, hospitals, fallback } = mission;

  let hospital: string;
  try {
    await holdAircraft({ missionId });
    await holdCrew({ missionId });

    hospital = fallback;
    const deadline = Date.now() + TWENTY_MINUTES;
    for (const candidate of hospitals) {
      const left = deadline - Date.now();
      if (left <= 0) break;
      const { askForBed } = proxyActivities<Activities>({
        startToCloseTimeout: '1 minute',
        scheduleToCloseTimeout: left,
      });
      try {
        if (await askForBed({ missionId, hospital: candidate })) {
          hospital = candidate;
          break;
        }
      } catch (error) {
        if (isCancellation(error) || !(error instanceof ActivityFailure)) throw error;
        log.info('no answer in time', { candidate });
      }
    }

    await takeOff({ missionId, hospital });
  } catch (error) {
    await CancellationScope.nonCancellable(async () => {
      try {
        await releaseAircraft({ missionId });
      } finally {
        await releaseCrew({ missionId });
      }
    }).catch((reason: unknown) => log.error('not everything is given back', { reason }));
    throw error;
  }

  await CancellationScope.nonCancellable(() => announceArrival({ missionId, hospital }));
  return hospital;
}
