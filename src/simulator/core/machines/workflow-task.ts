import type { EventType, HistoryEvent } from '../../history/event.ts';
import { StateMachine, type Met, type Transitions } from '../machine.ts';

type State = 'Scheduled' | 'Started' | 'Completed' | 'Failed' | 'TimedOut';
type Trigger = 'started' | 'completed' | 'failed' | 'timedOut';

const TRANSITIONS: Transitions<State, Trigger> = {
  Scheduled: { started: 'Started', timedOut: 'TimedOut' },
  Started: { completed: 'Completed', failed: 'Failed', timedOut: 'TimedOut' },
  Completed: {},
  Failed: {},
  TimedOut: {},
};

const EVENTS: Partial<Record<EventType, Trigger>> = {
  WorkflowTaskStarted: 'started',
  WorkflowTaskCompleted: 'completed',
  WorkflowTaskFailed: 'failed',
  WorkflowTaskTimedOut: 'timedOut',
};

/** What a task tells its run. */
interface TaskOf {
  taskStarted(startedId: number, time: number): void;
  reseed(newRunId: string): void;
}

/** A workflow task of the history. Source: workflow_task_state_machine.rs. */
export class WorkflowTask extends StateMachine<State, Trigger> {
  readonly name = 'WorkflowTask';
  readonly #run: TaskOf;
  readonly #awaited: number;
  #started = { id: 0, time: 0 };

  /** @param awaited the start up to which is read: those before it were of no consequence */
  constructor(run: TaskOf, awaited: number) {
    super('Scheduled', TRANSITIONS);
    this.#run = run;
    this.#awaited = awaited;
  }

  protected triggerOf({ type }: HistoryEvent): Trigger | undefined {
    return EVENTS[type];
  }

  protected on(trigger: Trigger, _from: State, met?: Met): void {
    if (!met) return;
    const { event } = met;
    if (trigger === 'started') {
      this.#started = { id: event.eventId, time: event.eventTime };
      if (event.eventId >= this.#awaited) this.#run.taskStarted(this.#awaited, event.eventTime);
    }
    if (trigger === 'completed') this.#run.taskStarted(this.#started.id, this.#started.time);
    if (event.type === 'WorkflowTaskFailed' && event.attributes.newRunId) {
      if (event.attributes.cause === 'WORKFLOW_TASK_FAILED_CAUSE_RESET_WORKFLOW') {
        this.#run.reseed(event.attributes.newRunId);
      }
    }
  }
}
