import { createHash, randomUUID } from 'node:crypto';
import { createReadStream, rmSync } from 'node:fs';
import { cp, mkdir, readdir, readFile, realpath, rename, rm, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import process from 'node:process';
import { pipeline } from 'node:stream/promises';
import { writeWhole } from '../course/files.ts';

/**
 * A part of the cache is a folder with a `record.json`, which names every file with its checksum.
 * Reading 40 MB on every start would cost more than starting the server, so a file whose size and
 * time of change are as recorded counts as checked; any other is read again.
 */
interface FileRecord {
  readonly file: string;
  readonly bytes: number;
  /** Time of the last change, in milliseconds since 1970. */
  readonly changed: number;
  readonly sha256: string;
}

/** Checksums that files must have, by their name inside the part. */
export type Pinned = Readonly<Record<string, string>>;

const RECORD = 'record.json';
const ABANDONED_AFTER_MS = 3_600_000;

/**
 * A folder's own path. A class-data archive fits one path of the jars, so a cache that is reached
 * by a link must be the same as the one that the link leads to.
 */
export async function realFolder(folder: string): Promise<string> {
  return realpath(folder).catch(() => resolve(folder));
}

/** Removes the parts of one kind that are no longer of use: all but the newest few. */
export async function keepNewest(
  cacheFolder: string,
  prefix: string,
  count: number,
): Promise<void> {
  const names = (await readdir(cacheFolder)).filter((name) => name.startsWith(prefix));
  const parts = await Promise.all(
    names.map(async (name) => {
      const path = join(cacheFolder, name);
      return { path, changed: (await stat(path)).mtimeMs };
    }),
  );
  const old = parts.sort((one, other) => other.changed - one.changed).slice(count);
  await Promise.all(old.map(({ path }) => rm(path, { recursive: true, force: true })));
}

/**
 * Copies what is in a cache to where another course looks for it; from none, nothing. Archives of
 * classes stay, for they fit only the place where they were made.
 */
export async function copyCache(from: string, to: string): Promise<void> {
  const parts = await readdir(from).catch(() => []);
  for (const part of parts.filter((name) => !/^(class-data|fetch)-/.test(name))) {
    await cp(join(from, part), join(to, part), { recursive: true, preserveTimestamps: true });
  }
}

/** The SHA-256 of a file, in hexadecimal. */
export async function sha256(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}

/** Whether a part of the cache is there and undamaged. Never throws. */
export async function isWhole(part: string, pinned?: Pinned): Promise<boolean> {
  try {
    const records = await readRecord(part);
    if (records.length === 0 || (pinned && !agrees(records, pinned))) return false;
    const now = await Promise.all(records.map((record) => recheck(part, record)));
    if (now.includes(undefined)) return false;
    const known = now.filter((record) => record !== undefined);
    if (known.some((record, index) => record !== records[index])) {
      // A cache that cannot be written is as good, only slower to check.
      await writeRecord(part, known).catch(() => {});
    }
    return true;
  } catch {
    return false;
  }
}

/**
 * Records what a freshly filled folder holds.
 *
 * @returns the sum of the files' sizes in bytes, or the names of files that are not as pinned
 */
export async function seal(
  part: string,
  pinned?: Pinned,
): Promise<{ bytes: number } | { wrong: string[] }> {
  const entries = await readdir(part, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile() && entry.name !== RECORD);
  const records = await Promise.all(
    files.map(async (entry) => {
      const path = join(entry.parentPath, entry.name);
      const { size, mtimeMs } = await stat(path);
      const name = path.slice(part.length + 1).replaceAll('\\', '/');
      return { file: name, bytes: size, changed: mtimeMs, sha256: await sha256(path) };
    }),
  );
  const wrong = pinned ? differences(records, pinned) : [];
  if (wrong.length > 0) return { wrong };
  await writeRecord(part, records);
  return { bytes: records.reduce((sum, { bytes }) => sum + bytes, 0) };
}

/**
 * Puts a sealed folder in its place. Where another process was faster, its copy stays and ours
 * goes; a damaged part is moved aside first, so that nobody ever sees half of one.
 */
export async function putInPlace(fresh: string, part: string, pinned?: Pinned): Promise<void> {
  for (let turn = 0; ; turn += 1) {
    try {
      await rename(fresh, part);
      return;
    } catch (cause) {
      if (turn === 4) throw cause;
    }
    if (await isWhole(part, pinned)) break;
    const aside = `${fresh}-old`;
    await rename(part, aside).catch(() => {});
    await rm(aside, { recursive: true, force: true });
  }
  await rm(fresh, { recursive: true, force: true });
}

/**
 * Gives the callback a new empty folder inside the cache and removes what is left of it afterwards,
 * also when the process is ended by `process.exit`.
 */
export async function inScratch<T>(
  cacheFolder: string,
  work: (folder: string) => Promise<T>,
): Promise<T> {
  const scratch = join(cacheFolder, `fetch-${process.pid}-${randomUUID().slice(0, 8)}`);
  const remove = (): void => rmSync(scratch, { recursive: true, force: true });
  process.once('exit', remove);
  try {
    await sweepAbandoned(cacheFolder);
    await mkdir(scratch, { recursive: true });
    return await work(scratch);
  } finally {
    process.off('exit', remove);
    await rm(scratch, { recursive: true, force: true, maxRetries: 3 });
  }
}

/** Removes what killed processes left behind long ago. */
async function sweepAbandoned(cacheFolder: string): Promise<void> {
  const names = await readdir(cacheFolder).catch(() => []);
  for (const name of names.filter((each) => each.startsWith('fetch-'))) {
    const path = join(cacheFolder, name);
    const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: Date.now() }));
    if (Date.now() - mtimeMs > ABANDONED_AFTER_MS) await rm(path, { recursive: true, force: true });
  }
}

/** What is recorded of a part, as text: the same for as long as its files stay untouched. */
export async function recordOf(part: string): Promise<string> {
  return readFile(join(part, RECORD), 'utf8').catch(() => '');
}

async function readRecord(part: string): Promise<FileRecord[]> {
  const read: unknown = JSON.parse(await recordOf(part));
  if (!Array.isArray(read)) return [];
  return read.filter(isRecord).length === read.length ? (read as FileRecord[]) : [];
}

async function writeRecord(part: string, records: readonly FileRecord[]): Promise<void> {
  await writeWhole(join(part, RECORD), `${JSON.stringify(records, undefined, 1)}\n`);
}

function isRecord(value: unknown): value is FileRecord {
  if (typeof value !== 'object' || value === null) return false;
  const record = value as Partial<Record<keyof FileRecord, unknown>>;
  return typeof record.file === 'string' && typeof record.sha256 === 'string';
}

/** The record as it is now, or undefined when the file is not what it was. */
async function recheck(part: string, record: FileRecord): Promise<FileRecord | undefined> {
  const path = join(part, record.file);
  const { size, mtimeMs } = await stat(path);
  if (size !== record.bytes) return undefined;
  if (mtimeMs === record.changed) return record;
  return (await sha256(path)) === record.sha256 ? { ...record, changed: mtimeMs } : undefined;
}

function agrees(records: readonly FileRecord[], pinned: Pinned): boolean {
  return differences(records, pinned).length === 0;
}

function differences(records: readonly FileRecord[], pinned: Pinned): string[] {
  const found = new Map(records.map(({ file, sha256: sum }) => [file, sum]));
  return [...new Set([...found.keys(), ...Object.keys(pinned)])].filter(
    (file) => found.get(file) !== pinned[file],
  );
}
