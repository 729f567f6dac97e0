/**
 * Between the simulator's plain words and what the SDK reads and writes: numbers for enumerations, `Long` for 64 bits, seconds and nanoseconds for durations.
 */
import Long from 'long';
import type { Job } from '../core/activation.ts';
import type { LangCommand } from '../core/lang-command.ts';
import {
  ACTIVITY_CANCELLATION,
  CHILD_CANCELLATION,
  CONTINUE_AS_NEW_INITIATOR,
  ERROR_CATEGORY,
  PARENT_CLOSE_POLICY,
  RETRY_STATE,
  TIMEOUT_TYPE,
  WORKFLOW_ID_CONFLICT_POLICY,
  WORKFLOW_ID_REUSE_POLICY,
} from '../history/enums.ts';

type Plain = Record<string, unknown>;

/** Fields that hold an enumeration, by their names. */
const ENUMS: Readonly<Record<string, readonly string[]>> = {
  retryState: RETRY_STATE,
  timeoutType: TIMEOUT_TYPE,
  category: ERROR_CATEGORY,
  parentClosePolicy: PARENT_CLOSE_POLICY,
  workflowIdReusePolicy: WORKFLOW_ID_REUSE_POLICY,
  workflowIdConflictPolicy: WORKFLOW_ID_CONFLICT_POLICY,
  continuedInitiator: CONTINUE_AS_NEW_INITIATOR,
};

/** Fields that hold a duration, or a moment. */
const DURATIONS = new Set([
  'scheduleToCloseTimeout',
  'scheduleToStartTimeout',
  'startToCloseTimeout',
  'heartbeatTimeout',
  'startToFireTimeout',
  'workflowExecutionTimeout',
  'workflowRunTimeout',
  'workflowTaskTimeout',
  'initialInterval',
  'maximumInterval',
  'nextRetryDelay',
  'localRetryThreshold',
  'backoffDuration',
  'backoffStartInterval',
  'originalScheduleTime',
  'startTime',
  'workflowStartDelay',
]);

/** A number of 64 bits. */
export function long(value: number): Long {
  return Long.fromNumber(value);
}

/** Milliseconds as the protocol has them. */
export function timestamp(milliseconds: number) {
  const seconds = Math.floor(milliseconds / 1000);
  return {
    seconds: Long.fromNumber(seconds),
    nanos: Math.round((milliseconds - seconds * 1000) * 1e6),
  };
}

function milliseconds({
  seconds,
  nanos,
}: {
  seconds?: Long | number | null;
  nanos?: number | null;
}) {
  return Number(seconds ?? 0) * 1000 + (nanos ?? 0) / 1e6;
}

/** A job as the runtime reads it. */
export function jobFor({ variant, job }: Job): Plain {
  return { variant, [variant]: toRuntime(job as unknown as Plain) };
}

function toRuntime(value: Plain): Plain {
  const parts = Object.entries(value).map(([key, part]) => [key, partFor(key, part)]);
  return Object.fromEntries(parts) as Plain;
}

function partFor(key: string, part: unknown): unknown {
  const names = ENUMS[key];
  if (names && typeof part === 'string') return names.indexOf(part);
  if (DURATIONS.has(key) && typeof part === 'number') return timestamp(part);
  if (key === 'randomnessSeed') return Long.fromString(String(part), true, 16);
  if (key === 'originatingEventId') return Long.fromNumber(Number(part));
  if (key === 'cause' && part === 'WORKFLOW_ALREADY_EXISTS') return 1;
  // Whatever names a person gave: nothing in there is the protocol's.
  if (isPayloads(key) || part === null || typeof part !== 'object') return part;
  if (Array.isArray(part)) return part.map((one: unknown) => partFor('', one));
  if (ArrayBuffer.isView(part)) return part;
  return toRuntime(part as Plain);
}

const NAMED_BY_USERS = new Set(['headers', 'fields', 'indexedFields', 'metadata']);

/** Fields that hold payloads under names of the user's own. */
function isPayloads(key: string): boolean {
  return NAMED_BY_USERS.has(key);
}

/** Enumerations whose names depend on the command. */
const CANCELLATIONS: Readonly<Record<string, readonly string[]>> = {
  scheduleActivity: ACTIVITY_CANCELLATION,
  scheduleLocalActivity: ACTIVITY_CANCELLATION,
  startChildWorkflowExecution: CHILD_CANCELLATION,
};

/** What a command may leave out, and is then the protocol's own default. */
const DEFAULTS: Readonly<Record<string, Plain>> = {
  scheduleActivity: { headers: {}, arguments: [], cancellationType: 0 },
  scheduleLocalActivity: { headers: {}, arguments: [], cancellationType: 0, attempt: 1 },
  startChildWorkflowExecution: {
    namespace: '',
    headers: {},
    input: [],
    memo: {},
    cronSchedule: '',
    parentClosePolicy: 0,
    workflowIdReusePolicy: 0,
    cancellationType: 0,
  },
  continueAsNewWorkflowExecution: {
    headers: {},
    memo: {},
    arguments: [],
    taskQueue: '',
    workflowType: '',
  },
  signalExternalWorkflowExecution: { headers: {}, args: [] },
  requestCancelExternalWorkflowExecution: { reason: '' },
  cancelChildWorkflowExecution: { reason: '' },
};

/** A command as the runtime wrote it, in plain words. */
export function commandOf(written: Plain): LangCommand {
  const [variant = ''] = Object.keys(written).filter((key) => !ANNOTATIONS.has(key));
  const asked = { ...DEFAULTS[variant], ...(present(written[variant]) as Plain) };
  const command = fromRuntime(asked, variant);
  const { userMetadata } = written;
  return {
    variant,
    command,
    ...(hasAny(userMetadata) ? { userMetadata: present(userMetadata) } : {}),
  } as LangCommand;
}

const ANNOTATIONS = new Set(['userMetadata', 'eventGroupMarkers']);

function hasAny(value: unknown): boolean {
  return Object.values((value ?? {}) as Plain).some((part) => part !== undefined && part !== null);
}

/** Without what is not set. */
function present(value: unknown): unknown {
  if (value === null || typeof value !== 'object') return value;
  if (ArrayBuffer.isView(value) || Long.isLong(value)) return value;
  if (Array.isArray(value)) return value.map(present);
  const parts = Object.entries(value).filter(([, part]) => part !== undefined && part !== null);
  return Object.fromEntries(parts.map(([key, part]) => [key, present(part)]));
}

function fromRuntime(value: Plain, within: string): Plain {
  const parts = Object.entries(value).map(([key, part]) => [key, partOf(key, part, within)]);
  return Object.fromEntries(parts) as Plain;
}

function partOf(key: string, part: unknown, within: string): unknown {
  const names = key === 'cancellationType' ? CANCELLATIONS[within] : ENUMS[key];
  if (names && typeof part === 'number') return names[part] ?? names[0];
  if (DURATIONS.has(key) && part !== null && typeof part === 'object') {
    return milliseconds(part);
  }
  if (Long.isLong(part)) return part.toNumber();
  if (isPayloads(key) || part === null || typeof part !== 'object') return part;
  if (Array.isArray(part)) return part.map((one: unknown) => partOf('', one, within));
  if (ArrayBuffer.isView(part)) return part;
  return fromRuntime(part as Plain, within);
}

/** What somebody wrote in the protocol's way, such as a failure, in plain words. */
export function plainOf<Kind>(written: unknown): Kind {
  return fromRuntime(present(written) as Plain, '') as Kind;
}

/** Plain words in the protocol's way. */
export function wireOf(plain: object): Plain {
  return toRuntime(plain as Plain);
}
