/** Plays any program: the one workflow of the generated ones. */
import { defineSearchAttributeKey } from '@temporalio/common';
import {
  ActivityFailure,
  ApplicationFailure,
  CancellationScope,
  condition,
  continueAsNew,
  defineSignal,
  defineUpdate,
  deprecatePatch,
  executeChild,
  isCancellation,
  patched,
  proxyActivities,
  setHandler,
  sleep,
  startChild,
  TimeoutFailure,
  upsertMemo,
  upsertSearchAttributes,
  workflowInfo,
} from '@temporalio/workflow';
import type { ActivityWays, ChildWays, Program, Step } from './program.ts';

/** All durations are so many times this: what a machine takes is lost in it. */
const GRAIN_MS = 60_000;

const told = defineSignal<[string, string]>('told');
const asked = defineUpdate<string, [string, string]>('asked');

/** Its one activity is where all that happens from outside is done. */
export async function direct(): Promise<void> {
  const { direct: act } = proxyActivities({ startToCloseTimeout: '3000 days' });
  await act?.();
}

export async function play(program: Program): Promise<string[]> {
  const log: string[] = [];
  const counts = new Map<string, number>();
  const began = workflowInfo().startTime.getTime();
  const note = (text: string) => {
    const at = Math.round((Date.now() - began) / GRAIN_MS);
    log.push(`${at} ${text}`);
  };
  const hear = (name: string, how: string, value: string) => {
    counts.set(name, (counts.get(name) ?? 0) + 1);
    note(`${how} ${name} ${value}`);
  };
  setHandler(told, (name, value) => hear(name, 'told', value));
  setHandler(
    asked,
    (name, value) => {
      hear(name, 'asked', value);
      return `${name} is ${value}`;
    },
    {
      validator: (_, value) => {
        if (value === 'no') throw new Error('refused');
      },
    },
  );
  await all(program);
  return log;

  async function all(steps: Program): Promise<void> {
    for (const step of steps) await one(step);
  }

  async function one(step: Step): Promise<void> {
    switch (step.do) {
      case 'activity': {
        const { [step.work.name]: work } = proxyActivities(optionsOf(step.options));
        note(`${step.work.name}: ${String(await work?.(step.work))}`);
        return;
      }
      case 'sleep':
        await sleep(step.for);
        return note('slept');
      case 'all':
        await Promise.all(step.branches.map(all));
        return;
      case 'race': {
        const winner = step.branches.map((branch, index) => all(branch).then(() => index));
        return note(`first ${await Promise.race(winner)}`);
      }
      case 'within':
        return CancellationScope.withTimeout(step.limit, () => all(step.body));
      case 'shield':
        return CancellationScope.nonCancellable(() => all(step.body));
      case 'giveUp':
        return CancellationScope.cancellable(async () => {
          const scope = CancellationScope.current();
          const body = all(step.body);
          body.catch(() => undefined);
          await CancellationScope.nonCancellable(() => sleep(step.after));
          scope.cancel();
          await body;
        });
      case 'wait': {
        const enough = () => (counts.get(step.name) ?? 0) >= step.count;
        return note(`${step.name} came: ${await condition(enough, step.patience)}`);
      }
      case 'child': {
        const result = await executeChild(play, childOf(step.name, step.body, step.ways));
        for (const line of result) note(`  ${line}`);
        return;
      }
      case 'tell': {
        // When a child is said to have started depends on what a server is faster at.
        const [child] = await Promise.all([
          startChild(
            play,
            childOf(step.child, step.body, {
              cancellation: 'WAIT_CANCELLATION_COMPLETED',
              limit: 0,
            }),
          ),
          sleep(step.after),
        ]);
        await child.signal(told, step.name, 'by its parent');
        for (const line of await child.result()) note(`  ${line}`);
        return;
      }
      case 'patched': {
        const isNew = patched(step.id);
        note(`${step.id} ${isNew}`);
        return all(isNew ? step.now : step.before);
      }
      case 'deprecate':
        return deprecatePatch(step.id);
      case 'attempt':
        try {
          return await all(step.body);
        } catch (error) {
          note(`caught ${described(error)}`);
          if (isCancellation(error) && CancellationScope.current().consideredCancelled) {
            await CancellationScope.nonCancellable(() => all(step.rescue));
            throw error;
          }
          return all(step.rescue);
        }
      case 'throw':
        throw ApplicationFailure.nonRetryable(step.message, 'Thrown', log.length);
      case 'mark':
        return upsertSearchAttributes([
          { key: defineSearchAttributeKey(step.attribute, 'KEYWORD'), value: step.value },
        ]);
      case 'remember':
        return upsertMemo({ [step.field]: step.value });
      case 'again':
        return continueAsNew<typeof play>(step.next);
    }
  }
}

function optionsOf({
  startToClose,
  scheduleToClose,
  scheduleToStart,
  attempts,
  pause,
  cancellation,
}: ActivityWays) {
  return {
    ...(startToClose ? { startToCloseTimeout: startToClose } : {}),
    ...(scheduleToClose ? { scheduleToCloseTimeout: scheduleToClose } : {}),
    ...(scheduleToStart ? { scheduleToStartTimeout: scheduleToStart } : {}),
    retry: { maximumAttempts: attempts, initialInterval: pause },
    cancellationType: cancellation,
  };
}

function childOf(name: string, body: Program, { cancellation, limit }: ChildWays) {
  return {
    workflowId: `${workflowInfo().workflowId}/${name}`,
    args: [body] as [Program],
    cancellationType: cancellation,
    ...(limit ? { workflowRunTimeout: limit } : {}),
  };
}

/** An error and its causes, as far as they are the same wherever it happens. */
function described(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { name, cause } = error;
  // The test server has no words of its own for a timeout.
  const message = error instanceof TimeoutFailure ? error.timeoutType : error.message;
  const more = error instanceof ActivityFailure ? ` (${error.retryState})` : '';
  return `${name}: ${message}${more}${cause === undefined ? '' : ` < ${described(cause)}`}`;
}
