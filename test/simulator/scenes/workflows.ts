/** Workflows for what the generated programs do not do. */
import {
  ActivityCancellationType,
  ApplicationFailure,
  CancellationScope,
  condition,
  continueAsNew,
  defineQuery,
  defineSignal,
  defineUpdate,
  executeChild,
  getExternalWorkflowHandle,
  isCancellation,
  makeContinueAsNewFunc,
  ParentClosePolicy,
  proxyActivities,
  setHandler,
  sleep,
  startChild,
  upsertMemo,
  workflowInfo,
} from '@temporalio/workflow';

interface Activities {
  direct(): Promise<void>;
  work(name: string): Promise<string>;
}

const MINUTE = 60_000;
const { work } = proxyActivities<Activities>({
  startToCloseTimeout: '10 minutes',
  summary: 'a step',
  retry: { maximumAttempts: 3 },
});
const go = defineSignal<[string]>('go');

export async function direct(): Promise<void> {
  const { direct: act } = proxyActivities<Activities>({ startToCloseTimeout: '3000 days' });
  await act();
}

/** Its activity is asked to stop, and does. */
export async function waitsForTheStop(): Promise<string> {
  const { work: slow } = proxyActivities<Activities>({
    startToCloseTimeout: '1 day',
    cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
  });
  const scope = new CancellationScope();
  const done = scope.run(() => slow('stops'));
  await sleep(5 * MINUTE);
  scope.cancel();
  return done.catch((error: unknown) => `${isCancellation(error)} ${(error as Error).message}`);
}

/** No heartbeat comes. */
export async function missesHeartbeats(): Promise<string> {
  const { work: silent } = proxyActivities<Activities>({
    startToCloseTimeout: '1 day',
    heartbeatTimeout: '7 minutes',
    retry: { maximumAttempts: 2, initialInterval: '3 minutes' },
  });
  return silent('lost').catch((error: Error) => `${error.message}: ${(error.cause as Error).name}`);
}

/** Nobody takes it. */
export async function waitsForNobody(): Promise<string> {
  const { work: never } = proxyActivities<Activities>({
    taskQueue: 'nobody',
    scheduleToStartTimeout: '5 minutes',
    scheduleToCloseTimeout: '1 day',
  });
  return never('never').catch((error: Error) => `${error.message}: ${(error.cause as Error).name}`);
}

/** Fails for good, with details and a cause. */
export async function fails(): Promise<void> {
  const cause = ApplicationFailure.create({ message: 'below', type: 'Below', details: [1, 'two'] });
  await sleep(MINUTE);
  throw ApplicationFailure.create({ message: 'above', type: 'Above', nonRetryable: true, cause });
}

/** Speaks to another workflow: it signals it, cancels it, and looks for one that is not there. */
export async function speaks(): Promise<string[]> {
  const log: string[] = [];
  const child = await startChild(listens, {
    workflowId: `${workflowInfo().workflowId}/listener`,
    parentClosePolicy: ParentClosePolicy.ABANDON,
  });
  await sleep(MINUTE);
  const other = getExternalWorkflowHandle(child.workflowId);
  // The test server lets time pass while it hands these over: here, to a timer.
  await Promise.all([other.signal(go, 'from outside'), sleep(MINUTE)]);
  await Promise.all([other.cancel(), sleep(MINUTE)]);
  log.push(await child.result().catch((error: Error) => error.message));
  const nobody = getExternalWorkflowHandle('nobody');
  await nobody.signal(go, 'to nobody').catch((error: Error) => log.push(error.message));
  return log;
}

export async function listens(): Promise<string> {
  let heard = '';
  setHandler(go, (word) => {
    heard = word;
  });
  try {
    await condition(() => heard === 'enough');
  } finally {
    await CancellationScope.nonCancellable(() => sleep(5 * MINUTE));
  }
  return heard;
}

/** A second child of the same id. */
export async function takesAnIdTwice(): Promise<string> {
  const workflowId = `${workflowInfo().workflowId}/once`;
  const first = await startChild(naps, { workflowId, args: [10] });
  await sleep(MINUTE);
  const second = await executeChild(naps, { workflowId, args: [1] }).catch(
    (error: Error) => error.name,
  );
  return `${await first.result()} ${String(second)}`;
}

export async function naps(minutes: number): Promise<string> {
  await sleep(minutes * MINUTE);
  return `${workflowInfo().workflowType} ${minutes}`;
}

/** A child that fails twice, and is tried again by its policy. */
export async function hasAStubbornChild(): Promise<string> {
  return executeChild(succeedsAtLast, {
    workflowId: `${workflowInfo().workflowId}/stubborn`,
    retry: { maximumAttempts: 3, initialInterval: '4 minutes' },
    memo: { kept: 'by the child' },
    staticSummary: 'a stubborn one',
  });
}

export async function succeedsAtLast(): Promise<string> {
  const { attempt, memo } = workflowInfo();
  await sleep(MINUTE);
  if (attempt < 3) throw ApplicationFailure.retryable(`attempt ${attempt}`);
  return `attempt ${attempt}, ${String(memo?.['kept'])}`;
}

/** A child that takes longer than it may. */
export async function hasALateChild(): Promise<string> {
  return executeChild(naps, {
    workflowId: `${workflowInfo().workflowId}/late`,
    args: [60],
    workflowRunTimeout: '10 minutes',
  }).catch((error: Error) => `${error.message}: ${(error.cause as Error).name}`);
}

/** Carries on by another name, with what it remembers. */
export async function carriesOn(left: number): Promise<string> {
  upsertMemo({ left });
  await work(`left ${left}`);
  if (left === 0) return `${String(workflowInfo().memo?.['left'])}`;
  if (left === 1) {
    await makeContinueAsNewFunc<typeof carriesOn>({ memo: { changed: true } })(0);
  }
  return continueAsNew<typeof carriesOn>(left - 1);
}

/** Answers questions, and takes orders that take time. */
export async function answers(): Promise<string[]> {
  const orders: string[] = [];
  let closed = false;
  setHandler(defineQuery<number>('count'), () => orders.length);
  setHandler(
    defineUpdate<string, [string]>('order'),
    async (what) => {
      const made = await work(what);
      orders.push(made);
      if (what === 'bad') throw ApplicationFailure.nonRetryable('a bad order');
      closed = what === 'last';
      return made;
    },
    {
      validator: (what) => {
        if (what === '') throw new Error('refused');
      },
    },
  );
  setHandler(go, (word) => void orders.push(word));
  await condition(() => closed);
  return orders;
}

/** Is cancelled from outside, and cleans up. */
export async function cleansUp(): Promise<string> {
  try {
    await work('slow');
    return 'done';
  } catch (error) {
    await CancellationScope.nonCancellable(() => work('clean'));
    throw error;
  }
}

/** Ends before its children do, each of which it treats in another way. */
export async function leavesItsChildren(): Promise<void> {
  for (const policy of ['TERMINATE', 'REQUEST_CANCEL', 'ABANDON'] as const) {
    await startChild(naps, {
      workflowId: `${workflowInfo().workflowId}/${policy}`,
      args: [60],
      parentClosePolicy: policy,
    });
  }
  await sleep(MINUTE);
}

/** Looks for another workflow that is not there. */
export async function cancelsNobody(): Promise<string> {
  const nobody = getExternalWorkflowHandle('nobody');
  return nobody.cancel().then(
    () => 'cancelled',
    (error: Error) => error.message,
  );
}
