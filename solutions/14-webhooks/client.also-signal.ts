// A signal brings each notice, under a name of its own; a query tells which of them counted.
import { randomUUID } from 'node:crypto';
import { WorkflowNotFoundError, type Client } from '@temporalio/client';
import type { Answer, Notice } from './services.ts';

export interface Given {
  readonly client: Client;
  readonly taskQueue: string;
}

export async function onNotice({ client }: Given, notice: Notice): Promise<Answer> {
  const handle = client.workflow.getHandle(notice.reference);
  const delivery = randomUUID();
  try {
    await handle.signal<[Notice, string]>('noticed', notice, delivery);
  } catch (error) {
    if (!(error instanceof WorkflowNotFoundError)) throw error;
  }
  try {
    // A run that is over answers queries too.
    return await handle.query<Answer, [string]>('answerTo', delivery);
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return 'unknown';
    throw error;
  }
}
