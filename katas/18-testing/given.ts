import type { TestWorkflowEnvironment } from '@temporalio/testing';
import type { WorkflowBundle } from '@temporalio/worker';

/** What each test is given. */
export interface Given {
  /** Temporal's test environment. It skips time; all tests share it, one after the other. */
  readonly env: TestWorkflowEnvironment;
  /** The workflows under test, for a Worker's or a replay's `workflowBundle`. */
  readonly workflows: WorkflowBundle;
  /** The path of a recorded history: JSON, of a loan that began last year. */
  readonly history: string;
}

/** Tests by their names. A test fails by throwing, or by a promise that rejects. */
export type Tests = Readonly<Record<string, (given: Given) => Promise<void>>>;
