import { proxyActivities, sleep } from '@temporalio/workflow';
import type { createActivities } from './contract-activities.ts';
import { feeFor } from './fee.ts';

const DAY_MS = 86_400_000;

// region proxies
type Activities = ReturnType<typeof createActivities>;

const { findContract, bookFee, orderReturnBox, endLine } = proxyActivities<Activities>({
  startToCloseTimeout: '30 seconds',
});
// endregion

// region workflow
export async function close(id: string): Promise<number> {
  const contract = await findContract(id);
  const fee = feeFor(contract);

  if (fee > 0) await bookFee(id, fee);
  await orderReturnBox(contract.address);
  await sleep(contract.noticeDays * DAY_MS);
  await endLine(id);
  return fee;
}
// endregion
