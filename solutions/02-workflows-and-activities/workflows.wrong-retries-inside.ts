/** @caughtBy workflows-and-activities/lost-replies */
// Keeps the big activity, and repeats each call inside of it: “now it can’t fail in the middle”.
import { proxyActivities } from '@temporalio/workflow';

export interface RefundRequest {
  /** The booking's id. */
  booking: string;
  /** The day on which the customer asked, such as `2026-06-01`. */
  on: string;
}

interface Activities {
  doRefund(request: RefundRequest): Promise<number>;
}

const { doRefund } = proxyActivities<Activities>({
  startToCloseTimeout: '1 minute',
});

/** Refunds the tickets of one booking. Returns how many euros the customer gets back. */
export async function processRefund(request: RefundRequest): Promise<number> {
  return doRefund(request);
}
