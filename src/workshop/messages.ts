/** What seats and the board say to each other. */
import { z } from 'zod';
import { slug } from '../course/schema.ts';
import { plain } from '../kit/plain.ts';
import {
  EVENTS_AT_ONCE,
  FILES,
  FILE_LENGTH,
  NAME_LENGTH,
  SHOWN_LENGTH,
  TITLE_LENGTH,
  WORDS_LENGTH,
} from './limits.ts';

/**
 * A line that somebody else wrote: without what would move a terminal or break the line.
 *
 * @param most letters; what is more is cut
 */
export function line(most: number) {
  return z.string().transform((text) => shortened(plain(text).replaceAll(/\s+/g, ' '), most));
}

/** Several lines that somebody else wrote, likewise. */
export function lines(most: number) {
  return z.string().transform((text) => shortened(plain(text), most));
}

function shortened(text: string, most: number): string {
  return text.slice(0, most).toWellFormed().trim();
}

/** The id of a check: `saga/undoes-in-reverse`. */
const checkId = z
  .string()
  .max(120)
  .regex(/^[a-z0-9-]+\/[a-z0-9-]+$/);

const event = {
  /** Made where it happened, so that what arrives twice counts once. */
  id: z.uuid(),
  kata: slug.max(60),
  /** How long ago it happened, in milliseconds: clocks of two machines seldom agree. */
  ago: z
    .int()
    .min(0)
    .max(14 * 86_400_000),
};

/** Something that happened at a learner's desk. It says how an answer fares, never what it is. */
export const seatEvent = z.discriminatedUnion('kind', [
  /** They turned to a kata. */
  z.strictObject({ ...event, kind: z.literal('at') }),
  /** They opened a hint. */
  z.strictObject({ ...event, kind: z.literal('hint'), opened: z.int().min(1).max(50) }),
  /** Their answer was judged. */
  z.strictObject({
    ...event,
    kind: z.literal('verdict'),
    verdict: z.enum(['pass', 'fail', 'error']),
    passed: z.int().min(0).max(99),
    total: z.int().min(0).max(99),
    failing: z.array(checkId).max(50),
    hints: z.int().min(0).max(50),
    /** Whether the answer is another one than that of the verdict before. */
    changed: z.boolean(),
  }),
]);
export type SeatEvent = z.infer<typeof seatEvent>;

/** `POST /seat/events` */
export const seatEvents = z.strictObject({ events: z.array(seatEvent).max(EVENTS_AT_ONCE) });

const name = z.string().min(1).max(200);

const code = z.string().max(40);

/** `POST /join/code` */
export const knocking = z.strictObject({ code });

/** `POST /join` */
export const joining = z.strictObject({ code, name });

/** `PUT /seat/name` */
export const naming = z.strictObject({ name });

/** The answer to `PUT /seat/name`. */
export const named = z.object({ name: line(NAME_LENGTH + 10) });

/** What a learner shows who asks for help: an answer, and the run in which it fails. */
export const handRaised = z.strictObject({
  kata: slug.max(60),
  question: line(WORDS_LENGTH),
  files: z
    .record(line(200), z.string().max(FILE_LENGTH))
    .refine((files) => Object.keys(files).length <= FILES, 'too many files'),
  /** The failed check, and its run, as they stand in the terminal; without colours. */
  shown: lines(SHOWN_LENGTH),
});
export type HandRaised = z.infer<typeof handRaised>;

/** The answer to `POST /join`. */
export const seatGiven = z.strictObject({
  token: z.string().regex(/^[\w-]{1,100}$/),
  /** Their name as the board has it: another one of the same name makes it `Ada 2`. */
  name: line(NAME_LENGTH + 10),
  title: line(TITLE_LENGTH),
});

/** The answer to `GET /seat/summary`: Markdown; empty of who began nothing. */
export const summaryGiven = z.object({ text: lines(100_000) });

/** What the room tells every seat, whole each time that some of it changes. */
export const roomNews = z.object({
  title: line(TITLE_LENGTH),
  /** What the instructor says to all. */
  said: z.object({ id: z.int(), text: line(WORDS_LENGTH) }).optional(),
  /** Milliseconds left of what is timed. */
  timer: z.object({ left: z.number(), label: line(80) }).optional(),
  /** Where the room is in its agenda, and the katas that are planned, in their order. */
  now: line(120).optional(),
  planned: z.array(slug.max(60)).max(60).optional(),
  /** The kata of that place, where it has one. */
  kata: slug.max(60).optional(),
  /** One's own hand: how many are before it; 0 while somebody sees to it. */
  hand: z.object({ before: z.int(), seenTo: z.boolean() }).optional(),
});
export type RoomNews = z.infer<typeof roomNews>;

/** How one learner stands with one kata. */
export interface Standing {
  /** When they turned to it, and when something was last heard of it: milliseconds since 1970. */
  readonly began: number;
  readonly last: number;
  /** When their answer passed first. */
  readonly solved?: number;
  /** When the last verdict was, and what it said. */
  readonly judged?: number;
  readonly verdict?: 'pass' | 'fail' | 'error';
  readonly passed: number;
  readonly total: number;
  readonly failing: readonly string[];
  /** Answers that were judged, each once. */
  readonly attempts: number;
  readonly hints: number;
  /** Since when the check that fails first has failed, and with how many answers. */
  readonly same: { readonly since: number; readonly attempts: number };
  /** How many answers failed first at which check. */
  readonly met: Readonly<Record<string, number>>;
  /** How long they worked at it, in milliseconds; long silences don't count whole. */
  readonly worked: number;
}

/** One learner, as the board shows them. */
export interface Person {
  readonly id: number;
  readonly name: string;
  /** Whether their watch is connected now. */
  readonly here: boolean;
  /** Whether they have said goodbye. */
  readonly left?: true;
  /** The kata at hand. */
  readonly kata?: string;
  readonly katas: Readonly<Record<string, Standing>>;
}

/** A hand that is up, without what it shows. */
export interface Hand {
  readonly id: number;
  readonly person: number;
  readonly kata: string;
  readonly question: string;
  readonly raised: number;
  readonly seenTo: boolean;
}

/** Where the room is in its agenda. */
export interface Pace {
  readonly agenda: string;
  readonly session: number;
  readonly part: number;
  /** When the session began, and this part of it: milliseconds since 1970. */
  readonly began: number;
  readonly partBegan: number;
}

/** All of the board but its people. */
export interface BoardState {
  readonly now: number;
  readonly open: boolean;
  /** What people type to get in. */
  readonly code: string;
  /** Set while nothing can be written down: a full disk, say. */
  readonly unwritten?: true;
  readonly hands: readonly Hand[];
  readonly timer?: { readonly ends: number; readonly label: string };
  readonly said?: { readonly id: number; readonly text: string; readonly at: number };
  /** Set where the wall shows no names. */
  readonly nameless?: true;
  readonly pace?: Pace;
}
