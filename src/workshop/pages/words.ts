/** `9:05`: minutes and seconds; hours too where there are any. */
export function clock(milliseconds: number): string {
  const seconds = Math.max(0, Math.round(milliseconds / 1000));
  const two = (part: number) => String(part).padStart(2, '0');
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor(seconds / 60) % 60;
  const rest = two(seconds % 60);
  return hours > 0 ? `${hours}:${two(minutes)}:${rest}` : `${minutes}:${rest}`;
}

/** `14:05`, by the clock of this machine. */
export function timeOfDay(at: number): string {
  return new Date(at).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' });
}

export function minutes(milliseconds: number): string {
  const whole = Math.max(0, Math.floor(milliseconds / 60_000));
  return whole === 0 ? 'now' : `${whole} min`;
}

/** `14 min`, `3 h 13 min`: of whole minutes. */
export function inHours(whole: number): string {
  const rest = whole % 60;
  return whole < 60
    ? `${whole} min`
    : `${Math.floor(whole / 60)} h${rest > 0 ? ` ${rest} min` : ''}`;
}

/** A name before something else: with a comma, unless it ends with a sign of its own. */
export function listed(name: string): string {
  return /[.?!…]$/.test(name) ? name : `${name},`;
}
