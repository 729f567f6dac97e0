import {
  openActivities,
  Refusal,
  required,
  type Fault,
  type HistoryEvent,
  type Run,
  type ServicesOf,
  type Tools,
} from '#kit';
import type { Activities } from './activities.ts';

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** The mail server and the bank, each with its books. */
export const services: ServicesOf<Activities> = {
  sendWelcome({ customerId, email }, pen) {
    required(email, 'email');
    pen.once('welcome', 1, required(customerId, 'customerId'));
  },
  chargeCard({ customerId, amount }, pen) {
    pen.once('card', required(amount, 'amount'), required(customerId, 'customerId'));
    return { receipt: `receipt-${customerId}` };
  },
  sendReceipt({ customerId, email, receipt }, pen) {
    required(email, 'email');
    if (receipt !== `receipt-${customerId}`) {
      throw new Refusal('UnknownReceipt', `the bank knows no receipt '${receipt}'`);
    }
    pen.once('receipt', 1, required(customerId, 'customerId'));
  },
  sendGoodbye({ customerId, email }, pen) {
    required(email, 'email');
    pen.once('goodbye', 1, required(customerId, 'customerId'));
  },
};

export const trial = { customerId: 'ada', email: 'ada@example.org', amount: 12 };

/** What the services do for a customer who stays, in order. */
export const STAYS = ['sendWelcome', 'chargeCard', 'sendReceipt'];

const EFFECTS: Readonly<Record<string, string>> = {
  welcome: 'the customer was welcomed',
  card: `the card was charged ${trial.amount} euros`,
  receipt: 'a receipt was mailed',
  goodbye: 'a goodbye was mailed',
};

/** What really happened to the customer, in words and in order. */
export function story(run: Run): string[] {
  const accounts = [...new Set(run.ledger.entries.map(({ account }) => account))];
  return accounts.flatMap((account) => EFFECTS[account] ?? []);
}

/** Whether the customer was charged. */
export function isCharged(run: Run): boolean {
  return run.ledger.balance('card') > 0;
}

/** Whether a goodbye was mailed. */
export function isToldGoodbye(run: Run): boolean {
  return run.ledger.balance('goodbye') > 0;
}

/** A trial needs about 30 events. More than this, and the workflow polls. */
export const TOO_MANY_EVENTS = 200;

/** The customer cancels while an activity is under way: it has taken effect, no reply is back. */
export function cancelledMeanwhile({ suite: { runtime } }: Tools): Fault {
  return async ({ run, attempt }, act) => {
    const reply = await act();
    if (attempt > 1) return reply;
    const before = (await runtime.history(run)).at(-1)?.id ?? 0;
    await runtime.signal(run, 'cancelTrial', []);
    await runtime.resting(run, before);
    return reply;
  };
}

/**
 * Lets a trial run for so many milliseconds, and cancels it then.
 *
 * @returns the finished run; undefined when there is nobody to cancel, because the run ended
 * before: other checks tell of that.
 */
export async function cancelledAfter(
  { start: begin, suite: { runtime } }: Tools,
  length: number,
  options: Parameters<Tools['start']>[2],
): Promise<Run | undefined> {
  const open = await begin('runTrial', [trial], options);
  if (length > 0) {
    const [start] = await restsOrEnds(open);
    const left = (start?.at ?? 0) + length - (await runtime.now());
    if (left > 0) await open.passTime(left);
  }
  try {
    await open.signal('cancelTrial');
  } catch (error) {
    // A run that has ended takes no signals.
    if (!isOver(await runtime.history(open.id))) throw error;
    await open.ends();
    return undefined;
  }
  return open.ends();
}

function isOver(events: readonly HistoryEvent[]): boolean {
  return /^WorkflowExecution(Completed|Failed|Canceled)$/.test(events.at(-1)?.type ?? '');
}

/** Waits until no activity is under way. */
async function restsOrEnds(open: Awaited<ReturnType<Tools['start']>>) {
  let events = await open.rests();
  for (let seen = 0; seen < (events.at(-1)?.id ?? 0) && openActivities(events).length > 0;) {
    seen = events.at(-1)?.id ?? 0;
    events = await open.rests(seen);
  }
  return events;
}
