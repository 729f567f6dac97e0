// Right, and written otherwise: each step is a function around the next, and undoes itself.
import {
  allHandlersFinished,
  CancellationScope,
  condition,
  proxyActivities,
  setHandler,
} from '@temporalio/workflow';
import type { Activities, Loan } from './activities.ts';
import { answer, outcome, type Answer, type Outcome } from './workflows.ts';

const act = proxyActivities<Activities>({
  startToCloseTimeout: '5 minutes',
  retry: { nonRetryableErrorTypes: ['Uninsurable'], maximumInterval: '1 minute' },
});
const undo = proxyActivities<Activities>({
  startToCloseTimeout: '5 minutes',
  retry: { maximumAttempts: 3 },
});

type Undo = (loan: Loan) => Promise<void>;

/** Does a step, then the rest; and undoes the step unless the painting has left. */
async function within(
  loan: Loan,
  [step, back]: readonly [Undo, Undo],
  rest: () => Promise<Outcome>,
): Promise<Outcome> {
  let result: Outcome | undefined;
  try {
    await step(loan);
    result = await rest();
    return result;
  } finally {
    if (result !== 'lent') {
      await CancellationScope.nonCancellable(() => back(loan).catch(() => undefined));
    }
  }
}

async function answerTo(loan: Loan, heard: () => Answer | undefined): Promise<Answer | undefined> {
  const letter = { to: loan.borrower };
  await act.write({ ...letter, about: 'offer' });
  const answered = () => heard() !== undefined;
  const inTime = await condition(answered, '72 hours');
  if (!inTime) {
    await act.write({ ...letter, about: 'reminder' });
    await condition(answered, '264 hours');
  }
  return heard();
}

export async function lendPainting(loan: Loan): Promise<Outcome> {
  const heard: { first?: Answer; outcome?: Outcome } = {};
  setHandler(outcome, async () => {
    await condition(() => heard.outcome !== undefined);
    return heard.outcome ?? 'lapsed';
  });
  setHandler(answer, (said) => {
    if (!heard.first) heard.first = said;
  });
  heard.outcome = await within(loan, [act.insure, undo.cancelInsurance], () =>
    within(loan, [act.bookCourier, undo.cancelCourier], async () => {
      const said = await answerTo(loan, () => heard.first);
      if (!said) return 'lapsed';
      if (said === 'no') return 'declined';
      await act.handOver(loan);
      return 'lent';
    }),
  );
  await condition(allHandlersFinished);
  return heard.outcome;
}
