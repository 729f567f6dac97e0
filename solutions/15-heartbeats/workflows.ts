import { proxyActivities } from '@temporalio/workflow';
import type { createActivities } from './activities.ts';
import type { Report } from './services.ts';

const { copyStars } = proxyActivities<ReturnType<typeof createActivities>>({
  // The whole file, with room to spare.
  startToCloseTimeout: '30 hours',
  // From one chunk to the next, with room to spare: whoever is silent for longer is dead or hangs.
  heartbeatTimeout: '10 minutes',
  // The workflow is over only when nobody writes any more.
  cancellationType: 'WAIT_CANCELLATION_COMPLETED',
});

/** Copies one file of the archive into the catalogue, and reports what it found. */
export async function importFile(file: string): Promise<Report> {
  return copyStars(file);
}
