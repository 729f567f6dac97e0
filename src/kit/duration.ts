const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const UNITS = [
  ['day', DAY],
  ['h', HOUR],
  ['min', MINUTE],
  ['s', SECOND],
] as const;

/**
 * A length of time in words: `20 ms`, `1.5 s`, `1 min 30 s`, `30 days`. From a minute on it is
 * rounded to the smaller of two units: 1 h 3 min 40 s are `1 h 4 min`. Less than an hour beyond
 * whole days is told in minutes, `1 day 30 min`: it may be all that a run came too late.
 */
export function duration(milliseconds: number): string {
  const whole = Math.round(milliseconds);
  if (whole < 1000) return `${whole} ms`;
  if (whole < 60_000) return `${whole / 1000} s`;
  const step = smallerUnit(whole);
  // Rounding may fill the larger unit: 59 min 59.9 s are an hour.
  return inUnits(Math.round(whole / step) * step);
}

/**
 * Virtual time since the start of a run, `+0 s`, `+40 s`, `+1 h 4 min`, as a clock shows it: a
 * minute that has begun does not count before it is over. The last hour of a day has its minutes,
 * `+29 days 23 h 59 min`: whether 30 days are over may be all that matters.
 */
export function clock(milliseconds: number): string {
  if (milliseconds < 1000) return '+0 s';
  const isLastHour = milliseconds >= DAY && milliseconds % DAY >= DAY - HOUR;
  const step = milliseconds < MINUTE ? SECOND : isLastHour ? MINUTE : smallerUnit(milliseconds);
  return `+${inUnits(Math.floor(milliseconds / step) * step)}`;
}

/** Milliseconds less those of a second that has only begun. */
export function wholeSeconds(milliseconds: number): number {
  return milliseconds < 1000 ? milliseconds : Math.floor(milliseconds / 1000) * 1000;
}

/** Whole seconds, in all units of which there are some. */
function inUnits(milliseconds: number): string {
  let rest = milliseconds;
  const parts: string[] = [];
  for (const [name, size] of UNITS) {
    const count = Math.floor(rest / size);
    rest -= count * size;
    if (count > 0) parts.push(`${count} ${name === 'day' && count > 1 ? 'days' : name}`);
  }
  return parts.join(' ');
}

/** The smaller of the two units, in milliseconds, in which a length of a minute or more is told. */
function smallerUnit(milliseconds: number): number {
  if (milliseconds >= DAY && milliseconds % DAY < HOUR) return MINUTE;
  const first = UNITS.findIndex(([, size]) => milliseconds >= size);
  return UNITS[first + 1]?.[1] ?? SECOND;
}
