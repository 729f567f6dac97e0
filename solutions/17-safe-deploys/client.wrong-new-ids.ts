/**
 * @caughtBy safe-deploys/new-type-gets-the-new-runs
 * The new type gets ids of its own, so that the two can be told apart.
 */
import type { Client } from '@temporalio/client';

/** What the shelter's website has at hand: a connected client, and the Worker's task queue. */
export interface Given {
  readonly client: Client;
  readonly taskQueue: string;
}

/** Begins the foster care of an animal, and returns the workflow's id. */
export async function placeInFoster({ client, taskQueue }: Given, animal: string): Promise<string> {
  const { workflowId } = await client.workflow.start('fosterWithVet', {
    workflowId: `foster-with-vet-${animal}`,
    taskQueue,
    args: [animal],
  });
  return workflowId;
}
