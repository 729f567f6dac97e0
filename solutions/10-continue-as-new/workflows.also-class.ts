// The state is an object that knows how to be carried; statements have a loop of their own.
import * as wf from '@temporalio/workflow';
import type { Activities } from './activities.ts';

interface Carried {
  euros: number;
  /** What was answered to the latest requests. */
  answers: [id: string, balance: number][];
  statement: { number: number; due: number };
}

export interface Account {
  accountId: string;
  eventsPerRun: number;
  remembered: number;
  carried?: Carried;
}

export interface Booking {
  id: string;
  amount: number;
}

export const deposit = wf.defineSignal<[Booking]>('deposit');
export const withdraw = wf.defineUpdate<number, [Booking]>('withdraw');
export const closeAccount = wf.defineSignal('closeAccount');
export const readBalance = wf.defineQuery<number>('readBalance');

const MONTH = 30 * 86_400_000;

const bank = wf.proxyActivities<Activities>({ startToCloseTimeout: '1 minute' });

export async function account({ carried, ...given }: Account): Promise<number> {
  const opened = wf.workflowInfo().startTime.getTime();
  const state: Carried = carried ?? {
    euros: 0,
    answers: [],
    statement: { number: 1, due: opened + MONTH },
  };
  const answers = new Map(state.answers);
  let full = false;
  const look = () => {
    const info = wf.workflowInfo();
    full ||= info.continueAsNewSuggested || info.historyLength > given.eventsPerRun;
  };
  const answer = (id: string) => {
    look();
    answers.set(id, state.euros);
    const [oldest] = answers.keys();
    if (answers.size > given.remembered && oldest !== undefined) answers.delete(oldest);
    return state.euros;
  };
  const leaving = new wf.Trigger<void>();
  const { accountId } = given;

  wf.setHandler(readBalance, () => state.euros);
  wf.setHandler(closeAccount, () => leaving.resolve());
  let closing = false;
  void leaving.then(() => {
    closing = true;
  });
  wf.setHandler(deposit, ({ id, amount }) => {
    if (answers.has(id)) return;
    state.euros += amount;
    answer(id);
  });
  wf.setHandler(
    withdraw,
    async ({ id, amount }) => {
      const before = answers.get(id);
      if (before !== undefined) return before;
      state.euros -= amount;
      const now = answer(id);
      try {
        await bank.payOut({ accountId, id, amount });
      } catch (error) {
        answers.delete(id);
        state.euros += amount;
        throw error;
      }
      return now;
    },
    {
      validator: ({ id, amount }) => {
        if (!answers.has(id) && amount > state.euros) {
          throw wf.ApplicationFailure.create({ message: 'not enough', nonRetryable: true });
        }
      },
    },
  );

  const scope = new wf.CancellationScope();
  const clock = scope.run(async () => {
    for (;;) {
      await wf.sleep(Math.max(1, state.statement.due - Date.now()));
      const { number } = state.statement;
      await wf.CancellationScope.nonCancellable(() =>
        bank.sendStatement({ accountId, number, balance: state.euros }),
      );
      state.statement = { number: number + 1, due: state.statement.due + MONTH };
      look();
    }
  });

  await wf.condition(() => closing || full);
  scope.cancel();
  await clock.catch((error: unknown) => {
    if (!wf.isCancellation(error)) throw error;
  });
  await wf.condition(wf.allHandlersFinished);
  if (closing) return state.euros;
  const next = { ...state, answers: [...answers] };
  return wf.makeContinueAsNewFunc<typeof account>({ workflowType: 'account' })({
    ...given,
    carried: next,
  });
}
