import { OurFault } from './diagnosis.ts';
import { CLOCKS } from './event-facts.ts';
import type { Failure, HistoryEvent } from './runtime.ts';

/** An event as JSON has it: times and lengths are text, and its facts lie in one field. */
interface RecordedEvent {
  readonly eventId?: string | number;
  readonly eventTime?: string;
  readonly eventType?: string;
}

interface Facts {
  readonly activityType?: { readonly name?: string };
  readonly workflowType?: { readonly name?: string };
  readonly signalName?: string;
  readonly markerName?: string;
  readonly timerId?: string;
  readonly activityId?: string;
  readonly scheduledEventId?: string;
  readonly initiatedEventId?: string;
  readonly startedEventId?: string;
  readonly startToFireTimeout?: string;
  readonly failure?: RecordedFailure;
  readonly input?: Payloads;
  readonly acceptedRequest?: { readonly input?: { readonly args?: Payloads } };
  readonly details?: Readonly<Record<string, Payloads>>;
}

interface Payloads {
  readonly payloads?: readonly { readonly data?: string }[];
}

interface RecordedFailure {
  readonly message?: string;
  readonly applicationFailureInfo?: { readonly type?: string };
  readonly timeoutFailureInfo?: { readonly timeoutType?: string };
  readonly cause?: RecordedFailure;
}

/**
 * Reads a recorded history (JSON as the SDK and the Temporal CLI export it), as far as a diagnosis
 * shows it: kinds and names of events, and what steps and messages were given.
 *
 * @throws OurFault when it is no history
 */
export function readRecorded(history: unknown): HistoryEvent[] {
  const { events } = (history ?? {}) as { events?: unknown };
  const read = Array.isArray(events) ? (events as RecordedEvent[]).map(readEvent) : [];
  if (read[0]?.type !== 'WorkflowExecutionStarted' || read[0].name === undefined) {
    throw new OurFault('A recorded history must have events, first the start of a workflow.');
  }
  return read;
}

function readEvent(event: RecordedEvent): HistoryEvent {
  const facts: Facts =
    Object.entries(event).find(([field]) => field.endsWith('EventAttributes'))?.[1] ?? {};
  const name =
    facts.activityType?.name ??
    facts.workflowType?.name ??
    facts.signalName ??
    facts.markerName ??
    facts.timerId;
  const of = Number(facts.scheduledEventId ?? facts.initiatedEventId ?? facts.startedEventId ?? 0);
  const patch = patchOf(facts);
  const input = dataOf(facts.input ?? facts.acceptedRequest?.input?.args);
  return {
    id: Number(event.eventId),
    at: Date.parse(event.eventTime ?? '') || 0,
    type: typeName(event.eventType ?? ''),
    bytes: 0,
    ...(name ? { name } : {}),
    ...(of ? { of } : {}),
    ...(facts.activityId ? { activityId: facts.activityId } : {}),
    ...(input ? { input } : {}),
    ...(patch === undefined ? {} : { patch }),
    ...(facts.startToFireTimeout
      ? { duration: Number.parseFloat(facts.startToFireTimeout) * 1000 }
      : {}),
    ...(facts.failure ? { failure: readFailure(facts.failure) } : {}),
  };
}

/** The id of the patch that a marker is of. */
function patchOf({ details }: Facts): string | undefined {
  const [patch] = dataOf(details?.['patch-data']) ?? [];
  const { id } = (patch ?? {}) as { id?: unknown };
  return typeof id === 'string' ? id : undefined;
}

/** What payloads hold that are JSON, in base64; undefined where there are none, or others. */
function dataOf(payloads: Payloads | undefined): unknown[] | undefined {
  try {
    return payloads?.payloads?.map(({ data = '' }): unknown =>
      data === '' ? null : JSON.parse(Buffer.from(data, 'base64').toString()),
    );
  } catch {
    return undefined;
  }
}

/** `EVENT_TYPE_TIMER_STARTED` as `TimerStarted`, which is also how older tools write it. */
function typeName(type: string): string {
  if (!type.startsWith('EVENT_TYPE_')) return type;
  return type
    .slice('EVENT_TYPE_'.length)
    .toLowerCase()
    .replace(/(^|_)([a-z])/g, (_, __, letter: string) => letter.toUpperCase());
}

function readFailure({
  message = '',
  applicationFailureInfo,
  timeoutFailureInfo,
  cause,
}: RecordedFailure): Failure {
  const timeout = CLOCKS[timeoutFailureInfo?.timeoutType ?? ''];
  return {
    message,
    type: timeoutFailureInfo ? 'TimeoutFailure' : applicationFailureInfo?.type || 'Error',
    retryable: true,
    ...(timeout ? { timeout } : {}),
    ...(cause ? { cause: readFailure(cause) } : {}),
  };
}
