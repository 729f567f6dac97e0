import type { Replay } from '../../kit/runtime.ts';
import { CodeFailure, type Sandbox } from '../core/worker-run.ts';
import { eventsFromJson } from '../history/json.ts';
import { replay } from '../worker/worker.ts';

type Facts = Parameters<typeof replay>[0];
type Recorded = Parameters<typeof replay>[2];

/** Executes workflow code once more with what was recorded of it. */
export class Replays {
  readonly #sandbox: Sandbox;
  readonly #facts: Facts;
  #last: Promise<unknown> = Promise.resolve();

  /** @param sandbox one in which nothing else is executed */
  constructor(sandbox: Sandbox, facts: Facts) {
    this.#sandbox = sandbox;
    this.#facts = facts;
  }

  async replay(recorded: Recorded): Promise<Replay> {
    // Two replays of one history would take one another for themselves.
    const replayed = this.#last.then(() => replay(this.#facts, this.#sandbox, recorded));
    this.#last = replayed;
    const error = await replayed;
    return error ? { same: false, message: messageOf(error) } : { same: true };
  }

  /** Replays a history as the Temporal CLI writes it. */
  async replayJson(history: unknown): Promise<Replay> {
    const events = eventsFromJson(history);
    const [first] = events;
    const { originalExecutionRunId = '' } =
      first?.type === 'WorkflowExecutionStarted' ? first.attributes : {};
    return this.replay({ workflowId: 'recorded', runId: originalExecutionRunId, events });
  }
}

/** As the SDK tells of a replay that failed, so that the same reader understands it. */
function messageOf(error: Error): string {
  if (!(error instanceof CodeFailure)) return error.message;
  const { message = '', stackTrace = '' } = error.failure;
  return `Failure { message: ${JSON.stringify(message)}, stack_trace: ${JSON.stringify(stackTrace)} }`;
}
