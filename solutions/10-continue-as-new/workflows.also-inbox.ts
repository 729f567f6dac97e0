// An actor by the book: handlers only post, one loop does it, and the run ends with an empty inbox.
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

export interface Account {
  accountId: string;
  eventsPerRun: number;
  remembered: number;
  balance?: number;
  done?: string[];
  statements?: number;
  nextStatement?: number;
}

export interface Booking {
  id: string;
  amount: number;
}

export const deposit = defineSignal<[Booking]>('deposit');
export const withdraw = defineUpdate<number, [Booking]>('withdraw');
export const closeAccount = defineSignal('closeAccount');
export const readBalance = defineQuery<number>('readBalance');

export const STATEMENT_EVERY = 30 * 24 * 60 * 60 * 1000;

const { payOut, sendStatement } = proxyActivities<Activities>({ startToCloseTimeout: '1 minute' });

interface Letter extends Booking {
  out?: { answer?: number; error?: unknown };
}

export async function account(input: Account): Promise<number> {
  const { accountId, eventsPerRun, remembered } = input;
  let { balance = 0, done = [], statements = 0 } = input;
  let { nextStatement = Date.now() + STATEMENT_EVERY } = input;
  const inbox: Letter[] = [];
  let closed = false;

  setHandler(readBalance, () => balance);
  setHandler(closeAccount, () => {
    closed = true;
  });
  setHandler(deposit, ({ id, amount }) => {
    inbox.push({ id, amount });
  });
  setHandler(
    withdraw,
    async ({ id, amount }) => {
      const out: Letter['out'] = {};
      inbox.push({ id, amount, out });
      await condition(() => out.answer !== undefined || out.error !== undefined);
      if (out.answer === undefined) throw out.error;
      return out.answer;
    },
    {
      validator({ id, amount }) {
        if (done.includes(id) || amount <= balance) return;
        throw ApplicationFailure.nonRetryable(`there are ${balance} euros`, 'NotEnough');
      },
    },
  );

  async function work({ id, amount, out }: Letter): Promise<void> {
    if (!done.includes(id)) {
      if (out && amount > balance) {
        out.error = ApplicationFailure.nonRetryable(`there are ${balance} euros`, 'NotEnough');
        return;
      }
      try {
        if (out) await payOut({ accountId, id, amount });
      } catch (error) {
        if (out) out.error = error;
        return;
      }
      done = [...done, id].slice(-remembered);
      balance += out ? -amount : amount;
    }
    if (out) out.answer = balance;
  }

  const isLong = () =>
    workflowInfo().continueAsNewSuggested || workflowInfo().historyLength >= eventsPerRun;

  for (;;) {
    const letter = inbox.shift();
    if (letter) {
      await work(letter);
      continue;
    }
    // Answers are on their way when the last letter is done; while they leave, others may come.
    if (closed || isLong()) {
      await condition(allHandlersFinished);
      if (inbox.length > 0) continue;
      if (closed) return balance;
      await continueAsNew<typeof account>({ ...input, balance, done, statements, nextStatement });
    }
    const left = Math.max(1, nextStatement - Date.now());
    if (await condition(() => closed || inbox.length > 0, left)) continue;
    statements += 1;
    await sendStatement({ accountId, number: statements, balance });
    nextStatement += STATEMENT_EVERY;
  }
}
