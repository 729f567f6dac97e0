// Right, and written otherwise: a class, undos that are noted after their step, times that are counted.
import {
  ActivityFailure,
  allHandlersFinished,
  CancellationScope,
  condition,
  proxyActivities,
  setHandler,
} from '@temporalio/workflow';
import type { Activities, Loan } from './activities.ts';
import { answer, outcome, type Answer, type Outcome } from './workflows.ts';

const DAY_MS = 86_400_000;

const steps = proxyActivities<Activities>({
  startToCloseTimeout: '30 seconds',
  retry: { initialInterval: '10 seconds', nonRetryableErrorTypes: ['Uninsurable'] },
});
const undos = proxyActivities<Activities>({
  startToCloseTimeout: '30 seconds',
  retry: { maximumAttempts: 4 },
});

class Lending {
  readonly loan: Loan;
  readonly answers: Answer[] = [];
  readonly done: ('cancelInsurance' | 'cancelCourier')[] = [];
  outcome: Outcome | undefined;

  constructor(loan: Loan) {
    this.loan = loan;
  }

  async offer(): Promise<void> {
    await steps.insure(this.loan);
    this.done.push('cancelInsurance');
    await steps.bookCourier(this.loan);
    this.done.push('cancelCourier');
    await steps.write({ to: this.loan.borrower, about: 'offer' });
  }

  async wait(): Promise<void> {
    const lapses = Date.now() + 14 * DAY_MS;
    const answered = () => this.answers.length > 0;
    if (await condition(answered, 3 * DAY_MS)) return;
    await steps.write({ to: this.loan.borrower, about: 'reminder' });
    await condition(answered, lapses - Date.now());
  }

  async decide(): Promise<Outcome> {
    switch (this.answers[0]) {
      case 'yes':
        await steps.handOver(this.loan);
        return 'lent';
      case 'no':
        await this.undo();
        return 'declined';
      default:
        await this.undo();
        return 'lapsed';
    }
  }

  undo(): Promise<void> {
    return CancellationScope.nonCancellable(async () => {
      for (let name = this.done.pop(); name !== undefined; name = this.done.pop()) {
        await undos[name](this.loan).catch(() => undefined);
      }
    });
  }
}

export async function lendPainting(loan: Loan): Promise<Outcome> {
  const lending = new Lending(loan);
  setHandler(answer, (said) => void lending.answers.push(said));
  setHandler(outcome, async () => {
    await condition(() => lending.outcome !== undefined);
    return lending.outcome ?? 'lapsed';
  });
  try {
    await lending.offer();
    await lending.wait();
    lending.outcome = await lending.decide();
  } catch (error) {
    await lending.undo();
    // What the activity failed with says more than that an activity failed.
    throw error instanceof ActivityFailure && error.cause ? error.cause : error;
  }
  await condition(allHandlersFinished);
  return lending.outcome;
}
