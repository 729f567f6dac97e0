import {
  ChildWorkflowFailure,
  executeChild,
  isCancellation,
  proxyActivities,
  rootCause,
} from '@temporalio/workflow';
import type { ArchiveActivities, Report } from './archive-activities.ts';

const { readBox } = proxyActivities<ArchiveActivities>({ startToCloseTimeout: '10 minutes' });

export interface Archive {
  id: string;
  /** The boxes on each shelf. */
  shelves: Record<string, string[]>;
}

// region child
/** Checks one shelf, box by box. */
export async function checkShelf(boxes: string[]): Promise<Report> {
  const report: Report = { read: 0, damaged: [] };
  for (const box of boxes) {
    const { read, damaged } = await readBox(box);
    report.read += read;
    report.damaged.push(...damaged);
  }
  return report;
}
// endregion

/** Checks all shelves, a few at a time. Says of each what was found, or why nothing was. */
export async function checkArchive({ id, shelves }: Archive, atOnce: number): Promise<string[]> {
  const found: string[] = [];
  // region parent
  const line = Object.entries(shelves).values();
  const lane = async () => {
    for (const [shelf, boxes] of line) found.push(await check(id, shelf, boxes));
  };
  await Promise.all(Array.from({ length: atOnce }, lane));
  // endregion
  return found.toSorted();
}

// region contained
async function check(id: string, shelf: string, boxes: string[]): Promise<string> {
  try {
    const { read, damaged } = await executeChild(checkShelf, {
      workflowId: `${id}/${shelf}`,
      args: [boxes],
    });
    return `${shelf}: ${read} read, ${damaged.length} damaged`;
  } catch (error) {
    if (isCancellation(error)) throw error;
    if (!(error instanceof ChildWorkflowFailure)) throw error;
    return `${shelf}: ${rootCause(error)}`;
  }
}
// endregion
