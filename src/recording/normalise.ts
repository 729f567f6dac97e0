/**
 * What differs from one recording of a run to the next, and tells nothing about the run, is taken
 * out here: the moment of the day, the milliseconds that a machine takes, the ids of processes.
 */
import type { Failure, HistoryEvent } from '../kit/runtime.ts';
import { inOrder } from '../kit/same-data.ts';

const SECOND_MS = 1000;
const TEN_SECONDS_MS = 10_000;
/** From here on nobody reads seconds. */
const LONG_MS = 600_000;

/**
 * Maps the times of a history to times that count from 0 and leave out what the machine took.
 *
 * The gap between two moments becomes whole seconds, or tens of seconds when it is long. A
 * machine makes gaps longer rather than shorter, so a gap is rounded up only from 0.75 of a second.
 * In a long one there may be dozens of attempts, and each takes its milliseconds: there, from 0.85. A
 * gap after such a one begins late, and is shorter by as much.
 *
 * @param times in virtual milliseconds, in any order
 */
export function steadyTimes(times: readonly number[]): (at: number) => number {
  const steady = new Map<number, number>();
  const sorted = [...times].sort((one, other) => one - other);
  let [before = 0] = sorted;
  let clock = 0;
  for (const at of sorted) {
    const gap = at - before;
    const [unit, late] = gap < LONG_MS ? [SECOND_MS, 0.25] : [TEN_SECONDS_MS, 0.35];
    clock += Math.max(0, Math.round(gap / unit - late)) * unit;
    steady.set(at, clock);
    before = at;
  }
  return (at) => steady.get(at) ?? 0;
}

/** The events of a history with steady times, and without stacks, which name lines of a bundle. */
export function steadyEvents(events: readonly HistoryEvent[]): HistoryEvent[] {
  const steady = steadyTimes(events.map(({ at }) => at));
  return events.map(({ failure, ...event }) => ({
    ...event,
    at: steady(event.at),
    ...(failure ? { failure: withoutStack(failure) } : {}),
  }));
}

function withoutStack({ message, type, retryable, cause }: Failure): Failure {
  return { message, type, retryable, ...(cause ? { cause: withoutStack(cause) } : {}) };
}

/** The day on which every kept history begins. */
const FIRST_DAY = Date.UTC(2026, 0, 1);
const RUN_ID = '00000000-0000-4000-8000-000000000000';
/** Fields that name a process, a bundle or a request. Replays do without them. */
const UNSTEADY = new Set(['identity', 'binaryChecksum', 'requestId', 'historySizeBytes']);

/** Fields that hold a map: what a payload says of itself, and search attributes. */
const MAPS = new Set(['metadata', 'indexedFields']);

/**
 * A full history with steady times, ids and names. It still replays.
 *
 * @param history JSON as the SDK exports it, as text
 */
export function steadyHistory(history: string): unknown {
  const times = JSON.parse(history) as { events: { eventTime: string }[] };
  const steady = steadyTimes(times.events.map(({ eventTime }) => Date.parse(eventTime)));
  return JSON.parse(history, (key, value: unknown) => {
    if (UNSTEADY.has(key)) return undefined;
    if (key === 'eventTime') {
      return new Date(FIRST_DAY + steady(Date.parse(String(value)))).toISOString();
    }
    if (/run_?id$/i.test(key) && typeof value === 'string' && value !== '') return RUN_ID;
    if (key === 'taskQueue' || key === 'stickyTaskQueue') {
      return { ...(value as object), name: 'recorded' };
    }
    // The SDK's native half writes maps and flags down in any order.
    if (MAPS.has(key)) return inOrder(value as object);
    if (key.endsWith('Timeout') && typeof value === 'string') return wholeMilliseconds(value);
    if (key === 'coreUsedFlags') return (value as number[]).toSorted((one, other) => one - other);
    return key === 'stackTrace' ? '' : value;
  });
}

/** A duration without the nanosecond that keeps it off whole seconds: see whole-second.ts. */
function wholeMilliseconds(duration: string): string {
  return duration.replace(/(\.\d{3})\d{6}s$/, '$1s').replace('.000s', 's');
}
