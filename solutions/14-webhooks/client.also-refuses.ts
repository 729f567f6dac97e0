// Late and repeated notices are refused before they reach the history.
import {
  WorkflowNotFoundError,
  WorkflowUpdateFailedError,
  type Client,
  type WorkflowHandle,
} from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import type { Answer, Notice } from './services.ts';
import type { transferMoney } from './workflows.ts';

export interface Given {
  readonly client: Client;
  readonly taskQueue: string;
}

export async function onNotice({ client }: Given, notice: Notice): Promise<Answer> {
  const transfer: WorkflowHandle<typeof transferMoney> = client.workflow.getHandle(
    notice.reference,
  );
  return transfer
    .executeUpdate<void, [Notice]>('confirm', { args: [notice] })
    .then((): Answer => 'accepted')
    .catch((error: unknown): Answer | Promise<Answer> => {
      if (error instanceof WorkflowNotFoundError) return answerOfThePast(transfer);
      const refusal = error instanceof WorkflowUpdateFailedError ? error.cause : undefined;
      if (refusal instanceof ApplicationFailure && refusal.type === 'repeated') return 'repeated';
      if (refusal instanceof ApplicationFailure && refusal.type === 'too late') return 'too late';
      throw error;
    });
}

async function answerOfThePast(transfer: WorkflowHandle<typeof transferMoney>): Promise<Answer> {
  const exists = await transfer.describe().catch((error: unknown) => {
    if (error instanceof WorkflowNotFoundError) return undefined;
    throw error;
  });
  if (!exists) return 'unknown';
  return (await transfer.result()) === 'unconfirmed' ? 'too late' : 'repeated';
}
