import { basename } from 'node:path';
import type { HistoryEvent, Waits } from '../kit/runtime.ts';
import type { Place, RecordedRun } from './recording.ts';

/** Own files are named from the repository's root; the SDK's have other names. */
const OWN = /\b((?:lessons|katas)\/\S+\.ts):(\d+):\d+/;

/**
 * By the event that ends each workflow task, the lines of the code's own files at which it waits
 * then: each once, however much was started there.
 */
export function waitingPlaces(
  events: readonly HistoryEvent[],
  noted: readonly Waits[],
): RecordedRun['waits'] {
  const waits: Record<number, Place[]> = {};
  for (const { event, stacks } of noted) {
    const started = events.find(({ id }) => id === event);
    const ended = events.find(
      ({ type, of }) => type === 'WorkflowTaskCompleted' && of === started?.of,
    );
    if (!started || !ended) continue;
    const places = stacks.flatMap((stack): Place[] => {
      const [, file, line] = OWN.exec(stack) ?? [];
      return file === undefined ? [] : [`${basename(file)}:${line}` as Place];
    });
    waits[ended.id] = [...new Set(places)].sort(inOrder);
  }
  return waits;
}

function inOrder(one: Place, other: Place): number {
  return one.localeCompare(other, 'en', { numeric: true });
}
