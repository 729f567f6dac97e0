import { proxyActivities } from '@temporalio/workflow';
import type { Activities } from './activities.ts';

export interface Mission {
  id: string;
  /** The hospitals to ask for a bed, the best one first. */
  hospitals: string[];
  /** Where the flight goes when no bed is found. It always takes the patient. */
  fallback: string;
}

const {
  holdAircraft,
  releaseAircraft,
  holdCrew,
  releaseCrew,
  askForBed,
  takeOff,
  announceArrival,
} = proxyActivities<Activities>({
  startToCloseTimeout: '1 minute',
});

/**
 * Holds an aircraft and a crew, looks for a bed, takes off, and announces the patient there.
 * Returns the hospital.
 *
 * The mission may be cancelled at any time. Until the aircraft is in the air, everything is then
 * given back. From then on the mission is carried through.
 */
export async function flyPatient(mission: Mission): Promise<string> {
  // TODO 1: hold aircraft and crew. Ask the hospitals one after the other until one has a bed, or
  //         else take the fallback. Take off, and announce the patient there.
  // TODO 2: give the search 20 minutes, for all hospitals together. After that, the fallback.
  // TODO 3: when a step fails or the mission is cancelled, give aircraft and crew back.
  // TODO 4: then think of the harder cases: a search that is cancelled while its own time runs,
  //         a call that goes on although it was asked to cancel, a mission cancelled in the air.
  throw new Error('Not written yet: flyPatient');
}
