// Asks for the run that is there before it starts one, and bears to be too late.
import {
  WorkflowExecutionAlreadyStartedError,
  WorkflowNotFoundError,
  type Client,
} from '@temporalio/client';
import type { Gift } from './services.ts';
import { collectGift } from './workflows.ts';

/** What whoever calls has at hand: a connected client, and the queue that the Worker listens to. */
export interface Given {
  readonly client: Client;
  readonly taskQueue: string;
}

/** Has a gift collected by the workflow, and returns the receipt's number when it is done. */
export async function collect({ client, taskQueue }: Given, gift: Gift): Promise<string> {
  const workflowId = `collect-${gift.pledge}-${gift.month}`;
  const handle = client.workflow.getHandle<typeof collectGift>(workflowId);
  const status = await handle.describe().then(
    (description) => description.status.name,
    (error: unknown) => {
      if (error instanceof WorkflowNotFoundError) return undefined;
      throw error;
    },
  );
  if (status !== 'RUNNING' && status !== 'COMPLETED') {
    try {
      await client.workflow.start(collectGift, { workflowId, taskQueue, args: [gift] });
    } catch (error) {
      if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
    }
  }
  return handle.result();
}
