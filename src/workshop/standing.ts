import type { SeatEvent, Standing } from './messages.ts';

/** Of a silence, so much counts as work: people have lunch. In milliseconds. */
const SILENCE_MS = 10 * 60_000;
/** Who meets the same failed check with so many answers … */
const STUCK_ATTEMPTS = 3;
/** … for so long, is stuck. In milliseconds. */
const STUCK_MS = 6 * 60_000;
/** Who tries as often in less, is guessing. */
const MANY_ATTEMPTS = 5;
/** From whom nothing is heard for so long, may be stuck too, or at the coffee machine. */
const SILENT_MS = 12 * 60_000;

/** What happened, without what only its way here needed. */
export type Happened = SeatEvent extends infer Each
  ? Each extends SeatEvent
    ? Omit<Each, 'id' | 'ago'>
    : never
  : never;

/**
 * How somebody stands who turned to a kata, and of whom nothing else is known.
 *
 * @param began milliseconds since 1970
 */
export function unheard(began: number): Standing {
  return {
    began,
    last: began,
    passed: 0,
    total: 0,
    failing: [],
    attempts: 0,
    hints: 0,
    same: { since: began, attempts: 0 },
    met: {},
    worked: 0,
  };
}

/**
 * How somebody stands with a kata after one thing more.
 *
 * @param at when it happened, in milliseconds since 1970
 */
export function after(before: Standing | undefined, happened: Happened, at: number): Standing {
  const { last = at, worked = 0 } = before ?? {};
  const known: Standing = {
    ...(before ?? unheard(at)),
    // What was kept while the network was down may come after what is newer.
    last: Math.max(last, at),
    worked: before?.solved ? worked : worked + Math.max(0, Math.min(at - last, SILENCE_MS)),
  };
  switch (happened.kind) {
    case 'at':
      return known;
    case 'hint':
      return { ...known, hints: Math.max(known.hints, happened.opened) };
    case 'verdict': {
      const { verdict, passed, total, failing, changed } = happened;
      const counts = changed || known.attempts === 0 ? 1 : 0;
      const tried = {
        attempts: known.attempts + counts,
        hints: Math.max(known.hints, happened.hints),
      };
      // What was kept while the network was down tells of what is over.
      if (at < (known.judged ?? 0)) return { ...known, ...tried };
      const [first] = failing;
      const sameCheck = first === known.failing[0] && verdict === known.verdict;
      return {
        ...known,
        verdict,
        passed,
        total,
        failing,
        ...tried,
        judged: at,
        same: sameCheck
          ? { ...known.same, attempts: known.same.attempts + counts }
          : { since: at, attempts: counts },
        ...(first === undefined
          ? {}
          : { met: { ...known.met, [first]: (known.met[first] ?? 0) + counts } }),
        ...(verdict === 'pass' ? { solved: known.solved ?? at } : {}),
      };
    }
  }
}

/**
 * Whether somebody needs a visit: they meet the same failed check again and again, or have gone
 * silent over a kata.
 *
 * @param now milliseconds since 1970
 */
export function troubleOf(standing: Standing, now: number): 'stuck' | 'silent' | undefined {
  if (standing.verdict === 'pass') return undefined;
  const { since, attempts } = standing.same;
  if (attempts >= STUCK_ATTEMPTS && now - since >= STUCK_MS) return 'stuck';
  if (attempts >= MANY_ATTEMPTS) return 'stuck';
  return now - standing.last >= SILENT_MS ? 'silent' : undefined;
}
