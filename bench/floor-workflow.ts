import { proxyActivities } from '@temporalio/workflow';

const { step } = proxyActivities<{ step(number: number): Promise<number> }>({
  startToCloseTimeout: '1 minute',
});

/** Does so many activities, one after the other, and nothing else. */
export async function steps(count: number): Promise<number> {
  let last = 0;
  for (let number = 1; number <= count; number += 1) last = await step(number);
  return last;
}
