import {
  list,
  required,
  type ActivityRecord,
  type Fault,
  type HistoryEvent,
  type Run,
  type ServicesOf,
} from '#kit';
import type { Activities } from './activities.ts';

/** Who has a bed tonight. */
const BEDS: readonly string[] = ['Lakeside', 'Hillcrest'];

/** What stands behind a flight, each with its books: aircraft, crews, flights, announcements. */
export const rescue: ServicesOf<Activities> = {
  holdAircraft({ missionId }, pen) {
    pen.once('aircraft', 1, required(missionId, 'missionId'));
  },
  releaseAircraft({ missionId }, pen) {
    pen.revert('aircraft', required(missionId, 'missionId'));
  },
  holdCrew({ missionId }, pen) {
    pen.once('crew', 1, required(missionId, 'missionId'));
  },
  releaseCrew({ missionId }, pen) {
    pen.revert('crew', required(missionId, 'missionId'));
  },
  askForBed({ missionId, hospital }) {
    required(missionId, 'missionId');
    return BEDS.includes(required(hospital, 'hospital'));
  },
  takeOff({ missionId, hospital }, pen) {
    required(hospital, 'hospital');
    pen.once('flights', 1, required(missionId, 'missionId'));
  },
  announceArrival({ missionId, hospital }, pen) {
    required(missionId, 'missionId');
    pen.once('announcements', 1, required(hospital, 'hospital'));
  },
};

export const mission = {
  id: 'mission-7',
  hospitals: ['Northfield', 'Lakeside', 'Hillcrest'],
  fallback: 'County',
};

/** The steps that can be undone, with their books and undos. */
export const HOLDS = [
  { name: 'holdAircraft', account: 'aircraft', undo: 'releaseAircraft' },
  { name: 'holdCrew', account: 'crew', undo: 'releaseCrew' },
] as const;

export const HOLD_NAMES: readonly string[] = HOLDS.map(({ name }) => name);
export const UNDO_NAMES: readonly string[] = HOLDS.map(({ undo }) => undo);

/** Whether the aircraft took off, as the world knows it. */
export function isInTheAir({ ledger }: Run): boolean {
  return ledger.balance('flights') > 0;
}

/** What is still held for the mission, in words. */
export function stillHeld({ ledger }: Run): string | undefined {
  const held = [
    ...(ledger.balance('aircraft') > 0 ? ['an aircraft is still set aside'] : []),
    ...(ledger.balance('crew') > 0 ? ['a crew is still on duty'] : []),
  ];
  return held.length > 0 ? list(held) : undefined;
}

/** An activity of a run, in words that tell one question from the next. */
export function nameOf({ name, input }: ActivityRecord): string {
  const { hospital } = (input ?? {}) as { hospital?: string };
  return name === 'askForBed' && hospital ? `${name} (${hospital})` : name;
}

/** Whether an activity was over, or had been asked to cancel, before an event. */
export function wasTold(run: Run, { scheduled, closed }: ActivityRecord, before: number): boolean {
  const asked = run
    .all('ActivityTaskCancelRequested')
    .some(({ of, id }) => of === scheduled.id && id < before);
  return asked || (closed !== undefined && closed.id < before);
}

/** A fault for the questions to single hospitals. */
export function hospitalsWith(faults: Readonly<Record<string, Fault>>): Fault {
  return async (task, act, world) => {
    const { hospital = '' } = (task.args[0] ?? {}) as { hospital?: string };
    const fault = Object.hasOwn(faults, hospital) ? faults[hospital] : undefined;
    return fault ? fault(task, act, world) : act();
  };
}

/** Marks events of activities: their scheduling, a request to cancel, their end. */
export function ofActivities(run: Run, names: readonly string[]) {
  const scheduled = new Set(run.activitiesNamed(...names).map((one) => one.scheduled.id));
  return ({ id, of, type }: HistoryEvent): boolean =>
    scheduled.has(id) || (scheduled.has(of ?? 0) && type !== 'ActivityTaskStarted');
}

/** Marks the moment at which somebody cancelled, and the events of activities. */
export function cancelAnd(run: Run, names: readonly string[]) {
  const own = ofActivities(run, names);
  return (event: HistoryEvent): boolean =>
    event.type === 'WorkflowExecutionCancelRequested' || own(event);
}
