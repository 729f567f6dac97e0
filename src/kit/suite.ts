import { ClientSession } from './client.ts';
import {
  CheckFailure,
  DiagnosedFailure,
  OurFault,
  type Diagnosis,
  type Finding,
} from './diagnosis.ts';
import { OpenRun } from './open-run.ts';
import type { Run } from './run.ts';
import { runHistory } from './run-history.ts';
import { closedMembers, runsOf } from './run-tree.ts';
import { dataFinding } from './exported.ts';
import type {
  ActivityReply,
  ActivityTask,
  Deployment,
  Limits,
  Replay,
  RunRequest,
  Runtime,
  ServiceCall,
  World,
} from './runtime.ts';
import { generalFinding, loadFinding } from './stuck.ts';
import { type Services } from './services.ts';
import { RunWorld, type Faults } from './world.ts';
import { Trials } from './tested.ts';
import type { Teaches } from './topics.ts';

/** Real milliseconds that a run may take without anything happening. */
const PATIENCE_MS = 15_000;

/** What a check says about itself. */
export interface CheckHead {
  /** The part of its id after the slug: `undoes-in-reverse`. */
  readonly id: string;
  /** The property that it proves, in one sentence. */
  readonly promise: string;
  /** Why it hurts in production when the property does not hold. */
  readonly hurts: string;
  /** The heading of the lesson that explains it: `newest-first`. */
  readonly read: string;
}

export interface RunOptions {
  /** What the check does to this run, in words; part of the diagnosis. */
  readonly when?: string;
  readonly faults?: Faults;
  readonly worker?: RunRequest['worker'];
  /** The run began under earlier code. Its Worker is a lost one. */
  readonly deployment?: Deployment;
  /** What the run may take before it is told as one without an end. */
  readonly limits?: Limits;
  /** Where Workers are killed, the activities around which that may happen; else around any. */
  readonly killed?: readonly string[];
  /** A run may also be judged where it stands: open, and waiting. */
  readonly mayWait?: boolean;
  /**
   * A name for the experiment. A run of the same name, workflow and `when` is executed once for
   * the whole suite, and judged by each check that wants it.
   */
  readonly share?: string;
  /** The workflow id; by default one that no other run has. */
  readonly id?: string;
}

/** What a suite may know of its kata. */
interface About {
  readonly queues?: readonly string[];
  readonly teaches?: Teaches;
}

/** The runs of one kata's checks: starts them, answers their activities, and judges their ends. */
export class Suite implements World {
  readonly slug: string;
  readonly runtime: Runtime;
  /** What the answer's own tests came to. */
  trials: Trials;
  readonly #services: Services;
  readonly #queues: readonly string[];
  /** What all checks of the suite share. */
  #worlds = new Map<string, RunWorld>();
  #shared = new Map<string, Promise<Run>>();
  /** Checks that hold time stand in line, since time is one for all runs: the last of them. */
  #line = { last: Promise.resolve() };
  readonly #prefix: string;
  /** This check's turn to hold time, and how it ends. */
  #turn: { readonly come: Promise<void>; readonly end: () => void } | undefined;
  /** Open runs that hold time. */
  readonly #held = new Set<OpenRun>();
  readonly #teaches: Teaches;
  #count = 0;
  #last: Run | undefined;

  /**
   * @param prefix makes workflow ids unique on the server
   * @param queues task queues beside the workflows' own from which activities are taken
   * @param teaches where to read about what is not a check's own subject
   */
  constructor(
    slug: string,
    services: Services,
    runtime: Runtime,
    prefix: string,
    { queues = [], teaches = async () => undefined }: About = {},
  ) {
    this.#queues = queues;
    this.slug = slug;
    this.#teaches = teaches;
    this.runtime = runtime;
    this.trials = new Trials(runtime);
    this.#services = services;
    this.#prefix = prefix;
  }

  /** Answers an activity of a run of ours. */
  async perform(task: ActivityTask): Promise<ActivityReply> {
    return this.#worldOf(task.run)?.perform(task) ?? { kind: 'cancelled' };
  }

  /** Answers a call that an activity of a run of ours makes on a service. */
  async serve(call: ServiceCall): Promise<ActivityReply> {
    return this.#worldOf(call.run)?.serve(call) ?? { kind: 'lost' };
  }

