import { catchUp } from '../course/catch-up.ts';
import type { AgendaFacts, PartFacts } from './facts.ts';
import type { Pace } from './messages.ts';

/** Less than this is nobody's concern, in minutes. */
const LATE_ENOUGH = 5;

/** Where a room is, beside where it meant to be. */
export interface Paced {
  readonly part: PartFacts;
  readonly next?: PartFacts;
  /** Minutes left of this part by the agenda; below zero when it takes longer. */
  readonly left: number;
  /** Minutes behind the agenda; below zero when ahead of it. */
  readonly late: number;
  /** What to leave out to be in time again, where that is called for. */
  readonly skips: readonly PartFacts[];
}

/**
 * How a room stands with its agenda. Nothing where the agenda has no such place.
 *
 * @param now milliseconds since 1970
 */
export function paced(pace: Pace, agendas: readonly AgendaFacts[], now: number): Paced | undefined {
  const { parts = [] } = agendas.find(({ id }) => id === pace.agenda)?.sessions[pace.session] ?? {};
  const part = parts[pace.part];
  if (!part) return undefined;
  const next = parts[pace.part + 1];
  const passed = (now - pace.began) / 60_000;
  const inPart = (now - pace.partBegan) / 60_000;
  const lateAtItsStart = passed - inPart - part.from;
  // Who is in time with a part is as late as at its beginning; then each minute counts.
  const late = Math.round(Math.max(lateAtItsStart, passed - part.from - part.takes));
  return {
    part,
    ...(next ? { next } : {}),
    left: Math.round(part.takes - inPart),
    late,
    skips: late >= LATE_ENOUGH ? catchUp(parts.slice(pace.part), late) : [],
  };
}

/** The lessons of the session that is followed, or of a whole agenda, in their order. */
export function lessonsOf(
  agendas: readonly AgendaFacts[],
  { agenda, session }: { readonly agenda: string; readonly session?: number },
): string[] {
  const { sessions = [] } = agendas.find(({ id }) => id === agenda) ?? {};
  const some = session === undefined ? sessions : sessions.slice(session, session + 1);
  return some.flatMap(({ parts }) => parts.flatMap(({ lesson }) => lesson ?? []));
}
