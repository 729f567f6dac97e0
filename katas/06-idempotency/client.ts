import type { Client } from '@temporalio/client';
import type { Gift } from './services.ts';

/** What whoever calls has at hand: a connected client, and the queue that the Worker listens to. */
export interface Given {
  readonly client: Client;
  readonly taskQueue: string;
}

/**
 * Has a gift collected by the workflow, and returns the receipt's number when it is done.
 *
 * The nightly job calls this for every gift that is due. So does the button in the office. Neither
 * knows of the other, and both call again whenever they are in doubt:
 *
 * - while a gift is being collected, no second run of the workflow begins: both callers get the
 *   receipt of the first
 * - when a gift was collected before, the caller gets its receipt
 * - when collecting it has failed, the caller gets an error; the next call tries again
 */
export async function collect({ client, taskQueue }: Given, gift: Gift): Promise<string> {
  // TODO 3: start the workflow. Which id does it get?
  // TODO 4: the id may be in use, or may have been used before. Think of each case above.
  throw new Error('Not written yet: collect');
}
