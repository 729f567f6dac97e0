/** @caughtBy idempotency/double-submit */
// Lets the refusal through: the second caller believes that nothing was collected.
import type { Client } from '@temporalio/client';
import type { Gift } from './services.ts';
import { collectGift } from './workflows.ts';

/** What whoever calls has at hand: a connected client, and the queue that the Worker listens to. */
export interface Given {
  readonly client: Client;
  readonly taskQueue: string;
}

/** Has a gift collected by the workflow, and returns the receipt's number when it is done. */
export async function collect({ client, taskQueue }: Given, gift: Gift): Promise<string> {
  return client.workflow.execute(collectGift, {
    workflowId: `gift/${gift.pledge}/${gift.month}`,
    taskQueue,
    args: [gift],
    workflowIdReusePolicy: 'ALLOW_DUPLICATE_FAILED_ONLY',
  });
}
