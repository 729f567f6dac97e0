import {
  allHandlersFinished,
  ApplicationFailure,
  condition,
  defineQuery,
  defineSignal,
  defineUpdate,
  proxyActivities,
  setHandler,
} from '@temporalio/workflow';
import type { Booking, HutActivities } from './hut-activities.ts';

const { announce, holdDeposit } = proxyActivities<HutActivities>({
  startToCloseTimeout: '1 minute',
});

// region messages
export const book = defineUpdate<number, [Booking]>('book');
export const freeBeds = defineQuery<number>('freeBeds');
export const closeSeason = defineSignal('closeSeason');
// endregion

/** The beds of one mountain hut, for one season. Returns how many were free at its end. */
export async function hut(name: string, beds: number): Promise<number> {
  // region state
  const taken = new Map<string, number>();
  const free = () => beds - [...taken.values()].reduce((sum, count) => sum + count, 0);
  let closed = false;
  // endregion

  // region rules
  const mustFit = (booking: Booking) => {
    if (closed) throw refused('the season is over');
    if (!Number.isInteger(booking.beds) || booking.beds < 1) throw refused('no such number');
    if (booking.beds > free()) throw refused(`only ${free()} beds are free`);
  };
  // endregion

  // region turn
  let last: Promise<unknown> = Promise.resolve();
  function inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const turn = last.then(work);
    last = turn.catch(() => undefined);
    return turn;
  }
  // endregion

  // region simple
  setHandler(freeBeds, free);
  setHandler(closeSeason, () => {
    closed = true;
  });
  // endregion

  // region book
  setHandler(
    book,
    (booking) =>
      inTurn(async () => {
        mustFit(booking);
        await holdDeposit(booking);
        taken.set(booking.id, booking.beds);
        return free();
      }),
    { validator: mustFit },
  );
  // endregion

  // region life
  await announce(name);
  await condition(() => closed);
  await condition(allHandlersFinished);
  return free();
  // endregion
}

function refused(message: string): ApplicationFailure {
  return ApplicationFailure.nonRetryable(message, 'Refused');
}
