import type { Attributes, UserMetadata } from './attributes.ts';

export type * from './attributes.ts';

export type EventType = keyof Attributes;

/** One recorded event of a type. */
export interface EventOf<Type extends EventType> {
  readonly eventId: number;
  /** Virtual milliseconds since 1970. */
  readonly eventTime: number;
  readonly type: Type;
  readonly attributes: Attributes[Type];
  readonly userMetadata?: UserMetadata;
}

export type HistoryEvent = { [Type in EventType]: EventOf<Type> }[EventType];

/** An event before the history gives it its number and, where it has none yet, its time. */
export type NewEvent = {
  [Type in EventType]: Pick<EventOf<Type>, 'type' | 'attributes' | 'userMetadata'> & {
    readonly eventTime?: number;
  };
}[EventType];

/** Events that a command of workflow code becomes: `is_command_event` of the SDK's core. */
const COMMAND_EVENTS = new Set<EventType>([
  'ActivityTaskScheduled',
  'ActivityTaskCancelRequested',
  'MarkerRecorded',
  'RequestCancelExternalWorkflowExecutionInitiated',
  'SignalExternalWorkflowExecutionInitiated',
  'StartChildWorkflowExecutionInitiated',
  'TimerCanceled',
  'TimerStarted',
  'UpsertWorkflowSearchAttributes',
  'WorkflowPropertiesModified',
  'WorkflowExecutionCanceled',
  'WorkflowExecutionCompleted',
  'WorkflowExecutionContinuedAsNew',
  'WorkflowExecutionFailed',
  'WorkflowExecutionUpdateAccepted',
  'WorkflowExecutionUpdateCompleted',
]);

const FINAL_EVENTS = new Set<EventType>([
  'WorkflowExecutionCompleted',
  'WorkflowExecutionCanceled',
  'WorkflowExecutionFailed',
  'WorkflowExecutionTimedOut',
  'WorkflowExecutionContinuedAsNew',
  'WorkflowExecutionTerminated',
]);

export function isCommandEvent({ type }: { readonly type: EventType }): boolean {
  return COMMAND_EVENTS.has(type);
}

/** Whether an event ends its execution. */
export function isFinalEvent({ type }: { readonly type: EventType }): boolean {
  return FINAL_EVENTS.has(type);
}

/** The event that something began with which this one belongs to: `get_initial_command_event_id`. */
export function beginningOf(event: HistoryEvent): number | undefined {
  switch (event.type) {
    case 'ActivityTaskStarted':
    case 'ActivityTaskCompleted':
    case 'ActivityTaskFailed':
    case 'ActivityTaskTimedOut':
    case 'ActivityTaskCancelRequested':
    case 'ActivityTaskCanceled':
    case 'WorkflowTaskStarted':
    case 'WorkflowTaskCompleted':
    case 'WorkflowTaskTimedOut':
    case 'WorkflowTaskFailed':
      return event.attributes.scheduledEventId;
    case 'TimerFired':
    case 'TimerCanceled':
      return event.attributes.startedEventId;
    case 'RequestCancelExternalWorkflowExecutionFailed':
    case 'ExternalWorkflowExecutionCancelRequested':
    case 'StartChildWorkflowExecutionFailed':
    case 'ChildWorkflowExecutionStarted':
    case 'ChildWorkflowExecutionCompleted':
    case 'ChildWorkflowExecutionFailed':
    case 'ChildWorkflowExecutionCanceled':
    case 'ChildWorkflowExecutionTimedOut':
    case 'ChildWorkflowExecutionTerminated':
    case 'SignalExternalWorkflowExecutionFailed':
    case 'ExternalWorkflowExecutionSignaled':
      return event.attributes.initiatedEventId;
    default:
      return undefined;
  }
}
