/** @caughtBy determinism/rings-again-an-hour-later */
// Reads the roster where it is used: at the beginning of each round, so that it is fresh.
import { defineQuery, proxyActivities, setHandler, sleep, uuid4 } from '@temporalio/workflow';
import type { Activities, Office } from './activities.ts';

export interface Call {
  id: string;
  /** When the customer rang, in UTC: '2026-03-10T21:30:00Z'. */
  receivedAt: string;
}

export interface Status {
  state: 'ringing' | 'waiting' | 'answered' | 'handed over';
  /** The office that is being rung, or was rung last. */
  lastRung?: Office;
}

export interface Routed {
  /** A reference that belongs to this call and to no other. */
  ticket: string;
  /** The office that answered; absent when none did. */
  answeredBy?: Office;
  /** From the workflow's start to the answer, or to the last try, in whole minutes. */
  waitedMinutes: number;
}

/** How the call stands. */
export const status = defineQuery<Status>('status');

const {
  openTicket,
  readRoster,
  ringIndianapolis,
  ringOsaka,
  ringOrebro,
  pageManager,
  textCustomer,
} = proxyActivities<Activities>({ startToCloseTimeout: '2 minutes' });

const RING = { Indianapolis: ringIndianapolis, Osaka: ringOsaka, Örebro: ringOrebro };

/** Finds somebody for a support call: the office on shift, then the others, twice if need be. */
export async function routeCall(call: Call): Promise<Routed> {
  const startedAt = Date.now();
  let state: Status['state'] = 'ringing';
  let lastRung: Office | undefined;
  setHandler(status, () => ({ state, ...(lastRung && { lastRung }) }));

  // The sandbox draws it from the run's own seed: the same in every replay, another for every run.
  const ticket = `T-${uuid4()}`;
  await openTicket({ ticket, callId: call.id });

  const waitedMinutes = () => Math.floor((Date.now() - startedAt) / 60_000);

  for (const round of [1, 2]) {
    state = 'ringing';
    const shifts = await readRoster();
    const hour = new Date(call.receivedAt).getUTCHours();
    const first = shifts.find(({ fromHour, toHour }) => fromHour <= hour && hour < toHour)?.office;
    const names = (Object.keys(RING) as Office[]).sort();
    const order = [
      ...names.filter((name) => name === first),
      ...names.filter((name) => name !== first),
    ];
    for (const office of order) {
      lastRung = office;
      const { answered } = await RING[office]({ ticket });
      if (!answered) continue;
      state = 'answered';
      return { ticket, answeredBy: office, waitedMinutes: waitedMinutes() };
    }
    if (round === 2) break;
    state = 'waiting';
    await sleep('1 hour');
  }

  state = 'handed over';
  await pageManager({ ticket });
  await textCustomer({ ticket, callId: call.id });
  return { ticket, waitedMinutes: waitedMinutes() };
}
