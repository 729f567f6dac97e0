import { activityInfo, CompleteAsyncError } from '@temporalio/activity';

/** Gives an order to the scanner at the port. Asked twice for one workflow, it scans once. */
type Order = (container: string, workflowId: string) => Promise<void>;

export function createActivities(order: Order) {
  return {
    // region activity
    async scan(container: string): Promise<string> {
      const { workflowExecution } = activityInfo();
      await order(container, workflowExecution?.workflowId ?? '');
      throw new CompleteAsyncError(); // not an error: somebody else will bring the result
    },
    // endregion
  };
}
