import { randomUUID } from 'node:crypto';
import type { History } from '@temporalio/common/lib/proto-utils.js';
import { WorkflowFailedError } from '@temporalio/client';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { Worker, bundleWorkflowCode, type WorkflowBundleOption } from '@temporalio/worker';
import { Shop, order, type Faults, type Name } from './shop.ts';

/** How the code of the workflow gets to a Worker: each time anew, or bundled once. */
type Code = { workflowsPath: string } | { workflowBundle: WorkflowBundleOption };

/** An activity as the event history has it. */
export interface Activity {
  readonly name: Name;
  readonly scheduled: number;
  /** The event that ended it; none, when the workflow ended first. */
  readonly closed: number | undefined;
  readonly completed: boolean;
}

/** A run that ended, and what can be known of it. */
export interface Ended {
  readonly status: string;
  readonly result: unknown;
  /** The types of the failure and its causes. */
  readonly told: readonly string[];
  readonly activities: readonly Activity[];
  readonly shop: Shop;
}

export interface TrialOptions {
  /** Makes the faults once the run's id is known. */
  readonly faults?: Faults | ((id: string) => Faults);
  /** Loses what the Worker remembers after every workflow task. */
  readonly forgets?: boolean;
}

/** One test's runs: an environment, and a Worker for each run, since each has mocks of its own. */
export class Trial {
  readonly environment: TestWorkflowEnvironment;
  readonly #code: Code;
  readonly #histories: { workflowId: string; history: History }[] = [];

  constructor(environment: TestWorkflowEnvironment, code: Code) {
    this.environment = environment;
    this.#code = code;
  }

  /** Executes the workflow to its end. */
  async run({ faults = {}, forgets = false }: TrialOptions = {}): Promise<Ended> {
    const id = randomUUID();
    const shop = new Shop();
    const worker = await Worker.create({
      connection: this.environment.nativeConnection,
      taskQueue: id,
      activities: shop.activities(typeof faults === 'function' ? faults(id) : faults),
      ...this.#code,
      ...(forgets ? { maxCachedWorkflows: 0 } : {}),
    });
    const { workflow } = this.environment.client;
    const outcome = await worker.runUntil(async () => {
      const executing = workflow.execute('placeOrder', {
        workflowId: id,
        taskQueue: id,
        args: [order],
      });
      return executing.then(
        (result: unknown) => ({ result, told: [] }),
        (error: unknown) => ({ result: undefined, told: typesOf(error) }),
      );
    });
    const handle = workflow.getHandle(id);
    const [{ status }, history] = await Promise.all([handle.describe(), handle.fetchHistory()]);
    this.#histories.push({ workflowId: id, history });
    return { ...outcome, status: status.name, activities: activitiesOf(history), shop };
  }

  /**
   * Cancels a run and waits until its workflow has reacted.
   *
   * @param id the workflow's id
   */
  async cancel(id: string): Promise<void> {
    const handle = this.environment.client.workflow.getHandle(id);
    await handle.cancel();
    while (!hasReacted(await handle.fetchHistory())) {
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }

  /**
   * Replays the histories of all runs.
   *
   * @throws what the first run that goes another way fails with
   */
  async replays(): Promise<void> {
    const results = Worker.runReplayHistories({ ...this.#code }, this.#histories);
    for await (const { error } of results) if (error) throw error;
  }
}

/** Where the environments and the code come from. */
export interface Supply {
  open(): Promise<Trial>;
  close(trial: Trial): Promise<void>;
  end(): Promise<void>;
}

/**
 * As thorough as the documentation allows: each test has an environment of its own, so nothing
 * leaks from one into another, and each Worker bundles the workflow.
 */
export function ownSupply(server: string, workflows: string): Supply {
  return {
    open: async () => new Trial(await startEnvironment(server), { workflowsPath: workflows }),
    close: (trial) => trial.environment.teardown(),
    end: async () => {},
  };
}

/** As thrifty as the documentation allows: one environment and one bundle for all tests. */
export function sharedSupply(server: string, workflows: string): Supply {
  let starting: Promise<Trial['environment']> | undefined;
  let bundling: Promise<WorkflowBundleOption> | undefined;
  return {
    open: async () => {
      starting ??= startEnvironment(server);
      bundling ??= bundleWorkflowCode({ workflowsPath: workflows });
      return new Trial(await starting, { workflowBundle: await bundling });
    },
    close: async () => {},
    end: async () => (await starting)?.teardown(),
  };
}

function startEnvironment(path: string): Promise<TestWorkflowEnvironment> {
  return TestWorkflowEnvironment.createTimeSkipping({
    server: { executable: { type: 'existing-path', path } },
  });
}

function typesOf(error: unknown): string[] {
  if (!(error instanceof WorkflowFailedError)) throw error;
  const types: string[] = [];
  for (let cause: unknown = error.cause; cause instanceof Error; cause = cause.cause) {
    types.push('type' in cause ? String(cause.type) : cause.name);
  }
  return types;
}

/** Whether a workflow task was completed after the workflow was cancelled. */
function hasReacted({ events }: History): boolean {
  const all = events ?? [];
  const asked = all.findIndex((event) => event.workflowExecutionCancelRequestedEventAttributes);
  const since = asked < 0 ? [] : all.slice(asked);
  return since.some((event) => event.workflowTaskCompletedEventAttributes);
}

function activitiesOf({ events }: History): Activity[] {
  const all = events ?? [];
  return all.flatMap(({ eventId, activityTaskScheduledEventAttributes: scheduled }) => {
    if (!scheduled) return [];
    const end = all.find((event) =>
      [
        event.activityTaskCompletedEventAttributes,
        event.activityTaskFailedEventAttributes,
        event.activityTaskTimedOutEventAttributes,
        event.activityTaskCanceledEventAttributes,
      ].some((closed) => closed && String(closed.scheduledEventId) === String(eventId)),
    );
    return {
      name: scheduled.activityType?.name as Name,
      scheduled: Number(eventId),
      closed: end && Number(end.eventId),
      completed: Boolean(end?.activityTaskCompletedEventAttributes),
    };
  });
}
