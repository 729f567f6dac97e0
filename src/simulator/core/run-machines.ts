import type { Attributes } from '../history/event.ts';
import { inOrder, type Activation, type Job } from './activation.ts';
import { CodeCommands } from './code-commands.ts';
import type { Command, Message, UpdateMessage } from './command.ts';
import { Fatal } from './faults.ts';
import { Flags } from './flags.ts';
import { HistoryReader, type Reading, type Sent } from './history-reader.ts';
import type { HistoryUpdate } from './history-update.ts';
import { isTerminal, type LangCommand } from './lang-command.ts';
import { LocalActivities } from './local-activities.ts';
import type { Machine, Surroundings } from './machine.ts';
import { LocalActivity } from './machines/local-activity.ts';
import { Update } from './machines/update.ts';
import type { LocalMarker } from './markers.ts';

/** What every run of a Worker shares. */
export interface WorkerFacts {
  readonly namespace: string;
  readonly taskQueue: string;
  /** Of the SDK whose workflow runtime executes the code. */
  readonly sdkVersion: string;
}

/**
 * One run as a Worker holds it: the state machines of all that its code asked for. It says what
 * code has to be told, and turns what code asks for into commands; where the history has them
 * already, it compares.
 *
 * Source: workflow_machines.rs.
 */
export class RunMachines implements Surroundings, Reading {
  readonly runId: string;
  readonly flags: Flags;
  readonly locals = new LocalActivities();
  readonly sent: Sent[] = [];
  replaying = false;
  readonly #code: CodeCommands;
  readonly #reader = new HistoryReader(this);
  readonly #byUpdate = new Map<string, Update>();
  readonly #outbox: Message[] = [];
  readonly #jobs: Job[] = [];
  /** Commands of the task at hand that are not looked through yet. */
  readonly #asked: Sent[] = [];
  #time = 0;

  constructor(runId: string, facts: WorkerFacts) {
    this.runId = runId;
    this.flags = new Flags(facts.sdkVersion);
    this.#code = new CodeCommands(this, facts);
  }

  get hasJobs(): boolean {
    return this.#jobs.length > 0;
  }

  /** Takes a new workflow task in hand. */
  take(workflowId: string, update: HistoryUpdate, messages: readonly UpdateMessage[]): void {
    this.#reader.take(workflowId, update, messages);
    this.#reader.next();
  }

  /** What code has to be told now; undefined when nothing. */
  nextActivation(): Activation | undefined {
    if (!this.hasJobs) this.#reader.next();
    return this.hasJobs ? this.activation(this.#jobs.splice(0)) : undefined;
  }

  /** An activation with these jobs, at the point that was reached. */
  activation(jobs: readonly Job[]): Activation {
    const onlyAsked = jobs.every(({ variant }) => variant === 'queryWorkflow');
    const { lastEventId, historySize, continueAsNewSuggested } = this.#reader;
    return {
      runId: this.runId,
      timestamp: this.#time,
      isReplaying: this.replaying || onlyAsked,
      historyLength: lastEventId,
      historySizeBytes: historySize,
      continueAsNewSuggested,
      jobs: inOrder(jobs),
      availableInternalFlags: this.flags.ofCode,
      lastSdkVersion: this.flags.lastSdkVersion,
    };
  }

  /**
   * Code has answered an activation.
   *
   * @throws Nondeterminism when it does not do what the history has, or Fatal
   */
  complete(commands: readonly LangCommand[], usedFlags: readonly number[]): void {
    this.flags.usedByCode(usedFlags);
    for (const command of this.#inSendingOrder(commands)) this.#code.handle(command);
    this.#resolveKnownLocals();
    this.#prepareCommands();
    // What the history has next is read at once, while it is only repeated.
    while (!this.hasJobs) {
      const read = this.#reader.next();
      if (read === 0 || !this.replaying) return;
    }
  }

  /** What goes to the server with the completed task; the messages are handed out once. */
  response(): { readonly commands: Command[]; readonly messages: Message[] } {
    const commands = this.sent.map(({ command }) => command);
    return { commands, messages: this.#outbox.splice(0) };
  }

  local(seq: number): LocalActivity | undefined {
    return this.#code.local(seq);
  }

  update(protocolInstanceId: string): Update {
    const update = this.#byUpdate.get(protocolInstanceId);
    if (update) return update;
    throw new Fatal(`Missing associated machine for protocol message ${protocolInstanceId}`);
  }

  // What machines do: see Surroundings.

  job(job: Job): void {
    this.#jobs.push(job);
  }

  issue(machine: Machine, command: Command): void {
    this.#asked.push({ machine, command });
  }

  issueInternally(_machine: Machine, command: Command): void {
    this.#code.internal(command);
  }

  message(message: Message): void {
    if (!this.replaying) this.#outbox.push(message);
  }

  passTo(time: number): void {
    this.#time = Math.max(this.#time, time);
  }

  readonly runLocally: Surroundings['runLocally'] = (activity) => this.locals.enqueue(activity);
  readonly forgetLocally: Surroundings['forgetLocally'] = (seq) => this.locals.done(seq);
  readonly stopLocally: Surroundings['stopLocally'] = (machine, seq) => {
    if (machine instanceof LocalActivity) this.locals.stop(machine, seq);
  };

  // What reading the history leads to: see Reading.

  began(start: Attributes['WorkflowExecutionStarted']): void {
    this.#code.began(start);
  }

  knows(marker: LocalMarker): void {
    const machine = this.#code.local(marker.seq);
    if (machine && !machine.awaitsMarker) return;
    this.locals.know(marker);
    this.#resolveKnownLocals();
  }

  replayIsOver(): void {
    this.#code.replayIsOver();
  }

  seesPatch(patchId: string): void {
    this.#code.seesPatch(patchId);
  }

  receive(message: UpdateMessage): void {
    this.#byUpdate.set(message.protocolInstanceId, new Update(this, message));
  }

  /** Local activities are told what the history knows of their ends, in its order. */
  #resolveKnownLocals(): void {
    for (;;) {
      const next = this.locals.nextKnown();
      const machine = next && this.#code.local(next.seq);
      if (!machine) return;
      this.locals.takeKnown(next.seq);
      machine.resolveAsKnown(next);
    }
  }

  #inSendingOrder(commands: readonly LangCommand[]): readonly LangCommand[] {
    const end = commands.find(isTerminal);
    if (!end) return commands;
    const others = commands.filter((command) => !isTerminal(command));
    const endsLast = !this.replaying || this.flags.use('terminalLast', false);
    return endsLast ? [...others, end] : commands.slice(0, commands.indexOf(end) + 1);
  }

  #prepareCommands(): void {
    const kept = this.sent.filter(({ machine }) => !machine.takenBack);
    this.sent.splice(0, Infinity, ...kept);
    for (let next = this.#asked.shift(); next; next = this.#asked.shift()) {
      if (next.machine.takenBack) continue;
      next.machine.send(next.command.type);
      this.sent.push(next);
    }
  }
}
