/** Reduces the simulator's events to the plain data that suites and pictures read. */
import {
  CLOCKS,
  failureType,
  LONGEST_TEXT,
  payloadBytes,
  TIMEOUTS,
} from '../../kit/event-facts.ts';
import type { Failure as KitFailure, HistoryEvent } from '../../kit/runtime.ts';
import { PATCH_MARKER, patchMarker } from '../core/markers.ts';
import type { HistoryEvent as Recorded } from '../history/event.ts';
import type { Failure } from '../history/failure.ts';
import { fromJson, type Payload, type PayloadMap, type Payloads } from '../history/payload.ts';

/** The attributes of any event, seen as one loose record: each type has some of these. */
interface Loose {
  readonly activityType?: { readonly name: string };
  readonly workflowType?: { readonly name: string };
  readonly activityId?: string;
  readonly signalName?: string;
  readonly markerName?: string;
  readonly timerId?: string;
  readonly attempt?: number;
  readonly scheduledEventId?: number;
  readonly startedEventId?: number;
  readonly initiatedEventId?: number;
  readonly acceptedEventId?: number;
  readonly input?: Payloads;
  readonly result?: Payloads;
  readonly failure?: Failure;
  readonly lastFailure?: Failure;
  readonly startToFireTimeout?: number;
  readonly acceptedRequest?: {
    readonly input?: { readonly name: string; readonly args?: Payloads };
  };
  readonly outcome?: { readonly success?: Payloads; readonly failure?: Failure };
  readonly cause?: string;
  readonly workflowId?: string;
  readonly workflowExecution?: { readonly workflowId: string };
  readonly parentClosePolicy?: string;
  readonly taskQueue?: { readonly name: string };
  readonly searchAttributes?: { readonly indexedFields: PayloadMap };
  readonly upsertedMemo?: { readonly fields: PayloadMap };
}

const CLOSE_POLICIES: Readonly<Record<string, NonNullable<HistoryEvent['closePolicy']>>> = {
  PARENT_CLOSE_POLICY_TERMINATE: 'terminate',
  PARENT_CLOSE_POLICY_ABANDON: 'abandon',
  PARENT_CLOSE_POLICY_REQUEST_CANCEL: 'request cancel',
};

/** A task is also tried again because news arrived meanwhile. That is the server's daily work. */
const HARMLESS = new Set([
  'WORKFLOW_TASK_FAILED_CAUSE_UNHANDLED_COMMAND',
  'WORKFLOW_TASK_FAILED_CAUSE_RESET_WORKFLOW',
]);

/** Whether a workflow task failed for a reason that says nothing about the code. */
export function isRepeated(event: Recorded): boolean {
  return event.type === 'WorkflowTaskFailed' && HARMLESS.has(event.attributes.cause);
}

export function readEvent(event: Recorded): HistoryEvent {
  const attributes = event.attributes as Loose;
  const name =
    attributes.activityType?.name ??
    attributes.workflowType?.name ??
    attributes.signalName ??
    attributes.acceptedRequest?.input?.name ??
    attributes.markerName ??
    attributes.timerId;
  const of =
    attributes.scheduledEventId ||
    attributes.initiatedEventId ||
    attributes.startedEventId ||
    attributes.acceptedEventId;
  const failure = attributes.failure ?? attributes.outcome?.failure ?? attributes.lastFailure;
  const input = attributes.input ?? attributes.acceptedRequest?.input?.args;
  const result = attributes.result ?? attributes.outcome?.success;
  const workflowId = attributes.workflowExecution?.workflowId ?? attributes.workflowId;
  const closePolicy = CLOSE_POLICIES[attributes.parentClosePolicy ?? ''];
  const fields = attributes.searchAttributes?.indexedFields ?? attributes.upsertedMemo?.fields;
  const patch = name === PATCH_MARKER ? patchMarker(event)?.id : undefined;
  const timeouts = timeoutsOf(event.attributes);
  return {
    id: event.eventId,
    at: event.eventTime,
    type: isRepeated(event) ? 'WorkflowTaskRepeated' : event.type,
    bytes: payloadBytes(event.attributes),
    ...(name ? { name } : {}),
    ...(of ? { of } : {}),
    ...(attributes.activityId ? { activityId: attributes.activityId } : {}),
    ...(patch === undefined ? {} : { patch }),
    ...(attributes.attempt ? { attempt: attributes.attempt } : {}),
    ...(input ? { input: input.payloads.map(valueOf) } : {}),
    ...(result ? { result: result.payloads.map(valueOf)[0] } : {}),
    ...(failure ? { failure: readFailure(failure) } : {}),
    ...(attributes.startToFireTimeout === undefined
      ? {}
      : { duration: attributes.startToFireTimeout }),
    ...(timeouts ? { timeouts } : {}),
    ...(workflowId ? { workflowId } : {}),
    ...(closePolicy ? { closePolicy } : {}),
    ...(attributes.taskQueue ? { taskQueue: attributes.taskQueue.name } : {}),
    ...(fields ? { upserted: upsertedIn(fields) } : {}),
  };
}

function upsertedIn(fields: PayloadMap): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).map(([name, payload]) => [name, valueOf(payload)]),
  );
}

function timeoutsOf(attributes: object): Record<string, number> | undefined {
  const found: Record<string, number> = {};
  for (const [field, name] of Object.entries(TIMEOUTS)) {
    const value = (attributes as Record<string, unknown>)[field];
    if (typeof value === 'number' && value > 0) found[name] = value;
  }
  return Object.keys(found).length > 0 ? found : undefined;
}

/** The value that was encoded; what is not JSON stays a description. */
export function valueOf(payload: Payload): unknown {
  try {
    return fromJson(payload);
  } catch {
    return `(${payload.data?.length ?? 0} bytes)`;
  }
}

/** The values of a list of payloads; none where there is no list. */
export function valuesOf(payloads: Payloads | undefined): unknown[] {
  return (payloads?.payloads ?? []).map(valueOf);
}

/** Reads a failure with its chain of causes. */
export function readFailure(failure: Failure): KitFailure {
  const { message = '', stackTrace, cause, applicationFailureInfo, timeoutFailureInfo } = failure;
  const timeout = timeoutFailureInfo && CLOCKS[timeoutFailureInfo.timeoutType];
  return {
    message: message.slice(0, LONGEST_TEXT),
    type: failureType(failure),
    retryable: !(applicationFailureInfo?.nonRetryable ?? false),
    ...(timeout ? { timeout } : {}),
    ...(stackTrace ? { stack: stackTrace.slice(0, LONGEST_TEXT) } : {}),
    ...(cause ? { cause: readFailure(cause) } : {}),
  };
}
