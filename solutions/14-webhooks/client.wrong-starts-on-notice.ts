/** @caughtBy webhooks/unknown */
// Signals with start, so that no notice gets lost, and whoever calls the webhook starts a transfer.
import { randomUUID } from 'node:crypto';
import {
  WorkflowExecutionAlreadyStartedError,
  WorkflowNotFoundError,
  type Client,
} from '@temporalio/client';
import type { Answer, Notice } from './services.ts';

export interface Given {
  readonly client: Client;
  readonly taskQueue: string;
}

export async function onNotice({ client, taskQueue }: Given, notice: Notice): Promise<Answer> {
  const handle = client.workflow.getHandle(notice.reference);
  const delivery = randomUUID();
  try {
    await client.workflow.signalWithStart('transferMoney', {
      workflowId: notice.reference,
      workflowIdReusePolicy: 'REJECT_DUPLICATE',
      taskQueue,
      args: [{ reference: notice.reference, to: 'unknown', amount: 0.01 }],
      signal: 'noticed',
      signalArgs: [notice, delivery],
    });
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
  }
  try {
    // A run that is over answers queries too.
    return await handle.query<Answer, [string]>('answerTo', delivery);
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return 'unknown';
    throw error;
  }
}
