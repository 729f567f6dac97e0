import { condition, defineUpdate, proxyActivities, setHandler } from '@temporalio/workflow';
import type { Notice } from './clearance.ts';
import type { CustomsActivities } from './customs-activities.ts';

const { declare, sendTruck } = proxyActivities<CustomsActivities>({
  startToCloseTimeout: '1 minute',
});
const notify = defineUpdate<'noted' | 'known', [Notice]>('notify');

/** Wrong on purpose: the notice may be there before anybody listens. */
export async function clearLate(shipment: string): Promise<string> {
  let stage = 'declared';
  // region late
  await declare(shipment); // customs may call while this is under way
  setHandler(notify, (notice) => {
    stage = notice.stage;
    return 'noted';
  });
  await condition(() => stage === 'released', '10 days');
  // endregion
  if (stage === 'released') await sendTruck(shipment);
  return stage;
}
