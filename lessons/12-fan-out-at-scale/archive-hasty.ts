import { startChild } from '@temporalio/workflow';
import type { Report } from './archive-activities.ts';
import { checkShelf, type Archive } from './archive.ts';

export { checkShelf };

/** The first shelf that fails ends everything. */
export async function checkArchiveHasty({ id, shelves }: Archive): Promise<Report[]> {
  // region all
  const children = [];
  for (const [shelf, boxes] of Object.entries(shelves)) {
    children.push(await startChild(checkShelf, { workflowId: `${id}/${shelf}`, args: [boxes] }));
  }
  return Promise.all(children.map((child) => child.result()));
  // endregion
}
