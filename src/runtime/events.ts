import { defaultPayloadConverter } from '@temporalio/common';
import type { temporal } from '@temporalio/proto';
import { CLOCKS, failureType, LONGEST_TEXT, payloadBytes, TIMEOUTS } from '../kit/event-facts.ts';
import type { Failure, HistoryEvent } from '../kit/runtime.ts';
import { protocol } from './protocol.ts';

type ProtoEvent = temporal.api.history.v1.IHistoryEvent;
type ProtoPayload = temporal.api.common.v1.IPayload;
type ProtoPayloads = temporal.api.common.v1.IPayloads;
type ProtoFailure = temporal.api.failure.v1.IFailure;
type ProtoDuration = { seconds?: unknown; nanos?: unknown };

type Fields = Record<string, ProtoPayload> | null;

/** The attributes of any event, seen as one loose record: each type has some of these. */
interface Attributes {
  readonly activityType?: { name?: string | null } | null;
  readonly workflowType?: { name?: string | null } | null;
  readonly activityId?: string | null;
  readonly signalName?: string | null;
  readonly markerName?: string | null;
  readonly timerId?: string | null;
  readonly attempt?: number | null;
  readonly scheduledEventId?: unknown;
  readonly startedEventId?: unknown;
  readonly initiatedEventId?: unknown;
  readonly acceptedEventId?: unknown;
  readonly input?: ProtoPayloads | null;
  readonly result?: ProtoPayloads | null;
  readonly failure?: ProtoFailure | null;
  readonly lastFailure?: ProtoFailure | null;
  readonly startToFireTimeout?: ProtoDuration | null;
  readonly meta?: { updateId?: string | null } | null;
  readonly acceptedRequest?: {
    meta?: { updateId?: string | null } | null;
    input?: { name?: string | null; args?: ProtoPayloads | null } | null;
  };
  readonly outcome?: {
    success?: ProtoPayloads | null;
    failure?: ProtoFailure | null;
  } | null;
  readonly details?: Record<string, ProtoPayloads> | ProtoPayloads | null;
  readonly cause?: unknown;
  readonly workflowId?: string | null;
  readonly workflowExecution?: { workflowId?: string | null } | null;
  readonly parentClosePolicy?: number | null;
  readonly taskQueue?: { name?: string | null } | null;
  readonly searchAttributes?: { indexedFields?: Fields } | null;
  readonly upsertedMemo?: { fields?: Fields } | null;
}

/** By the server's numbers. */
const CLOSE_POLICIES: readonly HistoryEvent['closePolicy'][] = [
  undefined,
  'terminate',
  'abandon',
  'request cancel',
];

/** What the SDK calls the markers of patches. */
const PATCH_MARKER = 'core_patch';

/** Reduces one event of the server's to the plain data that suites and pictures read. */
export function readEvent(event: ProtoEvent): HistoryEvent {
  const attributes = attributesOf(event);
  const name =
    attributes.activityType?.name ??
    attributes.workflowType?.name ??
    attributes.signalName ??
    attributes.acceptedRequest?.input?.name ??
    attributes.markerName ??
    attributes.timerId;
  const of =
    number(attributes.scheduledEventId) ||
    number(attributes.initiatedEventId) ||
    number(attributes.startedEventId) ||
    number(attributes.acceptedEventId);
  const failure = attributes.failure ?? attributes.outcome?.failure ?? attributes.lastFailure;
  const input = attributes.input ?? attributes.acceptedRequest?.input?.args;
  const result = attributes.result ?? attributes.outcome?.success;
  const workflowId = attributes.workflowExecution?.workflowId ?? attributes.workflowId;
  const closePolicy = CLOSE_POLICIES[attributes.parentClosePolicy ?? 0];
  const upserted = upsertedIn(attributes);
  const patch = name === PATCH_MARKER ? patchOf(attributes) : undefined;
  const timeouts = timeoutsOf(attributes as Record<string, unknown>);
  return {
    id: number(event.eventId),
    at: milliseconds(event.eventTime),
    type: typeName(event),
    bytes: payloadBytes(attributes),
    ...(name ? { name } : {}),
    ...(of ? { of } : {}),
    ...(attributes.activityId ? { activityId: attributes.activityId } : {}),
    ...(patch === undefined ? {} : { patch }),
    ...(attributes.attempt ? { attempt: attributes.attempt } : {}),
    ...(input ? { input: values(input) } : {}),
    ...(result ? { result: values(result)[0] } : {}),
    ...(failure ? { failure: readFailure(failure) } : {}),
    ...(attributes.startToFireTimeout
      ? { duration: milliseconds(attributes.startToFireTimeout) }
      : {}),
    ...(timeouts ? { timeouts } : {}),
    ...(workflowId ? { workflowId } : {}),
    ...(closePolicy ? { closePolicy } : {}),
    ...(attributes.taskQueue?.name ? { taskQueue: attributes.taskQueue.name } : {}),
    ...(upserted ? { upserted } : {}),
  };
}

const { WorkflowTaskFailedCause: Cause } = protocol.enums.v1;
/** A task is also tried again because news arrived meanwhile. That is the server's daily work. */
const HARMLESS = new Set<number>([
  Cause.WORKFLOW_TASK_FAILED_CAUSE_UNHANDLED_COMMAND,
  Cause.WORKFLOW_TASK_FAILED_CAUSE_RESET_STICKY_TASK_QUEUE,
  Cause.WORKFLOW_TASK_FAILED_CAUSE_FORCE_CLOSE_COMMAND,
]);

