import type { HistoryEvent, UserMetadata } from '../history/event.ts';
import type { Job } from './activation.ts';
import type { Command, CommandType, Message } from './command.ts';
import { Fatal, named, Nondeterminism } from './faults.ts';
import type { ScheduleLocalActivity } from './lang-command.ts';

/** What an event was met with. */
export interface Met {
  readonly event: HistoryEvent;
  readonly replaying: boolean;
  /** Whether the workflow task that is being read is the last one of the history. */
  readonly last: boolean;
}

/** What a machine can do to the run that it is part of. */
export interface Surroundings {
  readonly runId: string;
  readonly replaying: boolean;
  /** Tells workflow code something. */
  job(job: Job): void;
  /** Asks the server for something, in the machine's name. */
  issue(machine: Machine, command: Command): void;
  /** The same by a machine of its own, of which workflow code knows nothing. */
  issueInternally(machine: Machine, command: Command): void;
  message(message: Message): void;
  /** The workflow's time is at least this. */
  passTo(time: number): void;
  /** A local activity is to be executed. */
  runLocally(activity: ScheduleLocalActivity): void;
  /** A local activity is no longer wanted, or nobody waits for it. */
  stopLocally(machine: LocalMachine, seq: number): void;
  forgetLocally(seq: number): void;
}

/** A machine of which a local activity's end can be told. */
export interface LocalMachine extends Machine {
  readonly seq: number;
}

/** What follows one thing that workflow code asked for, from the command to its last event. */
export interface Machine {
  /** As the SDK's core calls it in its errors. */
  readonly name: string;
  /** Whether the code took back what it asked for before anybody heard of it. */
  readonly takenBack: boolean;
  /** A command of its own is about to be sent. */
  send(type: CommandType): void;
  /** An event that belongs to it was read. */
  meet(met: Met): void;
}

/** From a state, by a trigger, to a state. */
export type Transitions<State extends string, Trigger extends string> = Readonly<
  Record<State, Readonly<Partial<Record<Trigger, State>>>>
>;

/**
 * A state machine as the SDK's core has them: each names its transitions in one table.
 *
 * Source: sdk-core/src/worker/workflow/machines of the pinned SDK.
 */
export abstract class StateMachine<
  State extends string,
  Trigger extends string,
> implements Machine {
  abstract readonly name: string;
  takenBack = false;
  protected state: State;
  readonly #transitions: Transitions<State, Trigger>;

  constructor(first: State, transitions: Transitions<State, Trigger>) {
    this.state = first;
    this.#transitions = transitions;
  }

  send(type: CommandType): void {
    const trigger = this.triggerOfCommand(type);
    if (trigger !== undefined) this.step(trigger);
  }

  meet(met: Met): void {
    const trigger = this.triggerOf(met.event);
    if (trigger === undefined) {
      throw new Nondeterminism(
        `${this.name} machine does not handle this event: ${named(met.event)}`,
      );
    }
    if (this.#transitions[this.state][trigger] === undefined) {
      const { eventId, type } = met.event;
      throw new Fatal(
        `${this.name.replaceAll(' ', '')}Machine in state ${this.state} says the transition is invalid during event EventInfo { event_id: ${eventId}, event_type: ${type} }`,
      );
    }
    this.step(trigger, met);
  }

  /** What an event means to this machine; undefined when it is none of its own. */
  protected abstract triggerOf(event: HistoryEvent): Trigger | undefined;

  /** What sending a command means to this machine; undefined when nothing. */
  protected triggerOfCommand(_type: CommandType): Trigger | undefined {
    return undefined;
  }

  /** Called in the state that is being left. */
  protected abstract on(trigger: Trigger, from: State, met?: Met): void;

  protected can(trigger: Trigger): boolean {
    return this.#transitions[this.state][trigger] !== undefined;
  }

  /** Goes where the trigger leads, and does what belongs to it. */
  protected step(trigger: Trigger, met?: Met): void {
    const from = this.state;
    const to = this.#transitions[from][trigger];
    if (to === undefined) throw new Nondeterminism('Invalid transition in state machine');
    this.state = to;
    this.on(trigger, from, met);
  }
}

/** A command with what a person wrote beside it. */
export function withMetadata(command: Command, metadata: UserMetadata | undefined): Command {
  return metadata ? { ...command, userMetadata: metadata } : command;
}
