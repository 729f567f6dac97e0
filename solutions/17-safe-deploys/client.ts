import type { Client } from '@temporalio/client';

/** What the shelter's website has at hand: a connected client, and the Worker's task queue. */
export interface Given {
  readonly client: Client;
  readonly taskQueue: string;
}

/** Begins the foster care of an animal, and returns the workflow's id. */
export async function placeInFoster({ client, taskQueue }: Given, animal: string): Promise<string> {
  const { workflowId } = await client.workflow.start('fosterWithVet', {
    // The same ids as ever: an animal that is in foster care under the old type is not free.
    workflowId: `foster-${animal}`,
    taskQueue,
    args: [animal],
  });
  return workflowId;
}
