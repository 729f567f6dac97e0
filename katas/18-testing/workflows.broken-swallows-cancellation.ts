// A run that is cancelled undoes everything, and then completes.
import {
  allHandlersFinished,
  CancellationScope,
  condition,
  defineSignal,
  defineUpdate,
  isCancellation,
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

/** Lends a painting, but for one mistake. */
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
    if (!isCancellation(error)) throw error;
    return 'lapsed';
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
