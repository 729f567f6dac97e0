import {
  ApplicationFailure,
  condition,
  defineQuery,
  defineSignal,
  defineUpdate,
  setHandler,
} from '@temporalio/workflow';

export const topUp = defineSignal<[{ id: string; amount: number }]>('topUp');
export const pay = defineUpdate<number, [{ id: string; amount: number }]>('pay');
export const balance = defineQuery<number>('balance');
export const close = defineSignal('close');

/** A guest's prepaid account. Returns what was left. */
export async function account(): Promise<number> {
  // region account
  const booked = new Map<string, number>();
  const left = () => [...booked.values()].reduce((sum, amount) => sum + amount, 0);

  setHandler(balance, left);
  setHandler(topUp, ({ id, amount }) => {
    booked.set(id, amount);
  });
  setHandler(
    pay,
    ({ id, amount }) => {
      booked.set(id, -amount);
      return left();
    },
    {
      validator({ id, amount }) {
        const known = booked.has(id);
        if (!known && amount > left()) throw ApplicationFailure.nonRetryable('not enough left');
      },
    },
  );
  // endregion
  let closed = false;
  setHandler(close, () => {
    closed = true;
  });
  await condition(() => closed);
  return left();
}
