import type { HistoryEvent } from '../history/event.ts';
import type { Failure } from '../history/failure.ts';
import { fromJson, jsonPayload, type Payload, type Payloads } from '../history/payload.ts';

/** What the core calls the markers of patches and of local activities. */
export const PATCH_MARKER = 'core_patch';
export const LOCAL_ACTIVITY_MARKER = 'core_local_activity';

/** The patch that a marker is of. */
export function patchMarker(
  event: HistoryEvent,
): { readonly id: string; readonly deprecated: boolean } | undefined {
  if (event.type !== 'MarkerRecorded' || event.attributes.markerName !== PATCH_MARKER) {
    return undefined;
  }
  const [data] = event.attributes.details['patch-data']?.payloads ?? [];
  const { id, deprecated = false } = (fromJson(data) ?? {}) as {
    id?: string;
    deprecated?: boolean;
  };
  return id === undefined ? undefined : { id, deprecated };
}

/** What the marker of a local activity says. Times and durations are in milliseconds. */
export interface LocalMarker {
  readonly seq: number;
  readonly attempt: number;
  readonly activityId: string;
  readonly activityType: string;
  readonly completeTime?: number;
  readonly backoff?: number;
  readonly originalScheduleTime?: number;
  readonly result?: Payload;
  readonly failure?: Failure;
}

interface Seconds {
  readonly seconds: number;
  readonly nanos: number;
}

interface MarkerData {
  readonly seq: number;
  readonly attempt: number;
  readonly activity_id: string;
  readonly activity_type: string;
  readonly complete_time: Seconds | null;
  readonly backoff: Seconds | null;
  readonly original_schedule_time: Seconds | null;
}

export function isLocalMarker(event: HistoryEvent): boolean {
  return event.type === 'MarkerRecorded' && event.attributes.markerName === LOCAL_ACTIVITY_MARKER;
}

/** Reads the marker of a local activity; undefined when the event is none. */
export function localMarker(event: HistoryEvent): LocalMarker | undefined {
  if (event.type !== 'MarkerRecorded' || !isLocalMarker(event)) return undefined;
  const { details, failure } = event.attributes;
  const data = fromJson(details['data']?.payloads[0]) as MarkerData;
  const [result] = details['result']?.payloads ?? [];
  const completeTime = milliseconds(data.complete_time);
  const backoff = milliseconds(data.backoff);
  const originalScheduleTime = milliseconds(data.original_schedule_time);
  return {
    seq: data.seq,
    attempt: data.attempt,
    activityId: data.activity_id,
    activityType: data.activity_type,
    ...(completeTime === undefined ? {} : { completeTime }),
    ...(backoff === undefined ? {} : { backoff }),
    ...(originalScheduleTime === undefined ? {} : { originalScheduleTime }),
    ...(result ? { result } : {}),
    ...(failure ? { failure } : {}),
  };
}

/** The details of a local activity's marker: `build_local_activity_marker_details`. */
export function localMarkerDetails(marker: LocalMarker): Record<string, Payloads> {
  const data: MarkerData = {
    seq: marker.seq,
    attempt: marker.attempt,
    activity_id: marker.activityId,
    activity_type: marker.activityType,
    complete_time: seconds(marker.completeTime),
    backoff: seconds(marker.backoff),
    original_schedule_time: seconds(marker.originalScheduleTime),
  };
  return {
    data: { payloads: [jsonPayload(data)] },
    ...(marker.result ? { result: { payloads: [marker.result] } } : {}),
  };
}

function seconds(time: number | undefined): Seconds | null {
  if (time === undefined) return null;
  return { seconds: Math.floor(time / 1000), nanos: Math.round((time % 1000) * 1e6) };
}

function milliseconds(time: Seconds | null | undefined): number | undefined {
  return time ? time.seconds * 1000 + time.nanos / 1e6 : undefined;
}
