import type { HistoryEvent, UpdateRequest } from '../history/event.ts';
import type { Execution as Named } from '../history/failure.ts';
import type { Payloads } from '../history/payload.ts';
import type { Attempt } from '../performer.ts';
import { plainOf, wireOf } from '../sandbox/wire.ts';
import type { AttemptReply } from '../server/activity.ts';
import type { Execution } from '../server/execution.ts';
import { Refused } from '../server/requests.ts';
import type { Simulation } from '../simulation.ts';
import { description } from './description.ts';
import { CallFailure } from './failure.ts';
import {
  startRequest,
  type AnswerMessage,
  type SignalMessage,
  type StartMessage,
} from './messages.ts';
import { Patient } from './patient.ts';

/** What a frontend is told of its surroundings. */
export interface FrontendOptions {
  /** A history as a message of the protocol. */
  readonly history: (events: readonly HistoryEvent[]) => unknown;
  /** The attempt that a token was given for. */
  readonly attempt: (token: Uint8Array) => Attempt | undefined;
  /** Is told of what a client has started, before it does anything. */
  readonly started: (execution: Execution) => void;
  /** Waits for real milliseconds. */
  readonly pause: (milliseconds: number) => Promise<void>;
}

/** A call of the server's API: requests and answers are messages of the protocol. */
type Method = (request: never) => unknown;

/** Calls that change nothing. */
const GLANCES = new Set(['GetSystemInfo', 'DescribeWorkflowExecution', 'QueryWorkflow']);
const CLOSE_EVENT = 2;
const [ACCEPTED, COMPLETED] = [2, 3];

/**
 * Temporal's server as clients see it: the calls of its `WorkflowService` that the SDK's client
 * makes.
 *
 * Source: temporal/api/workflowservice/v1
 */
export class Frontend {
  readonly #simulation: Simulation;
  readonly #options: FrontendOptions;
  readonly #patient: Patient;

  constructor(simulation: Simulation, options: FrontendOptions) {
    this.#simulation = simulation;
    this.#options = options;
    this.#patient = new Patient(simulation, options.pause);
  }

  /**
   * Answers a call.
   *
   * @param name as the service's definition has it: `StartWorkflowExecution`
   * @throws CallFailure
   */
  async call(name: string, request: unknown): Promise<unknown> {
    const method = this.#methods[name] as ((request: unknown) => unknown) | undefined;
    if (!method) throw CallFailure.unknownMethod(name);
    const call = async () => {
      try {
        return await method(plainOf(request));
      } catch (error) {
        throw CallFailure.of(error);
      }
    };
    return GLANCES.has(name) ? this.#patient.glance(call) : this.#patient.during(call);
  }

  /** Somebody makes calls until the work is done: meanwhile time passes only for who waits for it. */
  visit<Result>(work: () => Promise<Result>): Promise<Result> {
    return this.#patient.visit(work);
  }

  readonly #methods: Readonly<Record<string, Method>> = {
    GetSystemInfo: () => ({ serverVersion: '1.31.0', capabilities: {} }),

    StartWorkflowExecution: (message: StartMessage) => this.#start(message),

    SignalWithStartWorkflowExecution: (message: StartMessage & SignalMessage & SignalFields) => {
      const { signalName, signalInput: input, identity } = message;
      const signal = { signalName, ...(input ? { input } : {}), ...(identity ? { identity } : {}) };
      const begin = () => this.#simulation.server.signalWithStart(startRequest(message), signal);
      return this.#begun(message.workflowId, begin);
    },

