import {
  required,
  type ActivityReply,
  type Entry,
  type Fault,
  type Run,
  type ServicesOf,
} from '#kit';
import type { Activities, Order } from './activities.ts';

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
/** The quiet that a wholesaler wants between two calls. */
export const PAUSE = 30_000;
/** When the pharmacist must know. */
export const DEADLINE = 2 * HOUR;

export const MAIN = 'orderFromMain';
export const RESERVE = 'orderFromReserve';

export const order: Order = { id: 'rx-7', medicine: 'amoxicillin', packs: 12 };

/** The account in which each call to a wholesaler is noted, whatever came of it. */
const CALLS = 'calls';

/** The wholesalers' books: which calls came, and how many packs are ordered where. */
export const wholesalers: ServicesOf<Activities> = {
  orderFromMain({ id, packs }, pen) {
    pen.add(CALLS, 1, MAIN);
    pen.once(MAIN, required(packs, 'packs'), required(id, 'id'));
    return { confirmation: `main-${id}` };
  },
  orderFromReserve({ id, packs }, pen) {
    pen.add(CALLS, 1, RESERVE);
    pen.once(RESERVE, required(packs, 'packs'), required(id, 'id'));
    return { confirmation: `reserve-${id}` };
  },
};

/** What becomes of one call: it works, nobody answers, or the wholesaler's error. */
export type Taken = 'works' | 'hangs' | keyof typeof MESSAGES;

const MESSAGES = {
  Unavailable: 'the wholesaler is down',
  TooManyRequests: 'too soon; leave 30 seconds between two calls',
  OutOfStock: 'no amoxicillin today',
  InvalidOrder: 'amoxicillin is not sold in dozens',
} as const;

/** A wholesaler's working day. Without an end to it, an answer that never gives up would never end. */
const OPEN = 4 * HOUR;
const CLOSED: ActivityReply = {
  kind: 'failed',
  failure: { type: 'Closed', message: 'the wholesaler has closed for the night', retryable: false },
};

/**
 * A wholesaler that has its moods, and closes four hours after the first call.
 *
 * @param takes what becomes of a call, by its number from 1 and the virtual milliseconds since the
 *   first; calls are counted, not attempts, so a workflow may call as it likes
 */
export function moody(takes: (call: { number: number; elapsed: number }) => Taken): Fault {
  let first: number | undefined;
  let number = 0;
  return async (task, act, { ledger }) => {
    first ??= task.startedAt;
    number += 1;
    const taken = takes({ number, elapsed: task.startedAt - first });
    if (taken === 'works') return act();
    const { name, activityId, attempt, startedAt } = task;
    ledger.by({ activity: name, activityId, attempt, at: startedAt }).add(CALLS, 1, name);
    if (startedAt - first >= OPEN) return CLOSED;
    if (taken === 'hangs') return { kind: 'lost' };
    return { kind: 'failed', failure: { type: taken, message: MESSAGES[taken], retryable: true } };
  };
}

/** A wholesaler that says the same to every call. */
export function always(taken: Taken): Fault {
  return moody(() => taken);
}

/** The calls that one wholesaler was given, in their order. */
export function callsTo(run: Run, wholesaler: string): Entry[] {
  return run.ledger.entries.filter(({ account, key }) => account === CALLS && key === wholesaler);
}
