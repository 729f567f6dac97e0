import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import { z } from 'zod';
import { CourseError } from '../course/error.ts';
import type { About, Finding } from './findings.ts';
import { plain } from './plain.ts';

/** What a learner's machine was found to be, as they sent it. */
export interface Report extends Finding {
  readonly name: 'report';
  /** The file's name says whose it is. */
  readonly whose: string;
  /** `there`, `missing`, or undefined where nothing is said about it. */
  readonly server?: 'there' | 'missing' | undefined;
  readonly missing: readonly Finding[];
}

/** A report has some four thousand bytes. */
const MOST_BYTES = 200_000;
const LONGEST_TEXT = 300;
const ASK_AGAIN = 'Ask for it again: npx dojo doctor --json > report.json';

/** Somebody else wrote it: it may hold anything, and is printed. */
const told = z.string().transform((text) => {
  const line = plain(text).replaceAll(/\s+/g, ' ').trim();
  return line.length > LONGEST_TEXT ? `${line.slice(0, LONGEST_TEXT)} …` : line;
});
const ABOUT = z.object({
  course: told,
  node: told,
  platform: told,
  at: z.iso.datetime(),
});
const FINDINGS = z
  .array(
    z.object({
      name: told,
      state: z.enum(['good', 'missing', 'absent']),
      text: told,
      next: told.optional(),
      about: ABOUT.optional(),
    }),
  )
  .max(100);

/**
 * Reads reports that learners made with `npx dojo doctor --json`. One that cannot be read is told
 * as such, and the others are read all the same.
 *
 * @param paths files, and folders whose files are reports
 * @param here what they are held against: a learner should have the same course
 * @throws {CourseError} when there is nothing at one of the paths, or no report at all
 */
export async function readReports(paths: readonly string[], here: About): Promise<Report[]> {
  const files = (await Promise.all(paths.map(filesAt))).flat();
  if (files.length === 0) {
    throw new CourseError(
      `There is no report in ${paths.join(', ')}.`,
      'Learners make one by: npx dojo doctor --json > report.json',
      { kind: 'usage' },
    );
  }
  return Promise.all(files.map((file) => readReport(file, here)));
}

async function filesAt(path: string): Promise<string[]> {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) {
    throw new CourseError(
      `There is nothing at ${path}.`,
      'Name a folder with reports, or the files.',
      { kind: 'usage' },
    );
  }
  if (!found.isDirectory()) return [path];
  const names = (await readdir(path)).filter((name) => !name.startsWith('.')).sort();
  return names.map((name) => join(path, name));
}

async function readReport(path: string, here: About): Promise<Report> {
  const name = 'report';
  const whose = plain(basename(path, extname(path)))
    .replaceAll(/\s+/g, ' ')
    .slice(0, 40);
  const findings = await findingsIn(path);
  if (typeof findings === 'string') {
    const text = `${whose}: this is no report of the doctor: ${findings}.`;
    return { name, whose, state: 'missing', text, next: ASK_AGAIN, missing: [] };
  }
  const about = findings.find((finding) => finding.about !== undefined)?.about;
  const missing: Finding[] = findings.filter(({ state }) => state === 'missing');
  if (about !== undefined && about.course !== here.course) {
    missing.push({
      name: 'course',
      state: 'missing',
      text: `The course is of version ${about.course}, and here it is ${here.course}.`,
      next: 'Take the one of now: git pull',
    });
  }
  const stateOf = (each: string) => findings.find((finding) => finding.name === each)?.state;
  if (missing.length === 0 && stateOf('judge') !== 'good') {
    const text = 'Nothing is said about the judge: the report is not whole.';
    missing.push({ name: 'judge', state: 'missing', text, next: ASK_AGAIN });
  }
  const known = stateOf('server');
  const server = known && (known === 'good' ? 'there' : 'missing');
  const rest = { name, whose, server, missing, ...(about && { about }) } as const;
  const [first] = missing;
  if (first === undefined) return { ...rest, state: 'good', text: `${whose}: ready` };
  return { ...rest, state: 'missing', text: `${whose}: ${first.text}`, next: first.next };
}

/** What a file says, or why it cannot be a report. */
async function findingsIn(path: string): Promise<z.infer<typeof FINDINGS> | string> {
  const found = await stat(path).catch(() => undefined);
  if (!found?.isFile()) return 'it is no file';
  if (found.size > MOST_BYTES) return `it has ${Math.ceil(found.size / 1e6)} MB`;
  let value: unknown;
  try {
    const text = decoded(await readFile(path));
    // What npm says before, when `npm run dojo` was typed instead of `npx dojo`.
    value = JSON.parse(text.slice(Math.max(0, text.search(/^\[/m))));
  } catch {
    return 'it is not JSON';
  }
  const read = FINDINGS.safeParse(value);
  return read.success ? read.data : 'it is other JSON';
}

/** Windows PowerShell writes what `>` catches as UTF-16. */
function decoded(bytes: Buffer): string {
  const [first, second] = bytes;
  const wide = { 0xff_fe: 'utf-16le', 0xfe_ff: 'utf-16be' }[((first ?? 0) << 8) | (second ?? 0)];
  return new TextDecoder(wide ?? 'utf-8').decode(bytes);
}
