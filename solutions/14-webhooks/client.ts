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
    return (await handle.result()) === 'unconfirmed' ? 'too late' : 'repeated';
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return 'unknown';
    throw error;
  }
}
