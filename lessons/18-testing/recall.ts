import { condition, defineSignal, proxyActivities, setHandler, sleep } from '@temporalio/workflow';
import type { Recall } from './recall-activities.ts';

const { invite, callByPhone } = proxyActivities<Recall>({ startToCloseTimeout: '1 minute' });

export const booked = defineSignal('booked');

// region recall
/** Invites a patient half a year after a check-up, and has them phoned when they book nothing. */
export async function recall(patient: string): Promise<'booked' | 'phoned'> {
  let hasBooked = false;
  setHandler(booked, () => {
    hasBooked = true;
  });
  await sleep('180 days');
  await invite(patient);
  if (await condition(() => hasBooked, '14 days')) return 'booked';
  await callByPhone(patient);
  return 'phoned';
}
// endregion
