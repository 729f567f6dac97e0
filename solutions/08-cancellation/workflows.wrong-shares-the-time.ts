/** @caughtBy cancellation/limits-the-search */
// Shares the 20 minutes out among the hospitals, so that one that answers late is given up.
import { CancellationScope, isCancellation, log, proxyActivities } from '@temporalio/workflow';
import type { Activities } from './activities.ts';

export interface Mission {
  id: string;
  /** The hospitals to ask for a bed, the best one first. */
  hospitals: string[];
  /** Where the flight goes when no bed is found. It always takes the patient. */
  fallback: string;
}

// What has effects is waited for, even after a cancel: only then do we know what to undo.
const { holdAircraft, holdCrew, takeOff } = proxyActivities<Activities>({
  startToCloseTimeout: '1 minute',
  cancellationType: 'WAIT_CANCELLATION_COMPLETED',
});

// A question may be left alone once it was asked to stop. The others are never cancelled.
const { askForBed, releaseAircraft, releaseCrew, announceArrival } = proxyActivities<Activities>({
  startToCloseTimeout: '1 minute',
  cancellationType: 'TRY_CANCEL',
});

/**
 * Holds an aircraft and a crew, looks for a bed, takes off, and announces the patient there.
 * Returns the hospital.
 *
 * The mission may be cancelled at any time. Until the aircraft is in the air, everything is then
 * given back. From then on the mission is carried through.
 */
export async function flyPatient(mission: Mission): Promise<string> {
  const missionId = mission.id;
  const undos: (() => Promise<void>)[] = [];
  let hospital: string;
  try {
    undos.unshift(() => releaseAircraft({ missionId }));
    await holdAircraft({ missionId });
    undos.unshift(() => releaseCrew({ missionId }));
    await holdCrew({ missionId });
    hospital = await findHospital(mission);
    // Not shielded: after a cancel this call throws before anything is scheduled.
    await takeOff({ missionId, hospital });
  } catch (error) {
    await CancellationScope.nonCancellable(() => undoAll(undos));
    throw error;
  }
  // In the air: a cancel comes too late, and the hospital must know.
  await CancellationScope.nonCancellable(() => announceArrival({ missionId, hospital }));
  return hospital;
}

/** The first hospital with a bed; the fallback when none has one. */
async function findHospital({ id: missionId, hospitals, fallback }: Mission): Promise<string> {
  const whole = CancellationScope.current();
  const share = (20 * 60 * 1000) / hospitals.length;
  for (const hospital of hospitals) {
    try {
      const hasBed = await CancellationScope.withTimeout(share, () =>
        askForBed({ missionId, hospital }),
      );
      if (hasBed) return hospital;
    } catch (error) {
      if (whole.consideredCancelled || !isCancellation(error)) throw error;
    }
  }
  return fallback;
}

/** Undoes the newest first. An undo that fails does not stop the rest. */
async function undoAll(undos: (() => Promise<void>)[]): Promise<void> {
  for (const undo of undos) {
    try {
      await undo();
    } catch (error) {
      log.error('An undo failed and needs a person', { error });
    }
  }
}
