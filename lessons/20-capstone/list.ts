import {
  allHandlersFinished,
  ApplicationFailure,
  condition,
  continueAsNew,
  defineSignal,
  defineUpdate,
  setHandler,
  startChild,
  workflowInfo,
} from '@temporalio/workflow';
import { partsOrder } from './order.ts';

// A child has to be exported by the file that the Worker is given.
export { partsOrder };

/** What a ship needs: so much from one depot. */
export interface Part {
  depot: string;
  price: number;
}

export interface PartsList {
  ship: string;
  /** A run goes on in a new one soon after so many events. */
  eventsPerRun: number;
  parts?: Part[];
  /** How many orders were given. */
  orders?: number;
}

export const add = defineUpdate<number, [Part]>('add');
export const checkOut = defineUpdate<string>('checkOut');
export const retire = defineSignal('retire');

/** The list of one ship, for as long as it sails. */
export async function partsList(list: PartsList): Promise<void> {
  const { ship, eventsPerRun } = list;
  let { parts = [], orders = 0 } = list;
  let retired = false;
  let long = false;
  const lookAtLength = () => {
    long ||= workflowInfo().historyLength >= eventsPerRun;
  };
  setHandler(retire, () => {
    retired = true;
  });
  setHandler(add, (part) => {
    lookAtLength();
    parts = [...parts, part];
    return parts.length;
  });
  // region check-out
  setHandler(checkOut, async () => {
    lookAtLength();
    if (parts.length === 0) throw ApplicationFailure.nonRetryable('nothing to order', 'Empty');
    const ordered = parts;
    parts = []; // given away before the first wait
    orders += 1; // handed on too: an id must be new in every run
    const id = `${ship}-${orders}`;
    await startChild(partsOrder, {
      workflowId: id, // by this the superintendent’s answer finds it
      args: [{ id, depots: depotsOf(ordered), price: priceOf(ordered) }],
      parentClosePolicy: 'ABANDON', // it outlives this run
      cancellationType: 'ABANDON', // and hears of no cancel of ours
    });
    return id;
  });
  // endregion
  // region next-run
  await condition(() => retired || long);
  await condition(allHandlersFinished);
  if (!retired) return continueAsNew<typeof partsList>({ ...list, parts, orders });
  // endregion
}

function depotsOf(parts: readonly Part[]): string[] {
  return [...new Set(parts.map(({ depot }) => depot))];
}

function priceOf(parts: readonly Part[]): number {
  return parts.reduce((sum, { price }) => sum + price, 0);
}
