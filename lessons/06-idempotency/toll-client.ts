import { WorkflowExecutionAlreadyStartedError, type Client } from '@temporalio/client';
import type { Passage } from './toll-services.ts';
import { billPassage } from './toll.ts';

// region bill
/** Both cameras of a gantry call this for every vehicle. */
export async function bill(client: Client, passage: Passage): Promise<string> {
  const workflowId = `toll/${passage.id}`;
  try {
    return await client.workflow.execute(billPassage, {
      workflowId,
      taskQueue: 'toll',
      args: [passage],
      workflowIdReusePolicy: 'ALLOW_DUPLICATE_FAILED_ONLY',
    });
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
    return client.workflow.getHandle<typeof billPassage>(workflowId).result();
  }
}
// endregion
