import { CancellationScope, proxyActivities } from '@temporalio/workflow';
import type { Ashore, PartsOrder } from './ferry-activities.ts';

const { reserveMoney, releaseMoney, pack, unpack, load } = proxyActivities<Ashore>({
  startToCloseTimeout: '10 minutes',
});

/** Wrong on purpose: the undos begin while depots are packing. */
export async function partsOrderHasty({ id, depots }: PartsOrder): Promise<void> {
  const undos: (() => Promise<void>)[] = [];
  try {
    undos.unshift(() => releaseMoney(id));
    await reserveMoney(id);
    // region fan-out
    await Promise.all(
      depots.map((depot) => {
        undos.unshift(() => unpack(id, depot));
        return pack(id, depot, true);
      }),
    );
    // endregion
  } catch (error) {
    await CancellationScope.nonCancellable(async () => {
      for (const undo of undos) await undo();
    });
    throw error;
  }
  await load(id);
}
