import { condition, defineUpdate, proxyActivities, setHandler } from '@temporalio/workflow';
import type { CustomsActivities } from './customs-activities.ts';

const { declare, sendTruck, callBroker } = proxyActivities<CustomsActivities>({
  startToCloseTimeout: '1 minute',
});

// region message
export interface Notice {
  /** Its number at customs. A notice that is sent again has the same. */
  id: string;
  stage: 'inspected' | 'released' | 'seized';
}
export const notify = defineUpdate<'noted' | 'known', [Notice]>('notify');
// endregion

/** Waits for customs to clear a shipment. Its workflow id is `clearance/` and the shipment. */
export async function clearGoods(shipment: string): Promise<string> {
  // region listen
  const known = new Set<string>();
  let stage = 'declared';

  setHandler(notify, (notice) => {
    if (known.has(notice.id)) return 'known';
    known.add(notice.id);
    stage = notice.stage;
    return 'noted';
  });
  // endregion

  // region wait
  await declare(shipment);
  const decided = () => stage === 'released' || stage === 'seized';
  await condition(decided, '10 days');
  // endregion

  if (stage === 'released') await sendTruck(shipment);
  else await callBroker(shipment, stage);
  return stage;
}
