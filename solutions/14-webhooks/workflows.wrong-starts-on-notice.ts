/** @caughtBy webhooks/unknown */
// Signals with start, so that no notice gets lost, and whoever calls the webhook starts a transfer.
import {
  condition,
  defineQuery,
  defineSignal,
  proxyActivities,
  setHandler,
} from '@temporalio/workflow';
import type { createActivities } from './activities.ts';
import type { Answer, Notice, Outcome, Transfer } from './services.ts';

const { reserve, submit, book, release, alert } = proxyActivities<
  ReturnType<typeof createActivities>
>({ startToCloseTimeout: '1 minute' });

export const noticed = defineSignal<[Notice, string]>('noticed');
export const answerTo = defineQuery<Answer, [string]>('answerTo');

export async function transferMoney(transfer: Transfer): Promise<Outcome> {
  let first: { outcome: Outcome; delivery?: string } | undefined;
  setHandler(noticed, ({ outcome }, delivery) => {
    first ??= { outcome, delivery };
  });
  setHandler(answerTo, (delivery) => {
    if (first?.outcome === 'unconfirmed') return 'too late';
    return first?.delivery === delivery ? 'accepted' : 'repeated';
  });

  await reserve(transfer);
  await submit(transfer);
  await condition(() => first !== undefined, 5 * 24 * 3_600_000);
  const { outcome } = (first ??= { outcome: 'unconfirmed' });
  switch (outcome) {
    case 'settled':
      await book(transfer);
      break;
    case 'returned':
      await release(transfer);
      break;
    default:
      await alert(transfer);
  }
  return outcome;
}
