/** @caughtBy heartbeats/notices-trouble */
// Sets the timeout that one must set, long enough for the whole file, and no other.
import { proxyActivities } from '@temporalio/workflow';
import type { createActivities } from './activities.ts';
import type { Report } from './services.ts';

const { copyStars } = proxyActivities<ReturnType<typeof createActivities>>({
  // The whole file, with room to spare.
  startToCloseTimeout: '30 hours',
  // The workflow is over only when nobody writes any more.
  cancellationType: 'WAIT_CANCELLATION_COMPLETED',
});

/** Copies one file of the archive into the catalogue, and reports what it found. */
export async function importFile(file: string): Promise<Report> {
  return copyStars(file);
}
