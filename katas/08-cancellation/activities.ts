/**
 * The people and services behind a flight, as your workflow sees them. You don't write these: in
 * this kata the world around your workflow answers them, and keeps a ledger of every effect.
 *
 * Some of them take their time. A call that is asked to cancel may go on, and take effect all the
 * same.
 */
export interface Activities {
  /** Sets an aircraft aside for a mission. Asked twice for one mission, it sets one aside. */
  holdAircraft(request: { missionId: string }): Promise<void>;

  /**
   * Gives back whatever aircraft is set aside for this mission. Safe to repeat, and safe when none
   * ever was. A hold that comes after it sets an aircraft aside again.
   */
  releaseAircraft(request: { missionId: string }): Promise<void>;

  /** Calls a crew to the mission's aircraft. Asked twice for one mission, it calls one crew. */
  holdCrew(request: { missionId: string }): Promise<void>;

  /** Sends the crew of this mission home. Safe to repeat, and safe when none was ever called. */
  releaseCrew(request: { missionId: string }): Promise<void>;

  /**
   * Asks one hospital whether it has a bed. Somebody there walks through the wards for it, but
   * nothing is reserved. A hospital that can't be reached is tried again and again, for as long as
   * the search goes on.
   */
  askForBed(request: { missionId: string; hospital: string }): Promise<boolean>;

  /**
   * The aircraft takes off. Asked twice for one mission, it does so once. It fails for good when
   * the weather forbids it; then it is still on the ground. Once in the air, it can't be called
   * back.
   */
  takeOff(request: { missionId: string; hospital: string }): Promise<void>;

  /** Tells a hospital that the patient is on the way. Without it, nobody waits on the roof. */
  announceArrival(request: { missionId: string; hospital: string }): Promise<void>;
}
