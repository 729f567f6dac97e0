/** @caughtBy webhooks/repeated */
// Takes a signal, which brings nothing back, and so has only one answer to give.
import { WorkflowNotFoundError, type Client } from '@temporalio/client';
import type { Answer, Notice } from './services.ts';

/** What the webhook has at hand: a connected client, and the queue that the Worker listens to. */
export interface Given {
  readonly client: Client;
  readonly taskQueue: string;
}

export async function onNotice({ client }: Given, notice: Notice): Promise<Answer> {
  try {
    await client.workflow.getHandle(notice.reference).signal('confirm', notice);
    return 'accepted';
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return 'unknown';
    throw error;
  }
}
