import { historyFromJSON, historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import type { temporal } from '@temporalio/proto';
import { whole } from '../kit/failure-text.ts';
import type { ProtoEvent } from './connection.ts';
import { isRepeated, readFailure } from './events.ts';
import { protocol } from './protocol.ts';

/** A history as one message, as replays take it. */
export function encodeHistory(events: ProtoEvent[]): Uint8Array {
  return protocol.history.v1.History.encode({ events }).finish();
}

/** The same of a history as the SDK exports it. */
export function encodeExported(history: unknown): Uint8Array {
  return encodeHistory(historyFromJSON(history).events ?? []);
}

/** The same as a message of the protocol. */
export function historyMessage(history: unknown): temporal.api.history.v1.IHistory {
  return historyFromJSON(history);
}

/** A history as the SDK exports it. */
export function exportHistory(events: ProtoEvent[]): unknown {
  return JSON.parse(historyToJSON({ events })) as unknown;
}

/** What a workflow task failed with, when it will fail again and again. */
export function failedTask(recorded: readonly ProtoEvent[]): string | undefined {
  const failed = recorded
    .map(({ workflowTaskFailedEventAttributes }) => workflowTaskFailedEventAttributes)
    .find((attributes) => attributes && !isRepeated(attributes));
  if (!failed) return undefined;
  return whole(failed.failure ? readFailure(failed.failure) : undefined);
}
