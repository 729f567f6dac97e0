// The type by its function, so that the compiler knows the arguments.
import type { Client } from '@temporalio/client';
import type { fosterWithVet } from './foster.ts';

/** What the shelter's website has at hand: a connected client, and the Worker's task queue. */
export interface Given {
  readonly client: Client;
  readonly taskQueue: string;
}

/** Begins the foster care of an animal, and returns the workflow's id. */
export async function placeInFoster({ client, taskQueue }: Given, animal: string): Promise<string> {
  const workflowId = ['foster', animal].join('-');
  await client.workflow.start<typeof fosterWithVet>('fosterWithVet', {
    workflowId,
    taskQueue,
    args: [animal],
  });
  return workflowId;
}
