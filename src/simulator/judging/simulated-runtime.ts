import { DEPLOYMENT } from '../../kit/deployed.ts';
import { reasonOf, refusedQuery } from '../../kit/failure-text.ts';
import { isTaskPending } from '../../kit/idle.ts';
import type {
  ActivityReply,
  ActivityTask,
  AnswerState,
  Exported,
  HistoryEvent,
  Metric,
  Replay,
  RunRequest,
  Runtime,
  Settled,
  World,
} from '../../kit/runtime.ts';
import { eventsToJson } from '../history/json.ts';
import { jsonPayload, jsonPayloads } from '../history/payload.ts';
import type { Execution } from '../server/execution.ts';
import type { AttemptReply } from '../server/activity.ts';
import type { Attempt, Performed } from '../performer.ts';
import type { Simulation } from '../simulation.ts';
import { isRepeated, readFailure, valueOf, valuesOf } from './read-event.ts';
import { Patience } from './patience.ts';
import { Replays } from './replays.ts';
import { attemptReply } from './replies.ts';
import { IDENTITY, NAMESPACE, simulationFor, type Surroundings } from './surroundings.ts';
import { taskOf } from './task.ts';
import type { Tree } from './tree.ts';
import { Trees } from './trees.ts';

/** What judges the answer that was loaded last. */
interface Used {
  readonly given: Surroundings;
  readonly simulation: Simulation;
  readonly replays: Replays;
}

/** The kit's runtime on a simulation: no server, no processes, and time costs nothing. */
export class SimulatedRuntime implements Runtime {
  world: World | undefined;
  #used: Used | undefined;
  protected readonly trees = new Trees(() => this.simulation.server.executions);
  readonly #served = new Set<string>();
  readonly #attempts = new Map<string, Attempt>();
  readonly #metrics = new Map<string, Metric[]>();
  #tokens = 0;

  /** From now on this answer is judged; whatever the one before has begun is forgotten. */
  protected use(given: Surroundings): void {
    for (const known of [this.trees, this.#served, this.#attempts, this.#metrics]) known.clear();
    const { elsewhere, sdkVersion } = given;
    const replays = new Replays(elsewhere, { namespace: NAMESPACE, sdkVersion, taskQueue: '' });
    this.#used = { given, replays, simulation: this.#simulate(given) };
  }

  get #known(): Used {
    if (!this.#used) throw new Error('No answer has been loaded.');
    return this.#used;
  }

  get #given(): Surroundings {
    return this.#known.given;
  }

  protected get simulation(): Simulation {
    return this.#known.simulation;
  }

  get #replays(): Replays {
    return this.#known.replays;
  }

  get #patience(): Patience {
    return new Patience(this.simulation, this.trees, this.#given.pause);
  }

