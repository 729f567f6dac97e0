/** A part of an agenda: a lesson with its kata, or something else that takes its time. */
export type Part =
  | { readonly lesson: string }
  | { readonly minutes: number; readonly what: string; readonly pause?: true };

/** A workshop, and what is done in it. Its words are those of `site/content/i18n`. */
export interface Agenda {
  readonly id: string;
  readonly name: string;
  /** What it must fit into, in minutes. */
  readonly within: number;
  /** Whom it is for, and what they take home. */
  readonly aim: string;
  readonly parts: readonly Part[];
}

const PAUSE: Part = { minutes: 15, what: 'agenda.pause', pause: true };

export const AGENDAS: readonly Agenda[] = [
  {
    id: '90-minutes',
    name: 'agenda.short',
    within: 90,
    aim: 'agenda.short_aim',
    parts: [
      { minutes: 10, what: 'agenda.machines' },
      { lesson: 'durable-execution' },
      { minutes: 15, what: 'agenda.chaos' },
      { minutes: 15, what: 'agenda.incident' },
    ],
  },
  {
    id: 'half-a-day',
    name: 'agenda.half',
    within: 240,
    aim: 'agenda.half_aim',
    parts: [
      { minutes: 15, what: 'agenda.machines' },
      { lesson: 'durable-execution' },
      PAUSE,
      { lesson: 'timeouts-and-retries' },
      PAUSE,
      { lesson: 'saga' },
      { minutes: 15, what: 'agenda.chaos' },
      { minutes: 15, what: 'agenda.no_undo' },
    ],
  },
  {
    id: 'a-day',
    name: 'agenda.day',
    within: 480,
    aim: 'agenda.day_aim',
    parts: [
      { minutes: 15, what: 'agenda.machines' },
      { lesson: 'durable-execution' },
      { lesson: 'determinism' },
      PAUSE,
      { lesson: 'timeouts-and-retries' },
      { minutes: 60, what: 'agenda.lunch', pause: true },
      { lesson: 'idempotency' },
      { lesson: 'saga' },
      PAUSE,
      { lesson: 'human-approval' },
      { minutes: 15, what: 'agenda.chaos' },
      { minutes: 20, what: 'agenda.own' },
    ],
  },
];

/** What is known of a lesson's time, in minutes. */
export interface LessonTime {
  readonly read: number;
  readonly kata: number;
  readonly toClose: number;
}

/** A part with its place in time, in minutes from the beginning. */
export type TimedPart = Part & { readonly from: number; readonly takes: number };

/** The parts of an agenda one after the other, and how long all of them take. */
export function timed(
  { parts }: Agenda,
  timeOf: (lesson: string) => LessonTime,
): { parts: TimedPart[]; minutes: number } {
  let from = 0;
  const all = parts.map((part) => {
    const takes = 'lesson' in part ? whole(timeOf(part.lesson)) : part.minutes;
    const placed = { ...part, from, takes };
    from += takes;
    return placed;
  });
  return { parts: all, minutes: from };
}

/** From the first word read to the last one said. */
export function whole({ read, kata, toClose }: LessonTime): number {
  return read + kata + toClose;
}

/** `1:05`: hours and minutes. */
export function clock(minutes: number): string {
  return `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, '0')}`;
}
