import { grouping, normalised } from './normalise.ts';
import type { Played } from './stages.ts';

/** What differs between two outcomes of one scene, in words. */
export function differencesOf(theirs: Played, ours: Played): string[] {
  const found = [
    ...differing(STATES[theirs.state] ?? theirs.state, ours.state, 'the state'),
    ...differing(theirs.answers, ours.answers, 'answers'),
  ];
  for (const [member, there] of Object.entries(theirs.histories)) {
    const here = ours.histories[member];
    if (!here) {
      found.push(`there is an execution '${member}', and not here`);
      continue;
    }
    const [one, other] = [normalised(there), normalised(here)];
    const index = one.findIndex((event, at) => differing(event, other[at]).length > 0);
    const at = index < 0 && other.length > one.length ? one.length : index;
    if (at >= 0) found.push(...differing(one[at], other[at], `'${member}' ${at + 1}`));
  }
  return found;
}

/** Where two values of JSON differ, in words. */
function differing(there: unknown, here: unknown, path = ''): string[] {
  if (isPlain(there) && isPlain(here)) {
    const keys = new Set([...Object.keys(there), ...Object.keys(here)]);
    return [...keys].flatMap((key) => differing(there[key], here[key], `${path} ${key}`));
  }
  if (JSON.stringify(there) === JSON.stringify(here)) return [];
  const read = path.endsWith(' data') ? readable : (value: unknown) => JSON.stringify(value);
  return [`${path}: ${read(there)} there, ${read(here)} here`];
}

function isPlain(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

/** What a payload holds tells more than its base64. */
function readable(value: unknown): string {
  return typeof value === 'string' ? Buffer.from(value, 'base64').toString() : 'nothing';
}

const STATES: Readonly<Record<string, string>> = { cancelled: 'canceled' };

export function sameGrouping(theirs: Played, ours: Played): boolean {
  return Object.entries(theirs.histories).every(([member, history]) => {
    const other = ours.histories[member];
    return other !== undefined && grouping(history) === grouping(other);
  });
}
