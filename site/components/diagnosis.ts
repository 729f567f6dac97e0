import { transcriptLines } from './transcript.ts';

/** A failed check as the command line tells of it, in its parts. */
export interface Diagnosis {
  /** The whole, as the terminal shows it. */
  readonly shown: string;
  /** What the check expected, in one paragraph. */
  readonly expected: string;
  /** What was there instead of what was expected, in one paragraph. */
  readonly happened: string;
  /** Why that hurts in production. */
  readonly hurts: string;
  /** Where to read, as paths of the site: `lessons/saga/#steps`. */
  readonly read: readonly string[];
}

/**
 * Reads the failed check out of what the command line printed.
 *
 * @throws Error when nothing failed there
 */
export function diagnosisOf(transcript: string): Diagnosis {
  const start = transcript.search(/^✗ [a-z-]+\/[a-z-]+$/m);
  if (start < 0) throw new Error(`No failed check in: ${transcript.slice(0, 80)}…`);
  const shown = transcript.slice(start).trimEnd();
  const parts = new Map<string, string[]>();
  let part = '';
  for (const { lead, text } of transcriptLines(shown)) {
    if (lead) part = lead.trim();
    else if (text.trim() === '') part = '';
    if (part) parts.set(part, [...(parts.get(part) ?? []), text.trim()]);
  }
  const told = (name: string) => (parts.get(name) ?? []).join(' ');
  return {
    shown,
    expected: told('Expected'),
    happened: told('Happened'),
    hurts: told('It hurts'),
    read: [...told('Read').matchAll(/lessons\/[a-z0-9-]+\/(?:#[a-z0-9-]+)?/g)].map(
      ([path]) => path,
    ),
  };
}
