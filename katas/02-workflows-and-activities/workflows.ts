import { proxyActivities } from '@temporalio/workflow';
import type { createActivities } from './activities.ts';

export interface RefundRequest {
  /** The booking's id. */
  booking: string;
  /** The day on which the customer asked, such as `2026-06-01`. */
  on: string;
}

const { doRefund } = proxyActivities<ReturnType<typeof createActivities>>({
  startToCloseTimeout: '1 minute',
});

/**
 * Refunds the tickets of one booking. Returns how many euros the customer gets back:
 *
 * - the whole price, when the concert is called off
 * - else 80 % of the price, when the concert is 14 days away or more
 * - else nothing; and nothing for tickets that are void already
 *
 * When there is money to give back, the tickets are made void first, and then it is paid. Then the
 * customer gets a mail, also when the amount is 0. A refund of more than 500 euros goes on the
 * manager's list too, at any moment.
 *
 * When a service is down for a while, or a Worker dies, everything is done in the end, and nothing
 * that was already done is asked for again. A Worker that dies costs at most 10 minutes.
 */
export async function processRefund(request: RefundRequest): Promise<number> {
  // TODO 2: decide here what is to be done, and leave each deed to an activity. Everything is
  //         decided by one reading of the booking.
  // TODO 3: read a history of yours afterwards. Does it tell why this customer got this amount?
  return doRefund(request);
}
