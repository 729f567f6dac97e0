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
  return chunks.map((chunk) => {
    const field = (name: string) =>
      new RegExp(`\\b${name}:\\s*(['"\`])(.+?)\\1`).exec(chunk)?.[2] ?? missing(name, chunk);
    return { id: field('id'), promise: field('promise'), read: field('read') };
  });
}

function missing(name: string, chunk: string): never {
  throw new CourseError(
    `A check of a suite has no '${name}': ${chunk.trim().slice(0, 60)}…`,
    'Write id, promise and read as plain strings at its head.',
  );
}
