/**
 * @caughtBy safe-deploys/new-type-gets-the-new-runs
 * The new type is registered, and everybody waits for the first run of it. The website starts the
 * old one.
 */
import type { Client } from '@temporalio/client';

/** What the shelter's website has at hand: a connected client, and the Worker's task queue. */
export interface Given {
  readonly client: Client;
  readonly taskQueue: string;
}

/** Begins the foster care of an animal, and returns the workflow's id. */
export async function placeInFoster({ client, taskQueue }: Given, animal: string): Promise<string> {
  const { workflowId } = await client.workflow.start('foster', {
    workflowId: `foster-${animal}`,
    taskQueue,
    args: [animal],
  });
  return workflowId;
}
