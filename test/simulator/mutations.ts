import { isCommandEvent, isFinalEvent, type EventType } from '../../src/simulator/history/event.ts';
import { eventsFromJson } from '../../src/simulator/history/json.ts';
import type { Json } from './replayers.ts';

/** A history that the code did not make. */
export interface Mutation {
  readonly what: string;
  readonly history: Json;
}

type Event = Json['events'][number];
type Attributes = Readonly<Record<string, unknown>>;

/**
 * Histories that differ from a true one at one command: it is missing, it is there twice, it is
 * another one, or of another type. And the true one, as long as the run was open.
 */
export function mutationsOf(history: Json): Mutation[] {
  const kinds = eventsFromJson(history).map(({ type }) => type);
  return [...history.events.entries()].flatMap(([index, event]) => {
    const id = String(event['eventId']);
    const type = kinds[index] as EventType;
    const what = (did: string) => `event ${id}, ${type}, ${did}`;
    if (type === 'WorkflowTaskCompleted' || type === 'WorkflowTaskStarted') {
      return [{ what: what('is the last'), history: cut(history, index) }];
    }
    if (!isCommandEvent({ type })) return [];
    // The official replay of a history that goes on where the code ends does not end.
    const timer = { what: what('is a timer'), history: replaced(history, index, TIMER) };
    return [
      { what: what('is missing'), history: without(history, id) },
      { what: what('is there twice'), history: twice(history, index) },
      ...(isFinalEvent({ type }) ? [] : [timer]),
      { what: what('has another name'), history: otherNames(history, index) },
    ].filter((one) => JSON.stringify(one.history) !== JSON.stringify(history));
  });
}

const TIMER = {
  eventType: 'EVENT_TYPE_TIMER_STARTED',
  timerStartedEventAttributes: { timerId: '77', startToFireTimeout: '5s' },
};

function cut({ events }: Json, last: number): Json {
  return { events: events.slice(0, last + 1) };
}

/** Without an event, and without those that refer to it, directly or by others. */
function without({ events }: Json, id: string): Json {
  const gone = new Set([id]);
  const kept = events.filter((event) => {
    const own = String(event['eventId']);
    if (gone.has(own) || refersTo(event, gone)) {
      gone.add(own);
      return false;
    }
    return true;
  });
  return renumbered(kept);
}

function twice({ events }: Json, index: number): Json {
  const again = { ...events[index], eventId: 'again' };
  return renumbered([...events.slice(0, index + 1), again, ...events.slice(index + 1)]);
}

function replaced({ events }: Json, index: number, by: Event): Json {
  const { eventId, eventTime } = events[index] ?? {};
  const kept = events.filter(
    (event, at) => at !== index && !refersTo(event, new Set([String(eventId)])),
  );
  const place = kept.findIndex((event) => Number(event['eventId']) > Number(eventId));
  return renumbered(kept.toSpliced(place, 0, { ...by, eventId, eventTime }));
}

function otherNames({ events }: Json, index: number): Json {
  const event = events[index] ?? {};
  const [field, attributes] = attributesOf(event);
  const { activityType, workflowType, activityId, timerId, workflowId, markerName } = attributes;
  const other = {
    ...attributes,
    ...(activityType ? { activityType: { name: 'another' } } : {}),
    ...(workflowType ? { workflowType: { name: 'another' } } : {}),
    ...(!activityType && activityId ? { activityId: 'another' } : {}),
    ...(timerId ? { timerId: 'another' } : {}),
    ...(!workflowType && workflowId ? { workflowId: 'another' } : {}),
    ...(markerName ? { markerName: 'another' } : {}),
  };
  return { events: events.with(index, { ...event, [field]: other }) };
}

/** Numbers events anew, and what refers to them. */
function renumbered(events: readonly Event[]): Json {
  const numbers = new Map(
    events.map((event, index) => [String(event['eventId']), String(index + 1)] as const),
  );
  return {
    events: events.map((event, index) => {
      const [field, attributes] = attributesOf(event);
      const moved = Object.entries(attributes).map(([key, value]) => [
        key,
        key.endsWith('EventId') ? (numbers.get(String(value)) ?? value) : value,
      ]);
      return {
        ...event,
        eventId: String(index + 1),
        [field]: Object.fromEntries(moved) as Attributes,
      };
    }),
  };
}

/** Events that belong to one event name it so. */
const REFERENCES = ['scheduledEventId', 'startedEventId', 'initiatedEventId', 'acceptedEventId'];

function refersTo(event: Event, ids: ReadonlySet<string>): boolean {
  const [, attributes] = attributesOf(event);
  return REFERENCES.some((key) => ids.has(String(attributes[key])));
}

function attributesOf(event: Event): [string, Attributes] {
  const field = Object.keys(event).find((key) => key.endsWith('EventAttributes')) ?? '';
  return [field, (event[field] ?? {}) as Attributes];
}
