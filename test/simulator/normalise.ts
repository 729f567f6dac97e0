import type { Json } from './replayers.ts';

type Plain = Readonly<Record<string, unknown>>;

/** An event without what differs from one run to the next. */
export interface Normal {
  readonly type: string;
  readonly attributes: Plain;
}

/** What the test server (1.38) does in a way of its own, and the simulator does as Temporal's server. */
export interface Declared {
  readonly what: string;
  readonly why: string;
  /** Takes it out of an event; `undefined` where the whole event is left out. */
  readonly without: (event: Normal, next: Normal | undefined) => Normal | undefined;
}

const TEN_YEARS = '315360000s';
/** In the words about a cancellation. */
const RUN_ID = /run id [\w-]+/;
const DURATIONS = /Timeout$|Interval$|Backoff$/;
const NO_TIME = new Set([TEN_YEARS, '0s']);

export const DECLARED: readonly Declared[] = [
  {
    what: 'which workflow task an event is of',
    why: 'Grouping depends on what a Worker is faster at; and the test server names the event before the completed task.',
    without: (event) =>
      omit(event, ['workflowTaskCompletedEventId', 'acceptedRequestSequencingEventId']),
  },
  {
    what: 'an activity that may take longer than its run',
    why: 'Temporal cuts all its timeouts to what the run has left at its start; the test server forgets those that it fills in itself.',
    without: ({ type, attributes }) => {
      if (type !== 'ActivityTaskScheduled') return { type, attributes };
      const all = Number.parseFloat(String(attributes['scheduleToCloseTimeout']));
      const cut = Object.entries(attributes).map(([key, value]) => {
        const isLonger = DURATIONS.test(key) && all > 0 && Number.parseFloat(String(value)) > all;
        return [key, isLonger ? `${all}s` : value];
      });
      return { type, attributes: Object.fromEntries(cut) as Plain };
    },
  },
  {
    what: 'ten years where no time is set',
    why: 'The test server puts its own limit into everything that has none; Temporal leaves it out.',
    without: ({ type, attributes }) => ({
      type,
      attributes: filtered(attributes, ([key, value]) => {
        return !(DURATIONS.test(key) && NO_TIME.has(String(value)));
      }),
    }),
  },
  {
    what: 'the start of an attempt that timed out, or was canceled',
    why: 'Temporal records it with the end; the test server does not, and names no start.',
    without: (event, next) => {
      const ends = ['ActivityTaskTimedOut', 'ActivityTaskCanceled'];
      if (event.type === 'ActivityTaskStarted' && next && ends.includes(next.type))
        return undefined;
      const { type, attributes } = ends.includes(event.type)
        ? omit(event, ['startedEventId'])
        : event;
      return { type, attributes: withoutStarts(attributes) as Plain };
    },
  },
  {
    what: 'where a child started, in the event of its end',
    why: 'The test server names a number that was next when the start came, be it another event’s by the time that it is recorded.',
    without: (event) =>
      /^ChildWorkflowExecution(?!Started)/.test(event.type)
        ? omit(event, ['startedEventId'])
        : event,
  },
  {
    what: 'the end of a run that is tried again',
    why: 'Temporal records that it failed; the test server, that it continued as new after a pause.',
    without: (event) => {
      const { retryState, backoffStartInterval = '0s' } = event.attributes;
      const isFailed = /^WorkflowExecution(Failed|TimedOut)$/.test(event.type);
      if (isFailed && retryState === 'RETRY_STATE_IN_PROGRESS') return undefined;
      const isContinued = event.type === 'WorkflowExecutionContinuedAsNew';
      return isContinued && backoffStartInterval !== '0s' ? undefined : event;
    },
  },
  {
    what: 'what a start says of itself',
    why: 'The test server leaves out the id, the root of a run that is one, and the event of the parent.',
    without: (event) => {
      if (event.type !== 'WorkflowExecutionStarted') return event;
      const { parentWorkflowExecution } = event.attributes;
      const root = parentWorkflowExecution ? [] : ['rootWorkflowExecution'];
      return omit(event, ['workflowId', 'parentInitiatedEventId', ...root]);
    },
  },
  {
    what: 'what is said of another try, and of none',
    why: 'The test server leaves out that a run had no policy to be tried again by, why an attempt is another one, who continued a run, the policy for children that code leaves to the server, and where an update was accepted.',
    without: ({ type, attributes }) => {
      const event = { type, attributes: withoutNoPolicy(attributes) as Plain };
      const { parentClosePolicy } = event.attributes;
      return omit(event, [
        'initiator',
        'lastFailure',
        'acceptedEventId',
        ...(parentClosePolicy === 'PARENT_CLOSE_POLICY_TERMINATE' ? ['parentClosePolicy'] : []),
      ]);
    },
  },
  {
    what: 'the longest pause between two runs of a workflow that is tried again',
    why: 'Temporal fills it in, as for activities; the test server leaves it open.',
    without: ({ type, attributes: { retryPolicy, ...attributes } }) => {
      if (type === 'ActivityTaskScheduled' || !retryPolicy) {
        return { type, attributes: retryPolicy ? { retryPolicy, ...attributes } : attributes };
      }
      const { maximumInterval: _, ...policy } = retryPolicy as Plain;
      return { type, attributes: { retryPolicy: policy, ...attributes } };
    },
  },
  {
    what: 'what code writes beside a command, and why it cancels another workflow',
    why: 'The test server keeps it only in the start of a child.',
    without: (event) => {
      const isStart = event.type === 'WorkflowExecutionStarted';
      const isCancel = event.type === 'RequestCancelExternalWorkflowExecutionInitiated';
      return omit(event, [...(isStart ? [] : ['userMetadata']), ...(isCancel ? ['reason'] : [])]);
    },
  },
  {
    what: 'the words about a timeout',
    why: 'The test server leaves the message empty.',
    without: ({ type, attributes }) => ({ type, attributes: silent(attributes) as Plain }),
  },
];