  #simulate(given: Surroundings): Simulation {
    return simulationFor(given, {
      onRecorded: (execution) => this.#recorded(execution),
      serves: (queue) => this.#served.has(queue),
      perform: (attempt) => this.#perform(attempt),
    });
  }

  readonly answer = async (): Promise<AnswerState> => this.#given.answer;
  readonly exported = (name: string): Promise<Exported> => this.#given.exported(name);

  async start({ id, workflow, args, worker, limits, queues = [], deployment }: RunRequest) {
    for (const queue of queues) this.#served.add(queue);
    const execution = this.simulation.start({
      workflowId: id,
      workflowType: workflow,
      taskQueue: worker,
      input: jsonPayloads(args),
      identity: IDENTITY,
      ...(deployment ? { memo: { fields: { [DEPLOYMENT]: jsonPayload(deployment) } } } : {}),
    });
    this.trees.plant(execution, limits ?? {});
  }

  async settled(run: string): Promise<Settled> {
    const tree = this.trees.tree(run);
    await this.#patience.end(tree, () => this.#isOver(tree));
    const members = tree.told({ state: 'waiting' }, (runId) => this.#metrics.get(runId) ?? []);
    const current = members.find(({ member }) => member === tree.current.name);
    const { state = 'infra', events = [], reason } = current ?? {};
    this.#endStuck(tree);
    return { state, events, ...(reason === undefined ? {} : { reason }), members };
  }

  async resting(run: string, after: number): Promise<HistoryEvent[]> {
    const tree = this.trees.tree(run);
    const first = tree.current;
    const rested = () => {
      const { current } = tree;
      const { events } = current;
      const from = current === first ? after : 0;
      const isRested = events.some(({ id, type }) => id > from && type === 'WorkflowTaskCompleted');
      return isRested && !isTaskPending(events);
    };
    await this.#patience.rest(tree, () => {
      const { current } = tree;
      return current.execution.isClosed || current.trouble !== undefined || rested();
    });
    return tree.current.events;
  }

  async history(run: string): Promise<HistoryEvent[]> {
    return this.trees.tree(run).current.events;
  }

  async histories(run: string): Promise<Record<string, HistoryEvent[]>> {
    const { members } = this.trees.tree(run);
    return Object.fromEntries(members.map(({ name, events }) => [name, events]));
  }

  async cancel(run: string): Promise<void> {
    const { execution } = this.trees.tree(run).current;
    if (!execution.isClosed) this.simulation.cancel(run, { identity: IDENTITY });
  }

  async isStuck(run: string): Promise<boolean> {
    return this.#patience.isStuck(this.trees.tree(run));
  }

  async signal(run: string, signalName: string, args: unknown[]): Promise<void> {
    this.simulation.signal(run, { signalName, input: jsonPayloads(args), identity: IDENTITY });
  }

  async query(run: string, name: string, args: unknown[]): Promise<unknown> {
    const answer = this.simulation.query(run, name, jsonPayloads(args));
    const told = await this.#patience.answer(this.trees.tree(run), `query '${name}'`, answer);
    if ('failed' in told) throw new Error(refusedQuery(told.failed.message ?? ''));
    return told.answered && valueOf(told.answered);
  }

  async update(run: string, name: string, args: unknown[]): Promise<unknown> {
    const tree = this.trees.tree(run);
    await this.resting(run, 0);
    const outcome = this.simulation.update(run, {
      meta: { updateId: `update-${(this.#tokens += 1)}`, identity: IDENTITY },
      input: { name, args: jsonPayloads(args) },
    });
    const { success, failure } = await this.#patience.answer(tree, `update '${name}'`, outcome);
    if (failure) throw new Error(reasonOf(readFailure(failure)));
    return valuesOf(success)[0];
  }

  readonly now = async (): Promise<number> => this.simulation.clock.now;
  readonly holdTime = async (): Promise<void> => this.simulation.hold();
  readonly releaseTime = async (): Promise<void> => this.simulation.release();
  readonly passTime = (milliseconds: number): Promise<void> => this.simulation.pass(milliseconds);

  async replay(run: string, member?: string): Promise<Replay> {
    const tree = this.trees.tree(run);
    const { execution } = member === undefined ? tree.current : tree.member(member);
    const { workflowId, runId, history } = execution;
    return this.#replays.replay({ workflowId, runId, events: history.events });
  }

  async replayRecorded(history: unknown): Promise<Replay> {
    return this.#replays.replayJson(history);
  }

  async recording(run: string, member?: string): Promise<unknown> {
    const tree = this.trees.tree(run);
    const { execution } = member === undefined ? tree.current : tree.member(member);
    return eventsToJson(execution.history.events);
  }

  work(_attempt: string): Promise<ActivityReply> {
    return Promise.resolve({ kind: 'lost' });
  }

  async beat(_attempt: string, _details: unknown): Promise<void> {
    // An answer without activities of its own has no heartbeats.
  }

  async passTimeIn(token: string, milliseconds: number): Promise<void> {
    if (this.#attempts.has(token)) await this.idleUntil(this.simulation.clock.now + milliseconds);
  }

  async answerFor(token: string, reply: ActivityReply): Promise<boolean> {
    const attempt = this.#attempts.get(token);
    const told = this.encoded(reply) ?? attemptReply(reply);
    return attempt !== undefined && told !== undefined && this.simulation.answer(attempt, told);
  }

  readonly client: Runtime['client'] = async () => ({ kind: 'missing' });
  readonly starts: Runtime['starts'] = async () => [];
  readonly tests: Runtime['tests'] = async () => [];

  #isOver(tree: Tree): boolean {
    const troubled = tree.members.some(({ trouble }) => trouble !== undefined);
    if (troubled) return true;
    if (tree.open.length === 0) return true;
    return this.simulation.isQuiet && tree.waits(this.#served);
  }

  /** A task that fails would be tried again for ever. */
  #recorded(execution: Execution): void {
    const last = execution.history.events.at(-1);
    if (last?.type === 'WorkflowTaskFailed' && !isRepeated(last)) {
      this.simulation.leaveAlone(execution);
    }
  }

  /** Does the work of an attempt, or has the world do it. */
  protected perform(task: ActivityTask, _attempt: Attempt, world: World): Promise<ActivityReply> {
    return world.perform(task);
  }

  /** What a reply was encoded as already, where it was. */
  protected encoded(_reply: ActivityReply): AttemptReply | undefined {
    return undefined;
  }

  /** The attempt that a token was given for. */
  protected attemptOf(token: string): Attempt | undefined {
    return this.#attempts.get(token);
  }

  /** Virtual time passes while an attempt waits for a moment. */
  protected idleUntil(moment: number): Promise<void> {
    return this.simulation.idleUntil(moment);
  }

  /** A run's code has emitted something. */
  protected emitted(runId: string, metrics: readonly Metric[]): void {
    if (metrics.length === 0) return;
    this.#metrics.set(runId, [...(this.#metrics.get(runId) ?? []), ...metrics]);
  }

  /** Where code was executed is no more: what was open there does not go on. */
  protected sandboxLost(reason: string): void {
    for (const tree of this.trees.all) {
      for (const { execution } of tree.open) this.simulation.leaveAlone(execution);
      if (tree.open.length > 0) tree.current.stop('blocked', reason);
    }
  }

  #endStuck(tree: Tree): void {
    const stuck = tree.members.some(({ trouble }) => trouble !== undefined);
    if (!stuck) return;
    for (const { execution } of tree.open) {
      execution.terminate({ reason: 'the check is over', identity: IDENTITY });
    }
  }

  async #perform(attempt: Attempt): Promise<Performed> {
    const { world } = this;
    const { activity } = attempt;
    this.trees.adoptAll();
    const [run, member] = this.trees.memberOf(activity.execution);
    if (!world || !member || run === undefined) return { canceled: undefined };
    const token = `attempt-${(this.#tokens += 1)}`;
    this.#attempts.set(token, attempt);
    member.attempts.countAttempt(attempt.attempt);
    // A suite that is over answers nobody any more.
    const gone = (): ActivityReply => ({ kind: 'lost' });
    const task = taskOf(token, run, member, activity);
    const reply = await this.perform(task, attempt, world).catch(gone);
    if (!activity.isUnderWay(attempt.attempt)) {
      member.attempts.countTimeout(activity.asked.activityId, activity.asked.activityType.name);
    }
    if (reply.kind === 'lost') return { lost: true };
    if (reply.kind === 'pending') return { pending: true };
    return this.encoded(reply) ?? attemptReply(reply) ?? { lost: true };
  }
}
