/** @caughtBy webhooks/repeated */
// Takes every error for an unknown transfer: what is over is not found any more.
import type { Client } from '@temporalio/client';
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
  } catch {
    return 'unknown';
  }
}
