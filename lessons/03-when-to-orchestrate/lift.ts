import { condition, defineSignal, setHandler } from '@temporalio/workflow';

/** How fast the lift's rope runs, in metres a second. A sensor tells it once a second. */
export const speed = defineSignal<[number]>('speed');

/** Keeps an eye on a lift until somebody stops it. */
export async function watchLift(): Promise<number> {
  let last = Number.NaN;
  setHandler(speed, (reading) => {
    last = reading;
  });
  await condition(() => last === 0);
  return last;
}
