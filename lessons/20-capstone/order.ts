import {
  ApplicationFailure,
  CancellationScope,
  condition,
  defineSignal,
  log,
  patched,
  proxyActivities,
  setHandler,
} from '@temporalio/workflow';
import type { Ashore, PartsOrder } from './ferry-activities.ts';

const { reserveMoney, releaseMoney, askSuperintendent, pack, unpack, load } =
  proxyActivities<Ashore>({
    startToCloseTimeout: '10 minutes',
    // What a cancelled call has done is known before it is undone.
    cancellationType: 'WAIT_CANCELLATION_COMPLETED',
  });

export const decide = defineSignal<[boolean]>('decide');

/** Fills one order, or leaves nothing of it. */
export async function partsOrder({ id, depots, price }: PartsOrder): Promise<void> {
  const undos: (() => Promise<void>)[] = [];
  let answer: boolean | undefined;
  setHandler(decide, (yes) => {
    answer ??= yes;
  });
  try {
    // region person
    undos.unshift(() => releaseMoney(id));
    await reserveMoney(id);
    if (price > 10_000) {
      await askSuperintendent(id);
      await condition(() => answer !== undefined, '2 days');
      if (!answer) throw ApplicationFailure.nonRetryable('nobody said yes', 'NotApproved');
    }
    // endregion
    // region fan-out
    const papers = patched('customs-papers'); // asked once, for all depots
    const packing = depots.map((depot) => {
      undos.unshift(() => unpack(id, depot));
      return pack(id, depot, papers);
    });
    await Promise.allSettled(packing); // nobody packs any more
    await Promise.all(packing); // throws, if one of them has failed
    // endregion
  } catch (error) {
    await CancellationScope.nonCancellable(() => undoAll(undos));
    throw error;
  }
  // region gone
  // No way back from here: neither an error nor a cancel reaches the undos.
  await CancellationScope.nonCancellable(() => load(id));
  // endregion
}

async function undoAll(undos: readonly (() => Promise<void>)[]): Promise<void> {
  for (const undo of undos) {
    try {
      await undo();
    } catch (error) {
      log.error('An undo failed and needs a person', { error });
    }
  }
}
