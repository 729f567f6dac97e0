import { eventText } from './lines.ts';
import type { HistoryEvent } from './runtime.ts';

/** Where a replay left the way that its history records. */
export interface Divergence {
  /** What the history has there, and what the code did instead. */
  readonly text: string;
  /** Only what the code did instead, as a sentence; absent where nobody can tell. */
  readonly instead?: string;
  /** The events that show it, by their numbers. */
  readonly events: readonly number[];
  /** Whether the code threw there, and the SDK does not say where that is. */
  readonly throws?: true;
}

/** What a reader makes of the SDK's message. */
interface Parting {
  /** What the history has there, as a sentence. */
  readonly place: string;
  readonly instead: string;
  readonly events: readonly number[];
}

/** What a command does, by the name that the SDK's core gives to its state machine. */
const COMMANDS: Readonly<Record<string, string>> = {
  Activity: 'schedules an activity',
  Timer: 'starts a timer',
  'Child workflow': 'starts a child workflow',
  'Complete workflow': 'ends as Completed',
  'Fail workflow': 'ends as Failed',
  'Cancel workflow': 'ends as Canceled',
  'Continue as new workflow': 'continues as new',
  'Signal external WF': 'signals another workflow',
  'Cancel external WF': 'cancels another workflow',
  Change: 'asks for a patch',
};

/**
 * Reads the SDK's message about a replay that failed.
 *
 * @param events the history that was replayed
 */
export function divergence(message: string, events: readonly HistoryEvent[]): Divergence {
  const heart = heartOf(message);
  for (const read of READERS) {
    const found = read(heart, events);
    if (!found) continue;
    const own = heart.replace(THROWS, '');
    const { place, instead, events: shown } = found;
    const text = `${place} ${instead}\nThe SDK’s own words: ${plain(own)}`;
    return { text, instead, events: shown };
  }
  return { text: plain(heart), events: [], ...(heart.startsWith(THROWS) ? { throws: true } : {}) };
}

/** How an error is told that is not the core's own. */
const THROWS = 'Replayed, the code throws: ';

type Reader = (heart: string, events: readonly HistoryEvent[]) => Parting | undefined;

const READERS: readonly Reader[] = [
  // The history has an activity or child of one type, the code asks for another.
  (heart, events) => {
    const [, there, here] =
      /type of scheduled event '(.*?)' does not match .* type of (?:activity )?command '(.*?)'/.exec(
        heart,
      ) ?? [];
    if (there === undefined) return undefined;
    const found = events.filter(
      ({ type, name }) => name === there && /(Scheduled|Initiated)$/.test(type),
    );
    const [first] = found;
    const place =
      found.length === 1 && first ? placeOf(first, events) : `The history has: ${there} scheduled.`;
    return {
      place,
      instead: `Replayed, the code asks for ${here ?? 'something else'}.`,
      events: found.map(({ id }) => id),
    };
  },
  // The history has one kind of event, the code another kind of command.
  (heart, events) => {
    const [, machine = '', short, long] =
      /: ([\w ]+) machine (?:does not|cannot) handle this event: HistoryEvent(?:\(id: (\d+)| \{ event_id: (\d+))/.exec(
        heart,
      ) ?? [];
    const event = events.find(({ id }) => id === Number(short ?? long));
    if (!event) return undefined;
    const instead = COMMANDS[machine] ?? `asks for something else (${machine.toLowerCase()})`;
    return {
      place: placeOf(event, events),
      instead: `Replayed, the code ${instead}.`,
      events: [event.id],
    };
  },
  // The code does nothing where the history has something.
  (heart, events) => {
    const [, short, long] =
      /No command scheduled for event HistoryEvent(?:\(id: (\d+)| \{ event_id: (\d+))/.exec(
        heart,
      ) ?? [];
    const event = events.find(({ id }) => id === Number(short ?? long));
    if (!event) return undefined;
    return {
      place: placeOf(event, events),
      instead: 'Replayed, the code does nothing there.',
      events: [event.id],
    };
  },
  // The history was recorded by code that had a patch.
  (heart, events) => {
    const [, patch] =
      /patch marker encountered for change (.*?), but there is no/.exec(heart) ?? [];
    if (patch === undefined) return undefined;
    const marker = events.find((event) => event.patch === patch);
    if (!marker) {
      return {
        place: `The history has the marker of patch '${patch}'.`,
        instead: 'Replayed, the code does not ask for that patch at the same place.',
        events: [],
      };
    }
    return {
      place: placeOf(marker, events),
      instead: 'Replayed, the code does not ask for that patch at this place.',
      events: [marker.id],
    };
  },
  // The history is of a workflow that the code has no longer.
  (heart, events) => {
    const [, workflow] =
      /Failed to initialize workflow of type '(.*?)': no such function/.exec(heart) ?? [];
    const [first] = events;
    if (workflow === undefined || !first) return undefined;
    return {
      place: placeOf(first, events),
      instead: 'The code exports no workflow of that name.',
      events: [first.id],
    };
  },
];

/** `Event 5 is: charge scheduled.` */
function placeOf(event: HistoryEvent, events: readonly HistoryEvent[]): string {
  return `Event ${event.id} is: ${eventText(event, events)}.`;
}

/**
 * The part of the message that tells something. A replay's error wraps it in a failure as Rust
 * prints it: `… Failure { message: "[TMPRL1100] …", stack_trace: "…" … }`.
 */
function heartOf(message: string): string {
  const quoted = (field: string) => {
    const [, text] = new RegExp(`${field}: "((?:[^"\\\\]|\\\\.)*)"`).exec(message) ?? [];
    return text?.replaceAll('\\n', '\n').replaceAll(/\\(["'\\])/g, '$1');
  };
  const told = quoted('message');
  if (told?.includes('[TMPRL')) return told;
  if (told !== undefined) {
    // The code threw; its stack says where.
    const stack =
      quoted('stack_trace')
        ?.split('\n')
        .map((line) => line.trim()) ?? [];
    const place = stack.find((line) => /^at .*\.ts:\d+:\d+/.test(line));
    return `${THROWS}${told}${place ? `\n${place}` : ''}`;
  }
  return /\[TMPRL\d+\].*/.exec(message)?.[0] ?? message;
}

/** Without the details that say nothing to a person. */
function plain(heart: string): string {
  return heart
    .replace(
      /HistoryEvent \{ event_id: (\d+),.*? event_type: (\w+),.*/s,
      'HistoryEvent(id: $1, $2)',
    )
    .slice(0, 400);
}
