import type { EventType, HistoryEvent, UserMetadata } from '../../history/event.ts';
import type { CommandType } from '../command.ts';
import type { LangCommands } from '../lang-command.ts';
import { StateMachine, withMetadata, type Surroundings, type Transitions } from '../machine.ts';

type State =
  | 'StartCommandCreated'
  | 'StartCommandRecorded'
  | 'Fired'
  | 'CancelTimerCommandCreated'
  | 'CancelTimerCommandSent'
  | 'Canceled';
type Trigger = 'start' | 'started' | 'fired' | 'cancel' | 'sendCancel' | 'canceled';

const TRANSITIONS: Transitions<State, Trigger> = {
  StartCommandCreated: {
    start: 'StartCommandCreated',
    started: 'StartCommandRecorded',
    cancel: 'Canceled',
  },
  StartCommandRecorded: { fired: 'Fired', cancel: 'CancelTimerCommandCreated' },
  CancelTimerCommandCreated: {
    cancel: 'CancelTimerCommandCreated',
    sendCancel: 'CancelTimerCommandSent',
  },
  CancelTimerCommandSent: { canceled: 'Canceled' },
  Canceled: { cancel: 'Canceled' },
  Fired: { cancel: 'Fired' },
};

const EVENTS: Partial<Record<EventType, Trigger>> = {
  TimerStarted: 'started',
  TimerFired: 'fired',
  TimerCanceled: 'canceled',
};

/** A timer of workflow code. Source: timer_state_machine.rs. */
export class Timer extends StateMachine<State, Trigger> {
  readonly name = 'Timer';
  readonly #run: Surroundings;
  readonly #seq: number;

  constructor(
    run: Surroundings,
    { seq, startToFireTimeout }: LangCommands['startTimer'],
    metadata?: UserMetadata,
  ) {
    super('StartCommandCreated', TRANSITIONS);
    this.#run = run;
    this.#seq = seq;
    const attributes = { timerId: String(seq), startToFireTimeout };
    run.issue(this, withMetadata({ type: 'StartTimer', attributes }, metadata));
  }

  /** The code gives the timer up; the SDK tells its own code of that, so nobody else does. */
  cancel(): void {
    this.step('cancel');
  }

  protected triggerOf({ type }: HistoryEvent): Trigger | undefined {
    return EVENTS[type];
  }

  protected override triggerOfCommand(type: CommandType): Trigger {
    return type === 'StartTimer' ? 'start' : 'sendCancel';
  }

  protected on(trigger: Trigger, from: State): void {
    const seq = this.#seq;
    if (trigger === 'fired') this.#run.job({ variant: 'fireTimer', job: { seq } });
    if (trigger !== 'cancel') return;
    if (from === 'StartCommandCreated') this.takenBack = true;
    if (from === 'StartCommandRecorded') {
      this.#run.issue(this, { type: 'CancelTimer', attributes: { timerId: String(seq) } });
    }
  }
}