    SignalWorkflowExecution: ({ workflowExecution, ...message }: SignalMessage) => {
      const { signalName, input, header, identity } = message;
      this.#open(workflowExecution).signal({
        signalName,
        ...(input ? { input } : {}),
        ...(header ? { header } : {}),
        ...(identity ? { identity } : {}),
      });
      return {};
    },

    RequestCancelWorkflowExecution: ({ workflowExecution, identity }: About) => {
      this.#open(workflowExecution).requestCancel(identity ? { identity } : {});
      return {};
    },

    TerminateWorkflowExecution: ({ workflowExecution, reason, details, identity }: About) => {
      this.#open(workflowExecution).terminate({
        ...(reason ? { reason } : {}),
        ...(details ? { details } : {}),
        ...(identity ? { identity } : {}),
      });
      return {};
    },

    DescribeWorkflowExecution: ({ execution }: { execution: Named }) =>
      description(this.#known(execution)),

    GetWorkflowExecutionHistory: (message: HistoryMessage) => this.#history(message),

    QueryWorkflow: async ({ execution, query }: QueryMessage) => {
      const { workflowId } = this.#known(execution);
      const { queryType, queryArgs } = query;
      const answer = await this.#simulation.query(workflowId, queryType, queryArgs);
      if ('failed' in answer) throw CallFailure.invalid(answer.failed.message ?? '');
      return { queryResult: { payloads: answer.answered ? [answer.answered] : [] } };
    },

    UpdateWorkflowExecution: ({ workflowExecution, request, waitPolicy }: UpdateMessage) => {
      const execution = this.#known(workflowExecution);
      void execution.updates.send(request).catch(() => undefined);
      return this.#updated(execution, request.meta.updateId, waitPolicy?.lifecycleStage);
    },

    PollWorkflowExecutionUpdate: ({ updateRef, waitPolicy }: PollMessage) => {
      const execution = this.#known(updateRef.workflowExecution);
      return this.#updated(execution, updateRef.updateId, waitPolicy?.lifecycleStage);
    },

    RespondActivityTaskCompleted: (message: AnswerMessage) => this.#complete(message),
    RespondActivityTaskCompletedById: (message: AnswerMessage) => this.#complete(message),
    RespondActivityTaskFailed: (message: AnswerMessage) => this.#fail(message),
    RespondActivityTaskFailedById: (message: AnswerMessage) => this.#fail(message),
    RespondActivityTaskCanceled: (message: AnswerMessage) => this.#cancel(message),
    RespondActivityTaskCanceledById: (message: AnswerMessage) => this.#cancel(message),
    RecordActivityTaskHeartbeat: (message: AnswerMessage) => this.#beat(message),
    RecordActivityTaskHeartbeatById: (message: AnswerMessage) => this.#beat(message),
  };

  #start(message: StartMessage) {
    return this.#begun(message.workflowId, () =>
      this.#simulation.server.start(startRequest(message)),
    );
  }

  #begun(workflowId: string, begin: () => Execution) {
    const { server } = this.#simulation;
    const before = server.chain(workflowId).length;
    const execution = begin();
    const started = server.chain(workflowId).length > before;
    if (started) this.#options.started(execution);
    return { runId: execution.runId, started };
  }

  async #history({ execution, waitNewEvent, historyEventFilterType }: HistoryMessage) {
    const known = this.#known(execution);
    const closes = historyEventFilterType === CLOSE_EVENT;
    if (waitNewEvent) await this.#patient.until(() => known.isClosed);
    const { events } = known.history;
    return { history: this.#options.history(closes ? events.slice(-1) : events) };
  }

  async #updated(execution: Execution, updateId: string, stage = COMPLETED) {
    const update = execution.updates.find(updateId);
    // It was refused, and forgotten: whoever sent it is told so.
    if (!update) throw new Refused('not-found', `update ${updateId} not found`);
    const told: { outcome?: object; error?: Error } = {};
    update.outcome.promise.then(
      (outcome) => (told.outcome = wireOf(outcome)),
      (error: Error) => (told.error = error),
    );
    const isOver = () => told.outcome !== undefined || told.error !== undefined;
    const isTaken = () => stage <= ACCEPTED && update.acceptedEventId !== undefined;
    await this.#patient.until(() => isOver() || isTaken());
    if (told.error) throw told.error;
    return {
      updateRef: { workflowExecution: execution.reference, updateId },
      ...(told.outcome ? { outcome: told.outcome } : {}),
      stage: told.outcome ? COMPLETED : update.acceptedEventId === undefined ? 1 : ACCEPTED,
    };
  }

  #complete(message: AnswerMessage) {
    return this.#answer(message, { completed: message.result });
  }

  #fail(message: AnswerMessage) {
    return this.#answer(message, { failed: message.failure ?? {} });
  }

  #cancel(message: AnswerMessage) {
    return this.#answer(message, { canceled: message.details });
  }

  #answer(message: AnswerMessage, reply: AttemptReply) {
    if (!this.#simulation.answer(this.#attempt(message), reply)) throw noActivity();
    return {};
  }

  #beat(message: AnswerMessage) {
    const { activity } = this.#attempt(message);
    return { cancelRequested: activity.beat(message.details) };
  }

  /** @throws Refused when it is not under way */
  #attempt({ taskToken, workflowId = '', runId, activityId }: AnswerMessage): Attempt {
    const attempt = taskToken
      ? this.#options.attempt(taskToken)
      : attemptIn(this.#known({ workflowId, ...(runId ? { runId } : {}) }), activityId);
    if (!attempt?.activity.isUnderWay(attempt.attempt)) throw noActivity();
    return attempt;
  }

  #known({ workflowId, runId }: Named): Execution {
    const execution = this.#simulation.server.find(workflowId, runId || undefined);
    if (!execution) throw new Refused('not-found', `workflow not found for ID: ${workflowId}`);
    return execution;
  }

  #open(named: Named): Execution {
    const execution = this.#known(named);
    if (execution.isClosed) {
      throw new Refused('closed', 'workflow execution already completed');
    }
    return execution;
  }
}

interface SignalFields {
  readonly signalInput?: Payloads;
}

interface About {
  readonly workflowExecution: Named;
  readonly reason?: string;
  readonly details?: Payloads;
  readonly identity?: string;
}

interface HistoryMessage {
  readonly execution: Named;
  readonly waitNewEvent?: boolean;
  readonly historyEventFilterType?: number;
}

interface QueryMessage {
  readonly execution: Named;
  readonly query: { readonly queryType: string; readonly queryArgs?: Payloads };
}

interface WaitPolicy {
  readonly waitPolicy?: { readonly lifecycleStage?: number };
}

interface UpdateMessage extends WaitPolicy {
  readonly workflowExecution: Named;
  readonly request: UpdateRequest;
}

interface PollMessage extends WaitPolicy {
  readonly updateRef: { readonly workflowExecution: Named; readonly updateId: string };
}

function attemptIn(execution: Execution, activityId: string | undefined): Attempt | undefined {
  for (const activity of execution.activities.values()) {
    if (activity.asked.activityId !== activityId || activity.state !== 'started') continue;
    return { activity, attempt: activity.attempt };
  }
  return undefined;
}

function noActivity(): Refused {
  return new Refused(
    'not-found',
    'invalid activityID or activity already timed out or invoking workflow is completed',
  );
}
