const UNITS = [
  ['day', 86_400_000],
  ['h', 3_600_000],
  ['min', 60_000],
  ['s', 1000],
] as const;

/**
 * A length of time in words: `20 ms`, `1.5 s`, `1 min 30 s`, `30 days`. From a minute on it is
 * rounded to the smaller of two units: 1 h 3 min 40 s are `1 h 4 min`.
 */
export function duration(milliseconds: number): string {
  const whole = Math.round(milliseconds);
  if (whole < 1000) return `${whole} ms`;
  if (whole < 60_000) return `${whole / 1000} s`;
  const step = smallerUnit(whole);
  let rest = Math.round(whole / step) * step;
  // Rounding may have filled the larger unit: 59 min 59.9 s are an hour.
  const first = largest(rest);
  const parts: string[] = [];
  for (const [name, size] of UNITS.slice(first, first + 2)) {
    const count = Math.floor(rest / size);
    rest -= count * size;
    if (count > 0) parts.push(`${count} ${name === 'day' && count > 1 ? 'days' : name}`);
  }
  return parts.join(' ');
}

/**
 * Virtual time since the start of a run, `+0 s`, `+40 s`, `+1 h 4 min`, as a clock shows it: a
 * minute that has begun does not count before it is over.
 */
export function clock(milliseconds: number): string {
  if (milliseconds < 1000) return '+0 s';
  const step = milliseconds < 60_000 ? 1000 : smallerUnit(milliseconds);
  return `+${duration(Math.floor(milliseconds / step) * step)}`;
}

/** Milliseconds less those of a second that has only begun. */
export function wholeSeconds(milliseconds: number): number {
  return milliseconds < 1000 ? milliseconds : Math.floor(milliseconds / 1000) * 1000;
}

/** The smaller of the two units, in milliseconds, in which a length of a minute or more is told. */
function smallerUnit(milliseconds: number): number {
  return UNITS[largest(milliseconds) + 1]?.[1] ?? 1000;
}

/** The place in `UNITS` of the largest unit that a length of a minute or more fills. */
function largest(milliseconds: number): number {
  return UNITS.findIndex(([, size]) => milliseconds >= size);
}
