import { startChild } from '@temporalio/workflow';
import { checkShelf } from './archive.ts';

export { checkShelf };

/** Leaves a check behind that goes on by itself. */
export async function leaveBehind(boxes: string[]): Promise<void> {
  // region awaited
  await startChild(checkShelf, {
    workflowId: 'recheck',
    args: [boxes],
    parentClosePolicy: 'ABANDON',
  });
  // endregion
}

/** Wrong: nobody waits for the child to start. */
export async function leaveTooEarly(boxes: string[]): Promise<void> {
  // region too-early
  void startChild(checkShelf, {
    workflowId: 'recheck-later',
    args: [boxes],
    parentClosePolicy: 'ABANDON',
  });
  // endregion
}
