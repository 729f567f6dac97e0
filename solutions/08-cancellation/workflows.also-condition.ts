// No withTimeout: the search runs in a scope of its own, beside a condition with a time limit.
import { CancellationScope, condition, log, proxyActivities } from '@temporalio/workflow';
import type { Activities } from './activities.ts';

export interface Mission {
  id: string;
  hospitals: string[];
  fallback: string;
}

const services = proxyActivities<Activities>({
  startToCloseTimeout: '30 seconds',
  cancellationType: 'WAIT_CANCELLATION_COMPLETED',
});

export async function flyPatient(mission: Mission): Promise<string> {
  const missionId = mission.id;
  let inTheAir = false;
  try {
    await services.holdAircraft({ missionId });
    await services.holdCrew({ missionId });
    const hospital = (await searchFor20Minutes(mission)) ?? mission.fallback;
    await services.takeOff({ missionId, hospital });
    inTheAir = true;
    await CancellationScope.nonCancellable(() => services.announceArrival({ missionId, hospital }));
    return hospital;
  } finally {
    // Both undos are safe for what was never held, so nobody has to remember how far it went.
    if (!inTheAir) await CancellationScope.nonCancellable(() => giveBack(missionId));
  }
}

async function searchFor20Minutes(mission: Mission): Promise<string | undefined> {
  const search = new CancellationScope();
  let found: string | undefined;
  let over = false;
  let problem: unknown;
  const searching = search
    .run(async () => {
      for (const hospital of mission.hospitals) {
        if (await services.askForBed({ missionId: mission.id, hospital })) {
          found = hospital;
          return;
        }
      }
    })
    .catch((error: unknown) => {
      problem = error;
    })
    .finally(() => {
      over = true;
    });
  if (!(await condition(() => over, '20 minutes'))) {
    search.cancel();
    await searching;
    return found;
  }
  if (problem !== undefined) throw problem;
  return found;
}

async function giveBack(missionId: string): Promise<void> {
  await services.releaseCrew({ missionId }).catch(report);
  await services.releaseAircraft({ missionId }).catch(report);
}

function report(error: unknown): void {
  log.error('Somebody has to give this back by hand', { error });
}
