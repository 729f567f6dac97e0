import { CheckFailure, type Finding } from './diagnosis.ts';
import { OpenRun } from './open-run.ts';
import { heldThread, list } from './phrases.ts';
import type { Run } from './run.ts';
import type { ClientReply, StartRecord, ThrownError } from './runtime.ts';
import type { RunOptions, Suite } from './suite.ts';
import type { RunWorld } from './world.ts';

/** How often to see whether a start was asked for, in real milliseconds. */
const LOOK_MS = 5;

/** What a function of the answer's client came to. */
export type ClientOutcome =
  | { readonly kind: 'returned'; readonly result: unknown }
  | { readonly kind: 'threw'; readonly error: ThrownError };

/**
 * The answer's client in the hands of a check. The runs that its functions start have one world
 * together, and workflow ids of their own: what another session does is not seen here.
 */
export class ClientSession {
  readonly id: string;
  readonly world: RunWorld;
  readonly #suite: Suite;
  readonly #options: RunOptions;

  constructor(suite: Suite, facts: { id: string; world: RunWorld; options: RunOptions }) {
    this.#suite = suite;
    this.id = facts.id;
    this.world = facts.world;
    this.#options = facts.options;
  }

  /**
   * Calls a function that client.ts exports. It is given `{ client, taskQueue }`, and then these
   * arguments.
   *
   * @throws CheckFailure when there is no such function, or it never comes back
   */
  async call(name: string, ...args: unknown[]): Promise<ClientOutcome> {
    const { worker = 'kept', when } = this.#options;
    const { runtime } = this.#suite;
    const reply = await runtime.client({ session: this.id, name, args, worker });
    if (reply.kind === 'returned' || reply.kind === 'threw') return reply;
    const answer = await runtime.answer();
    const exported = answer.state === 'loaded' ? answer.client : [];
    // Where it waits for a run that does not end, that run tells more.
    if (reply.kind === 'stuck') await this.ends();
    const finding = clientFinding(name, reply, exported);
    throw new CheckFailure(when === undefined ? finding : { when, ...finding });
  }

  /** The starts that were asked for so far, refused ones too, in the order of the answers. */
  starts(): Promise<readonly StartRecord[]> {
    return this.#suite.runtime.starts(this.id);
  }

  /** Waits until so many starts were asked for and answered. */
  async hasAsked(count: number): Promise<void> {
    while ((await this.starts()).length < count) {
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    }
  }

  /** The run of a workflow id, to talk to it while it is open. */
  async run(workflowId: string): Promise<OpenRun | undefined> {
    return (await this.runs()).find(({ id }) => id.endsWith(`~${workflowId}`));
  }

  /** The runs that were started so far, in the order in which they were. */
  async runs(): Promise<readonly OpenRun[]> {
    const started = (await this.starts()).filter(({ outcome }) => outcome === 'started');
    const ids = [...new Map(started.map(({ run, workflow }) => [run, workflow]))];
    return ids.map(
      ([id, workflow]) =>
        new OpenRun(this.#suite, { id, workflow, world: this.world, options: this.#options }),
    );
  }

  /** Waits until all runs that were started are over. Each is replayed, as any run is. */
  async ends(): Promise<readonly Run[]> {
    return Promise.all((await this.runs()).map((open) => open.ends()));
  }
}

function clientFinding(
  name: string,
  reply: Exclude<ClientReply, ClientOutcome>,
  exported: readonly string[],
): Finding {
  switch (reply.kind) {
    case 'missing':
      return {
        expected: `client.ts exports a function named '${name}'.`,
        happened:
          exported.length > 0
            ? `It exports ${list(exported)}, and no function of that name.`
            : 'It exports no function.',
        lines: [],
        hurts: 'Whoever wants to start the workflow finds nobody to ask.',
      };
    case 'stuck':
      return {
        expected: `${name} comes back.`,
        happened: 'It waits for something, and nothing is under way that would come.',
        lines: [],
        hurts: 'A request that never comes back keeps its caller waiting, and its resources too.',
      };
    case 'lost':
      return {
        expected: `${name} comes back.`,
        happened: reply.held
          ? heldThread('Its code')
          : `The process that ran it broke down: ${reply.reason}.`,
        lines: [],
        hurts: 'The process serves others too. All of them wait, or fail with it.',
      };
  }
}
