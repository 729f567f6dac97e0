/** @caughtBy webhooks/too-late */
// What is over was confirmed, they think, and forget the runs that gave up.
import { WorkflowNotFoundError, type Client } from '@temporalio/client';
import type { Answer, Notice } from './services.ts';
import { confirm, type transferMoney } from './workflows.ts';

/** What the webhook has at hand: a connected client, and the queue that the Worker listens to. */
export interface Given {
  readonly client: Client;
  readonly taskQueue: string;
}

/** The webhook: the bank calls it with a notice, once or several times, and gets our answer. */
export async function onNotice({ client }: Given, notice: Notice): Promise<Answer> {
  const handle = client.workflow.getHandle<typeof transferMoney>(notice.reference);
  try {
    return await handle.executeUpdate(confirm, { args: [notice] });
  } catch (error) {
    if (!(error instanceof WorkflowNotFoundError)) throw error;
  }
  // It is over, or it was never there: its result tells which.
  try {
    await handle.describe();
    return 'repeated';
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return 'unknown';
    throw error;
  }
}
