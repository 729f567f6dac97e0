// The workflow that your tests are about. It is right, and it is not yours to change.
import {
  allHandlersFinished,
  CancellationScope,
  condition,
  defineSignal,
  defineUpdate,
  proxyActivities,
  setHandler,
} from '@temporalio/workflow';
import type { Activities, Loan } from './activities.ts';

const { insure, bookCourier, write, handOver } = proxyActivities<Activities>({
  startToCloseTimeout: '1 minute',
  retry: { nonRetryableErrorTypes: ['Uninsurable'] },
});
const { cancelInsurance, cancelCourier } = proxyActivities<Activities>({
  startToCloseTimeout: '1 minute',
  retry: { maximumAttempts: 10 },
});

export type Answer = 'yes' | 'no';
export type Outcome = 'lent' | 'declined' | 'lapsed';

/** The borrower's answer to the offer. */
export const answer = defineSignal<[Answer]>('answer');
/** Comes back when there is an outcome, and says which. */
export const outcome = defineUpdate<Outcome>('outcome');

/**
 * Lends a painting:
 *
 * 1. It is insured, then a courier is booked, then the borrower gets an offer.
 * 2. The borrower says yes or no. The first answer counts, whatever comes after it.
 * 3. After three days without an answer, there is one reminder. Fourteen days after the offer, the
 *    offer lapses.
 * 4. Yes: the painting is handed over. Otherwise what was done is undone, newest first. An undo that
 *    keeps failing is left to a person, and does not keep the other from being done.
 * 5. What fails, fails: everything is undone, and the reason is among the causes of the failure.
 *    Uninsurable is not tried again.
 * 6. When it is cancelled while it waits, everything is undone, and the run ends as cancelled.
 */
export async function lendPainting(loan: Loan): Promise<Outcome> {
  const state: { answer?: Answer; outcome?: Outcome } = {};
  setHandler(answer, (said) => {
    state.answer ??= said;
  });
  setHandler(outcome, async () => {
    await condition(() => state.outcome !== undefined);
    return state.outcome ?? 'lapsed';
  });
  const undos: (() => Promise<void>)[] = [];
  try {
    undos.unshift(() => cancelInsurance(loan));
    await insure(loan);
    undos.unshift(() => cancelCourier(loan));
    await bookCourier(loan);
    await write({ to: loan.borrower, about: 'offer' });
    const hasAnswer = () => state.answer !== undefined;
    if (!(await condition(hasAnswer, '3 days'))) {
      await write({ to: loan.borrower, about: 'reminder' });
      await condition(hasAnswer, '11 days');
    }
    if (state.answer === 'yes') await handOver(loan);
  } catch (error) {
    await undoAll(undos);
    throw error;
  }
  if (state.answer !== 'yes') await undoAll(undos);
  state.outcome = outcomeOf(state.answer);
  await condition(allHandlersFinished);
  return state.outcome;
}

function outcomeOf(said: Answer | undefined): Outcome {
  if (said === undefined) return 'lapsed';
  return said === 'yes' ? 'lent' : 'declined';
}

async function undoAll(undos: readonly (() => Promise<void>)[]): Promise<void> {
  await CancellationScope.nonCancellable(async () => {
    for (const undo of undos) {
      try {
        await undo();
      } catch {
        // A person looks after what can't be undone.
      }
    }
  });
}
