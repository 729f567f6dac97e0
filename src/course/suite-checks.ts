import { CourseError } from './error.ts';

/** A check as its suite announces it. */
export interface AnnouncedCheck {
  readonly id: string;
  /** What it promises, without a capital and a full stop. */
  readonly promise: string;
  /** The lesson's heading that a failure sends its reader to. */
  readonly read: string;
}

/**
 * The checks of a suite, read off its source text, so that a page can't promise anything else.
 *
 * @throws CourseError when a check does not say what it must
 */
export function suiteChecks(source: string): AnnouncedCheck[] {
  const [, ...chunks] = source.split(/\.check\(/);
  return chunks.map((chunk) => ({
    id: field('id', chunk),
    promise: field('promise', chunk),
    read: field('read', chunk),
  }));
}

/** What must hold however often the Worker dies: a suite has one such promise, or none. */
export interface AnnouncedChaos extends Omit<AnnouncedCheck, 'id'> {
  /** What it costs in production when it is broken. */
  readonly hurts: string;
}

/**
 * What `npx dojo chaos` plays, read off a suite's source text.
 *
 * @throws CourseError when it does not say what it must
 */
export function suiteChaos(source: string): AnnouncedChaos | undefined {
  const [, chunk] = source.split(/\.chaos\(/);
  if (chunk === undefined) return undefined;
  return {
    promise: field('promise', chunk),
    hurts: field('hurts', chunk),
    read: field('read', chunk),
  };
}

function field(name: string, chunk: string): string {
  return new RegExp(`\\b${name}:\\s*(['"\`])(.+?)\\1`).exec(chunk)?.[2] ?? missing(name, chunk);
}

function missing(name: string, chunk: string): never {
  throw new CourseError(
    `A check of a suite has no '${name}': ${chunk.trim().slice(0, 60)}…`,
    'Write id, promise and read as plain strings at its head.',
  );
}