/** Fields that are another one's in each run, or that nobody is to rely on. */
const PASSING = new Set([
  'identity',
  'requestId',
  'runId',
  'firstExecutionRunId',
  'originalExecutionRunId',
  'continuedExecutionRunId',
  'newExecutionRunId',
  'stackTrace',
  'taskQueue',
  'namespace',
  'parentWorkflowNamespace',
  // The official side sends updates under random ids.
  'updateId',
  'protocolInstanceId',
  'acceptedRequestMessageId',
]);

/** What answers a command at once. When it is recorded among others is a matter of threads. */
const AT_ONCE = new Set([
  'ChildWorkflowExecutionStarted',
  'StartChildWorkflowExecutionFailed',
  'ExternalWorkflowExecutionSignaled',
  'SignalExternalWorkflowExecutionFailed',
  'ExternalWorkflowExecutionCancelRequested',
  'RequestCancelExternalWorkflowExecutionFailed',
]);

/** With each answer that comes at once behind what it answers. */
function answersBehind<Event extends Normal & { readonly id: string }>(
  events: readonly Event[],
): Event[] {
  const [atOnce, others] = [true, false].map((isAtOnce) =>
    events.filter(({ type }) => AT_ONCE.has(type) === isAtOnce),
  );
  return (others ?? []).flatMap((event) => [
    event,
    ...(atOnce ?? []).filter(({ attributes }) => attributes['initiatedEventId'] === event.id),
  ]);
}

/**
 * A history without workflow tasks, times, and names that a run is given; what refers to an event
 * refers to it by its place among the others.
 */
