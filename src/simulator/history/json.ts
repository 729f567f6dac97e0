/**
 * Histories as Temporal's own JSON: what the SDK's `historyToJSON` and the Temporal CLI write.
 *
 * What is zero or empty is left out there, numbers of 64 bits are text, and so are bytes (base64),
 * moments (ISO 8601) and durations (`0.500s`). A field that the simulator knows nothing of stays as
 * it is.
 */
import type { EventType, HistoryEvent, UserMetadata } from './event.ts';
import type { Payload } from './payload.ts';

type Plain = Readonly<Record<string, unknown>>;
/** Turns the value of a field into what it is on the other side. */
type Turn = (value: unknown) => unknown;

/** An event as JSON; its attributes are in one field more, whose name depends on the type. */
export interface JsonEvent {
  readonly eventId?: string | number;
  readonly eventTime?: string;
  readonly eventType?: string;
  readonly userMetadata?: unknown;
}

/** Events that are not what the simulator plays: it has no Nexus operations, for one. */
export class UnknownEvent extends Error {
  constructor(type: string) {
    super(`The simulator knows no event of type ${type}.`);
  }
}

/** @throws UnknownEvent, or TypeError for what is no history at all */
export function eventsFromJson(history: unknown): HistoryEvent[] {
  const { events } = (history ?? {}) as { events?: unknown };
  if (!Array.isArray(events)) throw new TypeError('A history has a list of events.');
  return (events as (JsonEvent & Plain)[]).map(readEvent);
}

export function eventsToJson(events: readonly HistoryEvent[]): { events: JsonEvent[] } {
  return { events: events.map(writeEvent) };
}

function readEvent(event: JsonEvent & Plain): HistoryEvent {
  const type = typeOf(event.eventType ?? '');
  const missing = MISSING[type as EventType];
  if (!missing) throw new UnknownEvent(event.eventType ?? '');
  const attributes = event[attributesOf(type)] ?? {};
  const own = type === 'MarkerRecorded' ? { details: READ.mapOf(READ.payloads) } : {};
  return {
    eventId: Number(event.eventId),
    eventTime: Date.parse(event.eventTime ?? ''),
    type,
    attributes: { ...missing, ...READ.fields(attributes, own) },
    ...(event.userMetadata ? { userMetadata: READ.metadata(event.userMetadata) } : {}),
  } as HistoryEvent;
}

function writeEvent({ eventId, eventTime, type, attributes, userMetadata }: HistoryEvent) {
  const own = type === 'MarkerRecorded' ? { details: WRITE.mapOf(WRITE.payloads) } : {};
  return {
    eventId: String(eventId),
    eventTime: new Date(eventTime).toISOString(),
    eventType: `EVENT_TYPE_${type.replaceAll(/(?<!^)[A-Z]/g, '_$&').toUpperCase()}`,
    [attributesOf(type)]: WRITE.fields(attributes, own),
    ...(userMetadata ? { userMetadata: WRITE.metadata(userMetadata) } : {}),
  };
}

