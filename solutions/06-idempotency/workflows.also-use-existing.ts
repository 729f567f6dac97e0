// One activity for everything, and a workflow that only sees to it that it is done.
import { proxyActivities } from '@temporalio/workflow';
import type { Gift } from './services.ts';

interface Activities {
  collectAll(gift: Gift): Promise<string>;
}

const { collectAll } = proxyActivities<Activities>({
  startToCloseTimeout: '1 minute',
  retry: { nonRetryableErrorTypes: ['CardDeclined', 'MonthClosed'] },
});

export async function collectGift(gift: Gift): Promise<string> {
  return collectAll(gift);
}
