import { paint } from './paint.ts';

/** Where a report of the doctor comes from. */
export interface About {
  /** The course's version. */
  readonly course: string;
  readonly node: string;
  /** As Node names it: `linux-x64`. */
  readonly platform: string;
  /** When it was looked at. */
  readonly at: string;
}

/** One thing that the doctor looked at. */
export interface Finding {
  readonly name: string;
  /** `absent`: it is not there, and learners get along without it. */
  readonly state: 'good' | 'missing' | 'absent';
  readonly text: string;
  /** What to do about it. */
  readonly next?: string | undefined;
  /** The first one says what all are about. */
  readonly about?: About | undefined;
}

export function sayFinding({ state, text, next }: Finding): void {
  console.log(`${mark(state)} ${text}`);
  if (next !== undefined) console.log(`  ${next.replaceAll('\n', '\n  ')}`);
}

/** The sign before a line. */
export function mark(state: Finding['state']): string {
  return {
    good: paint('good', '✓'),
    missing: paint('bad', '✗'),
    absent: paint('quiet', '–'),
  }[state];
}
