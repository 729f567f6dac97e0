// Late and repeated notices are refused before they reach the history.
import {
  ApplicationFailure,
  defineUpdate,
  proxyActivities,
  setHandler,
  sleep,
} from '@temporalio/workflow';
import type { createActivities } from './activities.ts';
import type { Notice, Outcome, Transfer } from './services.ts';

const activities = proxyActivities<ReturnType<typeof createActivities>>({
  startToCloseTimeout: '30 seconds',
});

export const confirm = defineUpdate<void, [Notice]>('confirm');

export async function transferMoney(transfer: Transfer): Promise<Outcome> {
  const wait: { refusal?: string; end?: (outcome: Outcome) => void } = {};
  const heard = new Promise<Outcome>((resolve) => {
    wait.end = resolve;
  });
  setHandler(
    confirm,
    ({ outcome }) => {
      wait.refusal = 'repeated';
      wait.end?.(outcome);
    },
    {
      validator: (_notice: Notice) => {
        if (wait.refusal) throw ApplicationFailure.nonRetryable('refused', wait.refusal);
      },
    },
  );

  await activities.reserve(transfer);
  await activities.submit(transfer);
  const silence = sleep('5 days').then((): Outcome => {
    wait.refusal ??= 'too late';
    return 'unconfirmed';
  });
  const outcome = await Promise.race([heard, silence]);

  const act = { settled: activities.book, returned: activities.release };
  await (outcome === 'unconfirmed' ? activities.alert : act[outcome])(transfer);
  return outcome;
}