/** Whether a workflow task failed for a reason that says nothing about the code. */
export function isRepeated({ cause }: { cause?: number | null }): boolean {
  return HARMLESS.has(cause ?? 0);
}

/** `EVENT_TYPE_ACTIVITY_TASK_SCHEDULED` (a number on the wire) as `ActivityTaskScheduled`. */
function typeName(event: ProtoEvent): string {
  const failed = event.workflowTaskFailedEventAttributes;
  if (failed && isRepeated(failed)) return 'WorkflowTaskRepeated';
  const name = protocol.enums.v1.EventType[event.eventType ?? 0] ?? 'EVENT_TYPE_UNSPECIFIED';
  return name
    .replace('EVENT_TYPE_', '')
    .toLowerCase()
    .replace(/(^|_)([a-z])/g, (_, __, letter: string) => letter.toUpperCase());
}

/** The id of the patch that a marker is of: the SDK writes it as JSON into the marker's details. */
function patchOf({ details }: Attributes): string | undefined {
  const [data] = values((details as Record<string, ProtoPayloads> | null)?.['patch-data'] ?? {});
  const { id } = (data ?? {}) as { id?: unknown };
  return typeof id === 'string' ? id : undefined;
}

function attributesOf(event: ProtoEvent): Attributes {
  for (const [key, value] of Object.entries(event)) {
    if (key.endsWith('EventAttributes') && value) return value as Attributes;
  }
  return {};
}

/** Reads a failure with its chain of causes. */
export function readFailure(failure: ProtoFailure): Failure {
  const application = failure.applicationFailureInfo;
  const timeout =
    CLOCKS[protocol.enums.v1.TimeoutType[failure.timeoutFailureInfo?.timeoutType ?? 0] ?? ''];
  return {
    message: (failure.message ?? '').slice(0, LONGEST_TEXT),
    type: failureType(failure),
    retryable: !(application?.nonRetryable ?? false),
    ...(timeout ? { timeout } : {}),
    ...(failure.stackTrace ? { stack: failure.stackTrace.slice(0, LONGEST_TEXT) } : {}),
    ...(failure.cause ? { cause: readFailure(failure.cause) } : {}),
  };
}

/** Decodes payloads to the values that were encoded; what is not JSON stays a description. */
export function values(payloads: ProtoPayloads): unknown[] {
  return (payloads.payloads ?? []).map((payload) => {
    const { data } = payload;
    try {
      // Whoever walks through it goes down by function calls, of which there are not endlessly many.
      if (data && isDeep(data)) return `(${data.length} bytes, nested too deeply)`;
      return defaultPayloadConverter.fromPayload(payload);
    } catch {
      return `(${data?.length ?? 0} bytes)`;
    }
  });
}

const MAX_DEPTH = 500;
const [QUOTE, BACKSLASH] = [34, 92];
const OPENING = new Set(Buffer.from('[{'));
const CLOSING = new Set(Buffer.from(']}'));

/** Whether a text of JSON is nested more deeply than anybody means it to be. */
function isDeep(data: Uint8Array): boolean {
  if (data.length <= MAX_DEPTH) return false;
  let depth = 0;
  let quoted = false;
  for (let at = 0; at < data.length; at += 1) {
    const sign = data[at] ?? 0;
    if (quoted && sign === BACKSLASH) at += 1;
    else if (sign === QUOTE) quoted = !quoted;
    else if (!quoted && OPENING.has(sign)) depth += 1;
    else if (!quoted && CLOSING.has(sign)) depth -= 1;
    if (depth > MAX_DEPTH) return true;
  }
  return false;
}

/** What a workflow tells about itself, by name: search attributes, or entries of its memo. */
function upsertedIn({ searchAttributes, upsertedMemo }: Attributes) {
  const fields = searchAttributes?.indexedFields ?? upsertedMemo?.fields;
  if (!fields) return undefined;
  const read = Object.entries(fields).map(
    ([name, payload]) => [name, values({ payloads: [payload] })[0]] as const,
  );
  return Object.fromEntries(read);
}

function timeoutsOf(attributes: Record<string, unknown>): Record<string, number> | undefined {
  const found: Record<string, number> = {};
  for (const [field, name] of Object.entries(TIMEOUTS)) {
    const value = milliseconds(attributes[field] as ProtoDuration | undefined);
    if (value > 0) found[name] = value;
  }
  return Object.keys(found).length > 0 ? found : undefined;
}

/** A protobuf timestamp or duration in milliseconds; 0 when it is not set. */
export function milliseconds(time: ProtoDuration | null | undefined): number {
  return time ? number(time.seconds) * 1000 + Math.round(number(time.nanos) / 1e6) : 0;
}

/** A number that arrived as a number, a `Long`, or not at all. */
function number(value: unknown): number {
  return value === null || value === undefined ? 0 : Number(value);
}

/** Finds which update an answer belongs to: the test server (1.38) names it by its id alone. */
export class Updates {
  /** By the id that the sender gave it: how an update was accepted. */
  readonly #accepted = new Map<string, HistoryEvent>();

  paired(recorded: ProtoEvent, event: HistoryEvent): HistoryEvent {
    const { acceptedRequest, meta } = attributesOf(recorded);
    if (acceptedRequest?.meta?.updateId) this.#accepted.set(acceptedRequest.meta.updateId, event);
    const accepted = this.#accepted.get(meta?.updateId ?? '');
    if (event.type !== 'WorkflowExecutionUpdateCompleted' || !accepted) return event;
    return { ...event, ...(accepted.name ? { name: accepted.name } : {}), of: accepted.id };
  }
}
