// The workflow makes the key, and hands it to activities that know nothing of gifts.
import { proxyActivities, workflowInfo } from '@temporalio/workflow';
import type { Gift, Row, Services } from './services.ts';

interface Activities {
  charge(request: Parameters<Services['payments']['charge']>[0]): Promise<string>;
  book(row: Row): Promise<void>;
  post(request: Parameters<Services['letters']['post']>[0]): Promise<void>;
}

const activities = proxyActivities<Activities>({
  startToCloseTimeout: '30 seconds',
  retry: { nonRetryableErrorTypes: ['CardDeclined', 'MonthClosed'] },
});

export async function collectGift(gift: Gift): Promise<string> {
  const { card, amount, pledge, month, email } = gift;
  // The client names the run after the gift, so this is the same in every run for it.
  const key = workflowInfo().workflowId;
  const receipt = await activities.charge({ card, amount, text: pledge, key });
  await Promise.all([
    activities.book({ id: key, pledge, month, amount, receipt }),
    activities.post({ request: key, to: email, receipt }),
  ]);
  return receipt;
}
