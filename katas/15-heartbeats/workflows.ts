import { proxyActivities } from '@temporalio/workflow';
import type { createActivities } from './activities.ts';
import type { Report } from './services.ts';

const { copyStars } = proxyActivities<ReturnType<typeof createActivities>>({
  // TODO 2: a large file takes up to a day, a single chunk up to five minutes. Which timeout is
  //         about which?
  startToCloseTimeout: '1 minute',
});

/**
 * Copies one file of the archive into the catalogue, and reports what it found.
 *
 * - However many chunks a file has, the workflow's history stays small.
 * - A Worker that dies, or a read that hangs, holds the import up by 15 minutes at most. Then it
 *   goes on where it was: at most two chunks are read again.
 * - Every star is in the catalogue once, and the report is right, whatever happened in between.
 * - When the import is cancelled, it may finish the chunk that is in hand and one more. It ends as
 *   Canceled, and from then on nothing is added. Only one that was through by then ends as Completed.
 */
export async function importFile(file: string): Promise<Report> {
  return copyStars(file);
}
