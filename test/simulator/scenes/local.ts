/** Workflows with activities that their own Worker executes. */
import {
  ActivityCancellationType,
  CancellationScope,
  proxyActivities,
  proxyLocalActivities,
  sleep,
} from '@temporalio/workflow';

interface Activities {
  local(name: string): Promise<string>;
}

const { local } = proxyLocalActivities<Activities>({
  startToCloseTimeout: '1 minute',
  retry: { maximumAttempts: 3, initialInterval: 10 },
});

/** One after the other, and two at the same time; with a timer between. */
export async function inTurn(): Promise<string[]> {
  const first = await local('first');
  await sleep('1 minute');
  const two = await Promise.all([local('second'), local('third')]);
  return [first, ...two];
}

/** Fails twice, and then not. */
export async function triesAgain(): Promise<string> {
  return local('stubborn');
}

/** Fails for good. */
export async function givesUp(): Promise<string> {
  return local('hopeless').catch((error: Error) => `${error.message}: ${String(error.cause)}`);
}

/** Its next attempt is so far away that a timer waits for it. */
export async function waitsLong(): Promise<string> {
  const { local: patient } = proxyLocalActivities<Activities>({
    startToCloseTimeout: '1 minute',
    retry: { maximumAttempts: 3, initialInterval: '5 minutes' },
    localRetryThreshold: '10 seconds',
  });
  return patient('stubborn');
}

/** Nobody wants it any more, before it has begun and in the same task. */
export async function changesItsMind(): Promise<string> {
  const scope = new CancellationScope();
  const done = scope.run(() => local('unwanted'));
  scope.cancel();
  return done.catch((error: Error) => error.message);
}

/** Local ones and others side by side. */
export async function mixes(): Promise<string[]> {
  const { local: remote } = proxyActivities<Activities>({
    startToCloseTimeout: '1 minute',
    cancellationType: ActivityCancellationType.TRY_CANCEL,
  });
  return Promise.all([remote('there'), local('here')]);
}
