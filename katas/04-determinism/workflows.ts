import {
  defineQuery,
  proxyActivities,
  setHandler,
  sleep,
  workflowInfo,
} from '@temporalio/workflow';
import type { Activities, Office } from './activities.ts';
import { ROSTER } from './roster.ts';

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

const { openTicket, ringIndianapolis, ringOsaka, ringOrebro, pageManager, textCustomer } =
  proxyActivities<Activities>({ startToCloseTimeout: '2 minutes' });

const RING = { Indianapolis: ringIndianapolis, Osaka: ringOsaka, Örebro: ringOrebro };

// TODO 1: this numbers the calls. Start two, and look at their tickets.
let calls = 0;

/**
 * Finds somebody for a support call. This router has run for a year, on one machine. Its rules are
 * right, and must stay:
 *
 * - Each call gets a ticket of its own, and is opened with it.
 * - The office that is on shift at `receivedAt` is rung first, then the other two by their names,
 *   as `sort()` without an argument puts them: Indianapolis, Osaka, Örebro.
 * - If none of the three answers, wait an hour, and ring all three again in the same order.
 * - If still none answers, the call is `handed over`: page the manager, then text the customer.
 * - The shifts are those that the roster shows when the call comes in.
 * - Anybody may ask for `status`, at any time and as often as they like.
 *
 * What is wrong is how they are written. Make each of them come out the same on every Worker.
 */
export async function routeCall(call: Call): Promise<Routed> {
  const startedAt = Date.now();
  let state: Status['state'] = 'ringing';
  let lastRung: Office | undefined;

  // TODO 2: somebody asks, and the call goes another way. Why?
  let looks = 0;
  setHandler(status, () => {
    looks += 1;
    return { state, ...(lastRung && { lastRung }) };
  });

  const ticket = `T-${++calls}`;
  await openTicket({ ticket, callId: call.id });

  // TODO 3: 21:30 in UTC is another hour elsewhere. And whose roster is this, and how old?
  const hour = new Date(call.receivedAt).getHours();
  const first = ROSTER.find(({ fromHour, toHour }) => fromHour <= hour && hour < toHour)?.office;

  // TODO 4: what comes after Indianapolis? Not everybody has the same alphabet.
  const names = Object.keys(RING) as Office[];
  names.sort((one, other) => one.localeCompare(other));
  const order = [
    ...names.filter((name) => name === first),
    ...names.filter((name) => name !== first),
  ];

  const waitedMinutes = () => Math.floor((Date.now() - startedAt) / 60_000);

  for (const round of [1, 2]) {
    state = 'ringing';
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

  // TODO 5: nobody wants to be woken twice. Is this how to see to it?
  state = 'handed over';
  if (!workflowInfo().unsafe.isReplaying) {
    await pageManager({ ticket });
  }

  // Who looks at the status page knows already.
  if (looks === 0) {
    await textCustomer({ ticket, callId: call.id });
  }
  return { ticket, waitedMinutes: waitedMinutes() };
}
