/** A part of an agenda: a lesson with its kata, or something else that takes its time. */
export type Part =
  | { readonly lesson: string }
  | { readonly minutes: number; readonly what: string; readonly pause?: true };

/** A workshop, and what is done in it. */
export interface Agenda {
  readonly id: string;
  readonly name: string;
  /** What it must fit into, in minutes. */
  readonly within: number;
  /** Whom it is for, and what they take home. */
  readonly aim: string;
  readonly parts: readonly Part[];
}

const MACHINES = 'Machines: everybody types `npx dojo doctor`, and gets a first verdict';
const CHAOS =
  'Chaos: somebody’s answer on the screen, `npx dojo chaos` kills its Worker, and the room bets';
const PAUSE: Part = { minutes: 15, what: 'Pause', pause: true };

export const AGENDAS: readonly Agenda[] = [
  {
    id: '90-minutes',
    name: '90 minutes',
    within: 90,
    aim: 'For people who have never seen Temporal. They take home one idea that they have felt: code goes on where it stood.',
    parts: [
      { minutes: 10, what: MACHINES },
      { lesson: 'durable-execution' },
      { minutes: 15, what: CHAOS },
      {
        minutes: 15,
        what: 'The incident of the saga lesson, read aloud: which line is wrong? The kata is for home',
      },
    ],
  },
  {
    id: 'half-a-day',
    name: 'Half a day',
    within: 240,
    aim: 'For a team that is about to write its first workflow: it waits, it retries, it takes back.',
    parts: [
      { minutes: 15, what: MACHINES },
      { lesson: 'durable-execution' },
      PAUSE,
      { lesson: 'timeouts-and-retries' },
      PAUSE,
      { lesson: 'saga' },
      { minutes: 15, what: CHAOS },
      { minutes: 15, what: 'Which process of ours has no undo? Each names one, and its next step' },
    ],
  },
  {
    id: 'a-day',
    name: 'A day',
    within: 480,
    aim: 'For a team that has workflows in production, or will next month. What comes back at night, in the order in which it does.',
    parts: [
      { minutes: 15, what: MACHINES },
      { lesson: 'durable-execution' },
      { lesson: 'determinism' },
      PAUSE,
      { lesson: 'timeouts-and-retries' },
      { minutes: 60, what: 'Lunch', pause: true },
      { lesson: 'idempotency' },
      { lesson: 'saga' },
      PAUSE,
      { lesson: 'human-approval' },
      { minutes: 15, what: CHAOS },
      {
        minutes: 20,
        what: 'Each looks at one workflow of their own: which check of today would it fail?',
      },
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
