import type { Client } from '@temporalio/client';
import type { Answer, Notice } from './services.ts';

/** What the webhook has at hand: a connected client, and the queue that the Worker listens to. */
export interface Given {
  readonly client: Client;
  readonly taskQueue: string;
}

/**
 * The webhook: the bank calls it with a notice, once or several times, and gets our answer. An
 * error tells the bank that we are down. So throw only where you have no answer.
 */
export async function onNotice({ client }: Given, notice: Notice): Promise<Answer> {
  // TODO 4: pass the notice on to the transfer's workflow, and answer the bank at once.
  // TODO 5: what if that workflow is over, or was never there?
  throw new Error('Not written yet: onNotice');
}
