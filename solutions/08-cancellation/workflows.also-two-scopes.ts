// The clock and the search have a scope each: whichever is over first cancels the other.
import { CancellationScope, isCancellation, proxyActivities, sleep } from '@temporalio/workflow';
import type { Activities } from './activities.ts';

export interface Mission {
  id: string;
  hospitals: string[];
  fallback: string;
}

const act = proxyActivities<Activities>({
  startToCloseTimeout: '1 minute',
  cancellationType: 'WAIT_CANCELLATION_COMPLETED',
});

export async function flyPatient(mission: Mission): Promise<string> {
  const missionId = mission.id;
  const hospital = await prepareAndTakeOff(mission).catch(async (error: unknown) => {
    await CancellationScope.nonCancellable(() =>
      Promise.allSettled([act.releaseCrew({ missionId }), act.releaseAircraft({ missionId })]),
    );
    throw error;
  });
  await CancellationScope.nonCancellable(() => act.announceArrival({ missionId, hospital }));
  return hospital;
}

async function prepareAndTakeOff(mission: Mission): Promise<string> {
  const missionId = mission.id;
  await act.holdAircraft({ missionId });
  await act.holdCrew({ missionId });
  const hospital = await findHospital(mission);
  await act.takeOff({ missionId, hospital });
  return hospital;
}

async function findHospital({ id, hospitals, fallback }: Mission): Promise<string> {
  const clock = new CancellationScope();
  const search = new CancellationScope();
  let timeIsUp = false;
  const ticking = clock
    .run(() => sleep('20 minutes'))
    .then(
      () => {
        timeIsUp = true;
        search.cancel();
      },
      () => undefined,
    );
  try {
    return await search.run(async () => {
      for (const hospital of hospitals) {
        if (await act.askForBed({ missionId: id, hospital })) return hospital;
      }
      return fallback;
    });
  } catch (error) {
    if (timeIsUp && isCancellation(error)) return fallback;
    throw error;
  } finally {
    clock.cancel();
    await ticking;
  }
}
