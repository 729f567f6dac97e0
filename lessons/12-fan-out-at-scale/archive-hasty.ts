import { executeChild } from '@temporalio/workflow';
import type { Report } from './archive-activities.ts';
import { checkShelf, type Archive } from './archive.ts';

export { checkShelf };

/** The first shelf that fails ends everything. */
export async function checkArchiveHasty({ id, shelves }: Archive): Promise<Report[]> {
  // region all
  return Promise.all(
    Object.entries(shelves).map(([shelf, boxes]) =>
      executeChild(checkShelf, { workflowId: `${id}/${shelf}`, args: [boxes] }),
    ),
  );
  // endregion
}
