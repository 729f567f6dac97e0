// Joins an open run, and lets a closed one be followed by another: the keys bear that.
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
  const handle = await client.workflow.start(collectGift, {
    workflowId: [gift.pledge, gift.month].join(':'),
    taskQueue,
    args: [gift],
    workflowIdConflictPolicy: 'USE_EXISTING',
  });
  return handle.result();
}
