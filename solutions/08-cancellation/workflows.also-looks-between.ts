// Only the search can be interrupted. The other steps are shielded, and between them the workflow looks whether somebody cancelled. The search has no timer: each question gets what is left of its time.
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

const SEARCH_MS = 20 * 60 * 1000;

const act = proxyActivities<Omit<Activities, 'askForBed'>>({ startToCloseTimeout: '1 minute' });

const whole = <T>(step: () => Promise<T>): Promise<T> => CancellationScope.nonCancellable(step);

export async function flyPatient({ id, hospitals, fallback }: Mission): Promise<string> {
  const missionId = id;
  const root = CancellationScope.current();
  const stopIfCancelled = async (): Promise<void> => {
    if (root.consideredCancelled) await root.cancelRequested;
  };
  const back: Array<'aircraft' | 'crew'> = [];

  let hospital = fallback;
  try {
    back.push('aircraft');
    await whole(() => act.holdAircraft({ missionId }));
    await stopIfCancelled();
    back.push('crew');
    await whole(() => act.holdCrew({ missionId }));
    await stopIfCancelled();
    hospital = (await search(missionId, hospitals)) ?? fallback;
    await stopIfCancelled();
    await whole(() => act.takeOff({ missionId, hospital }));
  } catch (error) {
    await whole(async () => {
      for (const what of back.reverse()) {
        try {
          if (what === 'crew') await act.releaseCrew({ missionId });
          else await act.releaseAircraft({ missionId });
        } catch (problem) {
          log.error('Could not give back', { what, problem });
        }
      }
    });
    throw error;
  }
  await whole(() => act.announceArrival({ missionId, hospital }));
  return hospital;
}

async function search(missionId: string, hospitals: string[]): Promise<string | undefined> {
  const until = Date.now() + SEARCH_MS;
  for (const hospital of hospitals) {
    const left = until - Date.now();
    if (left <= 0) return undefined;
    const { askForBed } = proxyActivities<Activities>({
      startToCloseTimeout: '1 minute',
      scheduleToCloseTimeout: left,
    });
    try {
      if (await askForBed({ missionId, hospital })) return hospital;
    } catch (error) {
      if (isCancellation(error) || !(error instanceof ActivityFailure)) throw error;
      return undefined;
    }
  }
  return undefined;
}
