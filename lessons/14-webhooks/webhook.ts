import type { Client } from '@temporalio/client';
import { notify, type clearGoods, type Notice } from './clearance.ts';

// region webhook
/** Customs calls this, and gets what it returns as the answer. */
export async function onNotice(client: Client, shipment: string, notice: Notice) {
  const handle = client.workflow.getHandle<typeof clearGoods>(`clearance/${shipment}`);
  return handle.executeUpdate(notify, { args: [notice] });
}
// endregion

// region scanner
/** The scanner calls these. It knows the names of the workflow and of the activity. */
export async function onProgress(client: Client, workflowId: string, percent: number) {
  await client.activity.heartbeat({ workflowId, activityId: 'scan' }, percent);
}
export async function onScan(client: Client, workflowId: string, seen: string) {
  await client.activity.complete({ workflowId, activityId: 'scan' }, seen);
}
// endregion
