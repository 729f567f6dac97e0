import { CourseError } from './error.ts';

/**
 * Progress on one kata, as it travels between machines and to the site. Nothing in this file needs
 * Node, so pages can read the text too.
 */
export interface KataProgress {
  readonly slug: string;
  /** The version of the suite that it is about: see `suiteVersion`. */
  readonly suite: string;
  /** A hash of the answer that passed, and when it did, as ISO 8601. */
  readonly solved?: { readonly answer: string; readonly at: string };
  /** How many hints were opened. */
  readonly hints: number;
}

const FIRST = 'durable-dojo progress';
const VERSION = 1;
const LINE = /^([a-z][a-z0-9-]*) ([0-9a-f]{16}) (?:([0-9a-f]{16}) (\d{4}-\S+Z)|- -) (\d{1,3})$/;

/**
 * Progress as a short text that survives mail and clipboard. One line says what it is, one tells
 * of each kata, and the last has a checksum over the lines before it, without comments and empty
 * lines, each ended by a line feed.
 *
 * ```
 * durable-dojo progress 1
 * # kata, version of its suite, answer that passed, when, hints opened
 * saga 1f0c9a27b3d4e5f6 a1b2c3d4e5f60718 2026-03-01T18:30:00.000Z 2
 * retries 77ab01c2d3e4f506 - - 1
 * checksum da4dd5d6
 * ```
 */
export function progressText(katas: readonly KataProgress[]): string {
  const lines = katas.map(({ slug, suite, solved, hints }) =>
    [slug, suite, solved?.answer ?? '-', solved?.at ?? '-', hints].join(' '),
  );
  const counted = [`${FIRST} ${VERSION}`, ...lines];
  const [first, ...rest] = counted;
  const comment = '# kata, version of its suite, answer that passed, when, hints opened';
  return `${[first, comment, ...rest, `checksum ${checksum(counted)}`].join('\n')}\n`;
}

/**
 * Reads what `progressText` wrote.
 *
 * @throws CourseError when it is something else, damaged, or from a newer version of the course
 */
export function readProgressText(text: string): KataProgress[] {
  const lines = text
    .split(/\r?\n/)
    .map((line) => line.trim().replaceAll(/\s+/g, ' '))
    .filter((line) => line !== '' && !line.startsWith('#'));
  const [first = ''] = lines;
  if (!first.startsWith(`${FIRST} `)) {
    throw new CourseError(
      'This is not an export of progress.',
      `One begins with '${FIRST}'. Make one where you solved katas: npx dojo progress export`,
      { kind: 'usage' },
    );
  }
  if (first !== `${FIRST} ${VERSION}`) {
    throw new CourseError(
      'This export of progress comes from a newer version of the course.',
      'Bring this course up to date with `git pull`, then try again.',
      { kind: 'usage' },
    );
  }
  const last = lines.at(-1);
  const counted = lines.slice(0, -1);
  const katas = counted.slice(1).map(kataOf);
  if (last !== `checksum ${checksum(counted)}` || katas.includes(undefined)) {
    throw new CourseError(
      'This export of progress is damaged: a part is missing, or was changed.',
      'Export it again, and take all of its lines: npx dojo progress export',
      { kind: 'usage' },
    );
  }
  return katas.filter((kata) => kata !== undefined);
}

function kataOf(line: string): KataProgress | undefined {
  const [, slug, suite, answer, at, hints] = LINE.exec(line) ?? [];
  if (slug === undefined || suite === undefined) return undefined;
  const solved = answer !== undefined && at !== undefined ? { answer, at } : undefined;
  return { slug, suite, hints: Number(hints), ...(solved ? { solved } : {}) };
}

/** CRC-32, as in zip files, in eight hexadecimal digits. It finds damage, not deceit. */
function checksum(lines: readonly string[]): string {
  let crc = 0xffffffff;
  for (const byte of new TextEncoder().encode(lines.map((line) => `${line}\n`).join(''))) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return (~crc >>> 0).toString(16).padStart(8, '0');
}