  /** The world of a run; those that a client started have one for each session. */
  #worldOf(run: string): RunWorld | undefined {
    return this.#worlds.get(run) ?? this.#worlds.get(run.slice(0, run.indexOf('~')));
  }

  /** Takes the answer's client in hand. */
  client(options: RunOptions = {}): ClientSession {
    const id = `${this.#prefix}-${(this.#count += 1)}`;
    const world = new RunWorld(this.#services, options.faults, this.runtime);
    this.#worlds.set(id, world);
    return new ClientSession(this, { id, world, options });
  }

  /** Executes a workflow to its end, and replays what it did. */
  async run(workflow: string, args: unknown[], options: RunOptions = {}): Promise<Run> {
    if (options.share === undefined) {
      return this.settle(await this.#begin(workflow, args, options));
    }
    const name = JSON.stringify([options.share, workflow, options.when]);
    const { share: _, ...rest } = options;
    const shared = this.#shared.get(name) ?? this.run(workflow, args, rest);
    this.#shared.set(name, shared);
    return (this.#last = await shared);
  }

  /**
   * Starts a workflow, for checks that talk to it while it runs. Time stands still, but for what
   * the check lets pass, until the check waits for the run's end. From here on, no other check
   * holds time before this one is over.
   */
  async start(workflow: string, args: unknown[], options: RunOptions = {}): Promise<OpenRun> {
    await this.#turnToHoldTime();
    await this.runtime.holdTime();
    try {
      const open = await this.#begin(workflow, args, options);
      this.#held.add(open);
      return open;
    } catch (error) {
      await this.runtime.releaseTime();
      throw error;
    }
  }

  /** Lets time skip again for a run that was started by `start`. */
  async release(open: OpenRun): Promise<void> {
    if (this.#held.delete(open)) await this.runtime.releaseTime();
  }

  #turnToHoldTime(): Promise<void> {
    if (!this.#turn) {
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#turn = { come: this.#line.last, end: resolve };
      this.#line.last = promise;
    }
    return this.#turn.come;
  }

  async #begin(workflow: string, args: unknown[], options: RunOptions): Promise<OpenRun> {
    const id = options.id ?? `${this.#prefix}-${(this.#count += 1)}`;
    const world = new RunWorld(this.#services, options.faults, this.runtime);
    this.#worlds.set(id, world);
    const open = new OpenRun(this, { id, workflow, world, options });
    const { deployment, limits, killed } = options;
    await this.runtime.start({
      workflow,
      args,
      id,
      worker: open.worker,
      queues: this.#queues,
      ...(limits ? { limits } : {}),
      ...(killed ? { killed } : {}),
      ...(deployment ? { deployment } : {}),
    });
    return open;
  }

  /** Waits for a run's end; what is wrong with it whatever a check wants ends the check. */
  async settle(open: OpenRun): Promise<Run> {
    const { id, world, options } = open;
    const settled = await this.runtime.settled(id, PATIENCE_MS);
    if (world.trouble)
      throw new OurFault('The world of the kata failed.', { cause: world.trouble });
    if (settled.state === 'infra') throw new OurFault(`The run did not go on: ${settled.reason}.`);
    const replays = new Map<string, Replay>();
    for (const { member } of closedMembers(id, settled)) {
      replays.set(member, await this.runtime.replay(id, member));
    }
    const run = runsOf(open, settled, replays);
    this.#last = run;
    if (options.mayWait && run.state === 'waiting') return run;
    const finding = generalFinding(run, await this.#exported());
    if (finding) throw new CheckFailure(finding);
    return run;
  }

  /**
   * Data that the answer exports under a name: evaluated where answers run, and plain.
   *
   * @throws CheckFailure when there is none, or when it holds more than data
   */
  async exported(name: string): Promise<unknown> {
    const exported = await this.runtime.exported(name);
    if (exported.kind === 'data') return exported.value;
    const answer = await this.runtime.answer();
    throw new CheckFailure(dataFinding(name, exported, answer));
  }

  async #exported(): Promise<readonly string[]> {
    const answer = await this.runtime.answer();
    return answer.state === 'loaded' ? answer.workflows : [];
  }

  /**
   * Executes one check, and gives the run that it had last, if any.
   *
   * @throws DiagnosedFailure when the answer breaks the promise, OurFault when we are at fault
   */
  async check(head: CheckHead, body: (suite: Suite) => Promise<void>): Promise<Run | undefined> {
    const answer = await this.runtime.answer();
    const own = this.#forOneCheck();
    try {
      if (answer.state === 'broken') throw new CheckFailure(loadFinding(answer.problem));
      await body(own);
      return own.#last;
    } catch (error) {
      if (error instanceof CheckFailure) {
        const { finding } = error;
        const diagnosis = await this.#diagnose(head, finding);
        const judged = finding.run ?? own.#last;
        throw new DiagnosedFailure(diagnosis, judged && runHistory(judged, finding));
      }
      if (error instanceof OurFault) throw error;
      throw new OurFault('The check itself failed.', { cause: error });
    } finally {
      for (const open of own.#held) await own.release(open);
      own.#turn?.end();
    }
  }

  /** Checks run side by side; what one of them holds open is its own. */
  #forOneCheck(): Suite {
    const prefix = `${this.#prefix}-${(this.#count += 1)}`;
    const about = { queues: this.#queues, teaches: this.#teaches };
    const own = new Suite(this.slug, this.#services, this.runtime, prefix, about);
    own.#worlds = this.#worlds;
    own.#shared = this.#shared;
    own.trials = this.trials;
    own.#line = this.#line;
    return own;
  }

  /** A finding with the check's own words around it. */
  async #diagnose(head: CheckHead, finding: Finding): Promise<Diagnosis> {
    const { topic } = finding;
    const taught = topic === undefined ? undefined : await this.#teaches(topic);
    const own = finding.read ?? `${this.slug}#${head.read}`;
    // What comes later in the course can be looked up, but nobody is sent there first.
    const [read, also] = taught?.later ? [own, taught.read] : [taught?.read ?? own, own];
    return {
      check: `${this.slug}/${head.id}`,
      promise: head.promise,
      ...(finding.when === undefined ? {} : { when: finding.when }),
      expected: finding.expected,
      happened: finding.happened,
      lines: finding.lines,
      hurts: finding.hurts ?? head.hurts,
      read,
      ...(also === read ? {} : { also }),
    };
  }
}
