import type { Attributes } from '../history/event.ts';
import type { Activity } from './activity.ts';
import type { VirtualClock } from './clock.ts';
import type { Company, Continued, Origin, Ways } from './company.ts';
import { Execution } from './execution.ts';
import { Refused, type StartRequest } from './requests.ts';

/** Who hears of what waits for a Worker, and of what was recorded. */
export interface Listener {
  task(execution: Execution): void;
  activity(activity: Activity): void;
  changed(execution: Execution): void;
  /** There is something to do, and nobody has begun with it. */
  wake(): void;
}

/** Temporal's server, in memory: its executions, and what passes between them. */
export class Server implements Company {
  readonly clock: VirtualClock;
  readonly ways: Ways;
  readonly #listener: Listener;
  readonly #ids: () => string;
  /** All runs of a workflow id, the latest last. */
  readonly #runs = new Map<string, Execution[]>();
  #soon: (() => void)[] = [];

  /** @param ids makes ids that are not given twice */
  constructor(clock: VirtualClock, ways: Ways, ids: () => string, listener: Listener) {
    this.clock = clock;
    this.ways = ways;
    this.#ids = ids;
    this.#listener = listener;
  }

  get executions(): Execution[] {
    return [...this.#runs.values()].flat();
  }

  newId(): string {
    return this.#ids();
  }

  soon(work: () => void): void {
    this.#soon.push(work);
    this.#listener.wake();
  }

  /** Does what was to be done soon. @returns whether there was anything */
  settle(): boolean {
    const work = this.#soon;
    this.#soon = [];
    for (const one of work) one();
    return work.length > 0;
  }

  find(workflowId: string, runId?: string): Execution | undefined {
    const runs = this.#runs.get(workflowId) ?? [];
    return runId === undefined ? runs.at(-1) : runs.find((run) => run.runId === runId);
  }

  /** All runs of a workflow id, the latest last. */
  chain(workflowId: string): readonly Execution[] {
    return this.#runs.get(workflowId) ?? [];
  }

  /**
   * Starts a workflow.
   *
   * @param origin for a child, its parent
   * @throws Refused when its id is taken
   */
  start(
    request: StartRequest,
    origin: Partial<Origin> = {},
    signal?: Attributes['WorkflowExecutionSignaled'],
  ): Execution {
    const existing = this.find(request.workflowId);
    if (existing) {
      const used = this.#conflict(existing, request);
      if (used) return used;
    }
    const runId = this.newId();
    const { startDelay = 0, workflowExecutionTimeout = 0 } = request;
    const execution = this.#add(request, {
      runId,
      firstRunId: runId,
      attempt: 1,
      ...(startDelay > 0 ? { backoff: startDelay } : {}),
      ...(workflowExecutionTimeout > 0
        ? { expiresAt: this.clock.now + startDelay + workflowExecutionTimeout }
        : {}),
      ...origin,
    });
    execution.begin(undefined, signal);
    this.#listener.wake();
    return execution;
  }

  /** Signals a workflow, and starts it first where it is not there. */
  signalWithStart(
    request: StartRequest,
    signal: Attributes['WorkflowExecutionSignaled'],
  ): Execution {
    const existing = this.find(request.workflowId);
    if (!existing || existing.isClosed) return this.start(request, {}, signal);
    existing.signal(signal);
    return existing;
  }

  continueAs(request: StartRequest, origin: Origin, continued: Continued): Execution {
    const execution = this.#add(request, origin);
    execution.begin(continued);
    return execution;
  }

  offerTask(execution: Execution): void {
    this.#listener.task(execution);
  }

  offerActivity(activity: Activity): void {
    this.#listener.activity(activity);
  }

  changed(execution: Execution): void {
    this.#listener.changed(execution);
  }

  #add(request: StartRequest, origin: Origin): Execution {
    const execution = new Execution(this, request, origin);
    const runs = this.#runs.get(request.workflowId) ?? [];
    runs.push(execution);
    this.#runs.set(request.workflowId, runs);
    return execution;
  }

  /** What the policies say about a workflow id that is taken. @returns a run to be used instead */
  #conflict(existing: Execution, request: StartRequest): Execution | undefined {
    const {
      workflowIdReusePolicy: reuse = 'WORKFLOW_ID_REUSE_POLICY_ALLOW_DUPLICATE',
      workflowIdConflictPolicy: conflict = 'WORKFLOW_ID_CONFLICT_POLICY_FAIL',
    } = request;
    if (!existing.isClosed) {
      if (conflict === 'WORKFLOW_ID_CONFLICT_POLICY_USE_EXISTING') return existing;
      const ends =
        conflict === 'WORKFLOW_ID_CONFLICT_POLICY_TERMINATE_EXISTING' ||
        reuse === 'WORKFLOW_ID_REUSE_POLICY_TERMINATE_IF_RUNNING';
      if (!ends) throw taken(existing);
      existing.terminate({
        reason: 'TerminateIfRunning WorkflowIdReusePolicy Policy',
        identity: 'history-service',
      });
      return undefined;
    }
    const failedOnly = reuse === 'WORKFLOW_ID_REUSE_POLICY_ALLOW_DUPLICATE_FAILED_ONLY';
    if (
      reuse === 'WORKFLOW_ID_REUSE_POLICY_REJECT_DUPLICATE' ||
      (failedOnly && existing.status === 'completed')
    ) {
      throw taken(existing);
    }
    return undefined;
  }
}

function taken({ workflowId, runId }: Execution): Refused {
  return new Refused('already-started', `WorkflowId: ${workflowId}, RunId: ${runId}`, runId);
}
