/** @caughtBy webhooks/keeps-tokens */
// Has the bank carry the task token, as the documentation of asynchronous completion proposes.
import { ActivityNotFoundError, type Client } from '@temporalio/client';
import type { Answer, Notice } from './services.ts';

/** What the webhook has at hand: a connected client, and the queue that the Worker listens to. */
export interface Given {
  readonly client: Client;
  readonly taskQueue: string;
}

export async function onNotice({ client }: Given, { echo, outcome }: Notice): Promise<Answer> {
  if (echo === undefined) return 'unknown';
  try {
    await client.activity.complete(Buffer.from(echo, 'base64'), outcome);
    return 'accepted';
  } catch (error) {
    if (error instanceof ActivityNotFoundError) return 'repeated';
    throw error;
  }
}