/** `EVENT_TYPE_TIMER_STARTED` as `TimerStarted`, which is also how older tools write it. */
function typeOf(type: string): string {
  if (!type.startsWith('EVENT_TYPE_')) return type;
  return type
    .slice('EVENT_TYPE_'.length)
    .toLowerCase()
    .replace(/(?:^|_)([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

function attributesOf(type: string): string {
  return `${type.slice(0, 1).toLowerCase()}${type.slice(1)}EventAttributes`;
}

/** One direction: how payloads, numbers, moments and durations are turned. */
class Direction {
  readonly #bytes: Turn;
  readonly #long: Turn;
  readonly #duration: Turn;
  readonly #keeps: (value: unknown) => boolean;
  readonly #nothing: Plain | undefined;

  constructor(turns: {
    readonly bytes: Turn;
    readonly long: Turn;
    readonly duration: Turn;
    /** Whether a field is written at all. */
    readonly keeps: (value: unknown) => boolean;
    /** What an empty map is there. */
    readonly nothing: Plain | undefined;
  }) {
    this.#bytes = turns.bytes;
    this.#long = turns.long;
    this.#duration = turns.duration;
    this.#keeps = turns.keeps;
    this.#nothing = turns.nothing;
  }

  /** @param own how fields are turned whose names mean something else elsewhere */
  fields(value: unknown, own: Readonly<Record<string, Turn>> = {}): Plain {
    const parts = Object.entries(value as Plain).map(([key, part]) => [
      key,
      (own[key] ?? this.#of(key, part))(part),
    ]);
    return Object.fromEntries(parts.filter(([, part]) => this.#keeps(part))) as Plain;
  }

  readonly payload: Turn = (value) => {
    const { metadata = {}, data, ...rest } = value as Payload;
    return this.fields(
      { ...rest, metadata, data },
      {
        metadata: this.mapOf(this.#bytes),
        data: (bytes) => (bytes ? this.#bytes(bytes) : undefined),
      },
    );
  };

  readonly payloads: Turn = (value) => {
    const { payloads = [] } = value as { readonly payloads?: readonly unknown[] };
    return { payloads: payloads.map(this.payload) };
  };

  /** For values under names that people gave, of which none is left out. */
  mapOf(turn: Turn): Turn {
    return (map) => {
      const all = Object.entries(map as Plain).map(([name, one]) => [name, turn(one)]);
      return all.length === 0 ? this.#nothing : Object.fromEntries(all);
    };
  }

  metadata(value: unknown): UserMetadata {
    return this.fields(value, { summary: this.payload, details: this.payload });
  }

  #of(key: string, value: unknown): Turn {
    if (value === null || value === undefined) return () => undefined;
    if (LONGS.test(key)) return this.#long;
    if (DURATIONS.test(key)) return this.#duration;
    if (typeof value !== 'object') return (same) => same;
    if (key === 'encodedAttributes') return this.payload;
    // Messages whose only field is a map, or a list, are there when it is empty, too.
    const [field] = MAPS[key] ?? [];
    if (field) return (message) => this.#holder(field, message);
    if (isPayloads(key, value)) return this.payloads;
    if (Array.isArray(value)) return (list) => list;
    return (message) => this.fields(message);
  }

  #holder(field: string, message: unknown): Plain {
    const { [field]: map = {} } = message as Plain;
    return this.fields({ [field]: map }, { [field]: this.mapOf(this.payload) });
  }
}

const LONGS = /(?:EventId|^historySizeBytes)$/;
const DURATIONS = /(?:Timeout|Interval|Backoff|RetryDelay)$/;
/** Fields that hold a message with nothing but a map of payloads. */
const MAPS: Readonly<Record<string, readonly [string]>> = {
  header: ['fields'],
  memo: ['fields'],
  upsertedMemo: ['fields'],
  searchAttributes: ['indexedFields'],
};
const PAYLOADS = new Set([
  'args',
  'details',
  'lastCompletionResult',
  'lastHeartbeatDetails',
  'result',
  'success',
]);

/** Whether a field holds payloads; the `input` of an update is a message of its own. */
function isPayloads(key: string, value: object): boolean {
  return PAYLOADS.has(key) || (key === 'input' && !('name' in value));
}

const READ = new Direction({
  bytes: (text) => Uint8Array.from(atob(String(text)), (letter) => letter.charCodeAt(0)),
  long: Number,
  duration: (text) => Number.parseFloat(String(text)) * 1000,
  keeps: (value) => value !== undefined,
  nothing: {},
});

const WRITE = new Direction({
  bytes: (bytes) => btoa(String.fromCharCode(...(bytes as Uint8Array))),
  long: (number) => (number === 0 ? undefined : String(number)),
  duration: writeDuration,
  keeps: (value) =>
    value !== undefined &&
    value !== 0 &&
    value !== '' &&
    value !== false &&
    !(Array.isArray(value) && value.length === 0) &&
    !(typeof value === 'string' && /^[A-Z_]+_UNSPECIFIED$/.test(value)),
  nothing: undefined,
});

/** With no digits after the point, with three, six or nine: as the protocol's JSON has it. */
function writeDuration(milliseconds: unknown): string {
  const nanos = Math.round(Number(milliseconds) * 1e6);
  const seconds = Math.trunc(nanos / 1e9);
  const fraction = String(nanos - seconds * 1e9).padStart(9, '0');
  const digits = fraction.replace(/(?:000)+$/, '');
  return digits ? `${seconds}.${digits}s` : `${seconds}s`;
}

/** What an event has in the simulator even where its JSON leaves it out, since it is zero. */
const MISSING: Readonly<Record<EventType, Plain>> = {
  WorkflowExecutionStarted: { attempt: 0, originalExecutionRunId: '', firstExecutionRunId: '' },
  WorkflowExecutionCompleted: {},
  WorkflowExecutionFailed: {},
  WorkflowExecutionTimedOut: { retryState: 'RETRY_STATE_UNSPECIFIED' },
  WorkflowExecutionCanceled: {},
  WorkflowExecutionTerminated: {},
  WorkflowExecutionContinuedAsNew: {},
  WorkflowExecutionCancelRequested: {},
  WorkflowExecutionSignaled: { signalName: '' },
  WorkflowTaskScheduled: { startToCloseTimeout: 0, attempt: 0 },
  WorkflowTaskStarted: { scheduledEventId: 0 },
  WorkflowTaskCompleted: { scheduledEventId: 0, startedEventId: 0 },
  WorkflowTaskFailed: { scheduledEventId: 0, startedEventId: 0 },
  WorkflowTaskTimedOut: { scheduledEventId: 0, startedEventId: 0 },
  ActivityTaskScheduled: {
    scheduleToCloseTimeout: 0,
    scheduleToStartTimeout: 0,
    startToCloseTimeout: 0,
    heartbeatTimeout: 0,
    retryPolicy: {},
  },
  ActivityTaskStarted: { attempt: 0 },
  ActivityTaskCompleted: {},
  ActivityTaskFailed: { retryState: 'RETRY_STATE_UNSPECIFIED' },
  ActivityTaskTimedOut: { retryState: 'RETRY_STATE_UNSPECIFIED' },
  ActivityTaskCancelRequested: {},
  ActivityTaskCanceled: {},
  TimerStarted: { startToFireTimeout: 0 },
  TimerFired: {},
  TimerCanceled: {},
  MarkerRecorded: { details: {} },
  StartChildWorkflowExecutionInitiated: {
    namespace: '',
    parentClosePolicy: 'PARENT_CLOSE_POLICY_UNSPECIFIED',
    workflowIdReusePolicy: 'WORKFLOW_ID_REUSE_POLICY_UNSPECIFIED',
  },
  StartChildWorkflowExecutionFailed: { namespace: '' },
  ChildWorkflowExecutionStarted: { namespace: '' },
  ChildWorkflowExecutionCompleted: { namespace: '' },
  ChildWorkflowExecutionFailed: { namespace: '', retryState: 'RETRY_STATE_UNSPECIFIED' },
  ChildWorkflowExecutionCanceled: { namespace: '' },
  ChildWorkflowExecutionTimedOut: { namespace: '', retryState: 'RETRY_STATE_UNSPECIFIED' },
  ChildWorkflowExecutionTerminated: { namespace: '' },
  SignalExternalWorkflowExecutionInitiated: { namespace: '' },
  SignalExternalWorkflowExecutionFailed: { namespace: '' },
  ExternalWorkflowExecutionSignaled: { namespace: '' },
  RequestCancelExternalWorkflowExecutionInitiated: { namespace: '' },
  RequestCancelExternalWorkflowExecutionFailed: { namespace: '' },
  ExternalWorkflowExecutionCancelRequested: { namespace: '' },
  UpsertWorkflowSearchAttributes: { searchAttributes: { indexedFields: {} } },
  WorkflowPropertiesModified: { upsertedMemo: { fields: {} } },
  WorkflowExecutionUpdateAccepted: { acceptedRequestSequencingEventId: 0 },
  WorkflowExecutionUpdateCompleted: {},
};
