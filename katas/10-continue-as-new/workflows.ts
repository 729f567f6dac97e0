import { defineQuery, defineSignal, defineUpdate, proxyActivities } from '@temporalio/workflow';
import type { Activities } from './activities.ts';

/** What a run of `account` begins with. Whoever opens an account gives the first three. */
export interface Account {
  accountId: string;
  /** A run goes on in a new one soon after its history has so many events. */
  eventsPerRun: number;
  /** So many request ids are remembered: always the latest, and no more. */
  remembered: number;
  // TODO 1: what else must a run know that is not the first one? Add it here, as optional.
}

/** Some euros. The id is the sender's own: a request that is sent again has the same. */
export interface Booking {
  id: string;
  amount: number;
}

/** Money comes in. */
export const deposit = defineSignal<[Booking]>('deposit');
/**
 * Pays money out, and answers with the balance. Refused on arrival when there is not enough. When
 * `payOut` refuses, so does this, and the balance is as it was before.
 */
export const withdraw = defineUpdate<number, [Booking]>('withdraw');
/** The customer leaves: what was accepted is finished, and the workflow ends. */
export const closeAccount = defineSignal('closeAccount');
/** How much is there now, in euros. */
export const readBalance = defineQuery<number>('readBalance');

/** The first statement is sent so long after the opening, and the next ones at the same interval. */
export const STATEMENT_EVERY = '30 days';

const { payOut, sendStatement } = proxyActivities<Activities>({ startToCloseTimeout: '1 minute' });

/**
 * One bank account, for as many years as it is used. Returns the balance at its end.
 *
 * A request whose id is remembered changes nothing. Such a `withdraw` is answered with the balance of
 * that moment, even where there would not be enough. Statements have the numbers 1, 2, 3 and so on.
 *
 * Nobody who uses the account notices that a new run has begun.
 */
export async function account(input: Account): Promise<number> {
  // TODO 2: let money come in and go out, and the account be closed. One run will do for now.
  // TODO 3: send a statement every 30 days.
  // TODO 4: continue as new when the history is long.
  // TODO 5: then think of who may be in the middle of something when the run ends.
  throw new Error('Not written yet: account');
}
