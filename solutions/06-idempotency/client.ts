import { WorkflowExecutionAlreadyStartedError, type Client } from '@temporalio/client';
import type { Gift } from './services.ts';
import { collectGift } from './workflows.ts';

/** What whoever calls has at hand: a connected client, and the queue that the Worker listens to. */
export interface Given {
  readonly client: Client;
  readonly taskQueue: string;
}

/** Has a gift collected by the workflow, and returns the receipt's number when it is done. */
export async function collect({ client, taskQueue }: Given, gift: Gift): Promise<string> {
  const workflowId = `gift/${gift.pledge}/${gift.month}`;
  try {
    return await client.workflow.execute(collectGift, {
      workflowId,
      taskQueue,
      args: [gift],
      // A gift that was collected stays so. One that failed may be tried again.
      workflowIdReusePolicy: 'ALLOW_DUPLICATE_FAILED_ONLY',
    });
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
    // It is being collected, or it was: whoever has begun gets the receipt, and so do we.
    return client.workflow.getHandle<typeof collectGift>(workflowId).result();
  }
}