export function normalised({ events }: Json): Normal[] {
  const plain = events.map((event) => {
    const [field = ''] = Object.keys(event).filter((key) => key.endsWith('EventAttributes'));
    const type = `${field.slice(0, 1).toUpperCase()}${field.slice(1, -'EventAttributes'.length)}`;
    const { userMetadata } = event;
    const attributes = steady(event[field] ?? {}) as Plain;
    return {
      id: String(event['eventId']),
      type,
      attributes: { ...attributes, ...(userMetadata ? { userMetadata } : {}) },
    };
  });
  const kept = plain
    .filter(({ type }) => !type.startsWith('WorkflowTask'))
    .map((event, index, all) => {
      let left: Normal | undefined = event;
      for (const { without } of DECLARED) left = left && without(left, all[index + 1]);
      return left && { id: event.id, ...left };
    })
    .filter((event) => event !== undefined);
  const ordered = answersBehind(kept);
  const places = new Map(ordered.map(({ id }, index) => [id, index + 1]));
  return ordered.map(({ type, attributes }) => ({ type, attributes: placed(attributes, places) }));
}

/** How the events of a history are grouped into workflow tasks: what each task saw and did. */
export function grouping({ events }: Json): string {
  return events.map((event) => String(event['eventType']).slice('EVENT_TYPE_'.length)).join(' ');
}

function steady(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(steady);
  if (value === null || typeof value !== 'object') return value;
  const parts = Object.entries(value).flatMap(([key, part]: [string, unknown]) => {
    if (PASSING.has(key)) return [];
    if (DURATIONS.test(key)) return [[key, wholeMilliseconds(String(part))]];
    const kept = typeof part === 'string' ? part.replace(RUN_ID, 'run id …') : steady(part);
    // A message that says nothing is none.
    if (isEmpty(kept)) return [];
    return [[key, kept]];
  });
  return Object.fromEntries(parts) as Plain;
}

/** Without the nanosecond that keeps the official Worker's activities off whole seconds. */
function wholeMilliseconds(duration: string): string {
  return `${Math.round(Number.parseFloat(duration) * 1000) / 1000}s`;
}

function placed(value: Plain, places: ReadonlyMap<string, number>): Plain {
  const parts = Object.entries(value).map(([key, part]) => {
    if (key.endsWith('EventId')) return [key, places.get(String(part)) ?? part];
    if (part === null || typeof part !== 'object' || Array.isArray(part)) return [key, part];
    return [key, placed(part as Plain, places)];
  });
  return Object.fromEntries(parts) as Plain;
}

function silent(value: unknown): unknown {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return value;
  const isTimeout = 'timeoutFailureInfo' in value;
  const parts = Object.entries(value)
    .filter(([key]) => !(isTimeout && key === 'message'))
    .map(([key, part]) => [key, silent(part)]);
  return Object.fromEntries(parts) as Plain;
}

function withoutNoPolicy(value: unknown): unknown {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return value;
  const parts = Object.entries(value)
    .filter(([, part]) => part !== 'RETRY_STATE_RETRY_POLICY_NOT_SET')
    .map(([key, part]: [string, unknown]) => [key, withoutNoPolicy(part)]);
  return Object.fromEntries(parts) as Plain;
}

/** Failures of activities that timed out name no start. */
function withoutStarts(value: unknown): unknown {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return value;
  const { cause } = value as { readonly cause?: Plain | string };
  const isLate =
    typeof cause === 'object' && ('timeoutFailureInfo' in cause || 'canceledFailureInfo' in cause);
  const parts = Object.entries(value).map(([key, part]: [string, unknown]) => {
    const { startedEventId: _, ...rest } = (part ?? {}) as Plain;
    return [key, isLate && key === 'activityFailureInfo' ? rest : withoutStarts(part)];
  });
  return Object.fromEntries(parts) as Plain;
}

function omit({ type, attributes }: Normal, keys: readonly string[]): Normal {
  return { type, attributes: filtered(attributes, ([key]) => !keys.includes(key)) };
}

function filtered(value: Plain, keeps: (entry: [string, unknown]) => boolean): Plain {
  return Object.fromEntries(Object.entries(value).filter(keeps)) as Plain;
}

function isEmpty(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0;
}
