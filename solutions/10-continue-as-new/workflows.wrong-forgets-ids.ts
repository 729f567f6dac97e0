/** @caughtBy continue-as-new/knows-requests-again */
// Carries the money, and takes the list of request ids for a cache that may begin empty.
import {
  allHandlersFinished,
  ApplicationFailure,
  condition,
  continueAsNew,
  defineQuery,
  defineSignal,
  defineUpdate,
  proxyActivities,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';
import type { Activities } from './activities.ts';

/** What a run of `account` begins with. Whoever opens an account gives the first three. */
export interface Account {
  accountId: string;
  /** A run goes on in a new one soon after its history has so many events. */
  eventsPerRun: number;
  /** So many request ids are remembered: always the latest, and no more. */
  remembered: number;
  balance?: number;
  /** How many statements were sent. */
  statements?: number;
  /** When the next one is due, in milliseconds since 1970. */
  nextStatement?: number;
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
export const STATEMENT_EVERY = 30 * 24 * 60 * 60 * 1000;

const { payOut, sendStatement } = proxyActivities<Activities>({ startToCloseTimeout: '1 minute' });

/** One bank account, for as many years as it is used. Returns the balance at its end. */
export async function account(input: Account): Promise<number> {
  const { accountId, eventsPerRun, remembered } = input;
  let { balance = 0, statements = 0 } = input;
  let done: string[] = [];
  let { nextStatement = Date.now() + STATEMENT_EVERY } = input;
  let closed = false;

  setHandler(readBalance, () => balance);
  setHandler(closeAccount, () => {
    closed = true;
  });
  setHandler(deposit, ({ id, amount }) => {
    if (done.includes(id)) return;
    done = [...done, id].slice(-remembered);
    balance += amount;
  });
  setHandler(
    withdraw,
    async ({ id, amount }) => {
      if (done.includes(id)) return balance;
      // Set aside before the wait, so that nobody else takes it meanwhile.
      done = [...done, id].slice(-remembered);
      balance -= amount;
      try {
        await payOut({ accountId, id, amount });
      } catch (error) {
        balance += amount;
        done = done.filter((other) => other !== id);
        throw error;
      }
      return balance;
    },
    {
      validator({ id, amount }) {
        if (done.includes(id) || amount <= balance) return;
        throw ApplicationFailure.nonRetryable(`there are ${balance} euros`, 'NotEnough');
      },
    },
  );

  const isLong = () => {
    const { continueAsNewSuggested, historyLength } = workflowInfo();
    return continueAsNewSuggested || historyLength >= eventsPerRun;
  };
  while (!closed && !isLong()) {
    const left = Math.max(1, nextStatement - Date.now());
    if (await condition(() => closed || isLong(), left)) continue;
    await sendStatement({ accountId, number: statements + 1, balance });
    statements += 1;
    nextStatement += STATEMENT_EVERY;
  }
  await condition(allHandlersFinished);
  // Only now is it known what the next run begins with, and whether there is one.
  if (closed) return balance;
  return continueAsNew<typeof account>({ ...input, balance, statements, nextStatement });
}
