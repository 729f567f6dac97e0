import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { inScratch, isWhole, keepNewest, putInPlace, recordOf, seal } from './cache.ts';
import { runCommand } from './command.ts';
import type { Java } from './java.ts';
import { megabytes, seconds } from './program.ts';
import type { Progress } from './program.ts';
import { rehearse } from './rehearsal.ts';
import { startServer } from './start.ts';

/**
 * A class-data archive holds the server's classes as Java has them in memory after loading: a start
 * through one takes a third of the time. It fits one build of Java and one set of jars, down to their
 * paths and times of change, so all that is in its name; Java itself ignores one that does not fit.
 */
export interface ArchiveRequest {
  readonly cacheFolder: string;
  readonly java: Java;
  readonly flags: readonly string[];
  /** The folder of the jars, a sealed part of the cache. */
  readonly jars: string;
  readonly classpath: string;
  readonly mainClass: string;
  readonly progress: Progress;
}

const FILE = 'classes.jsa';
/** In place of an archive where this Java cannot make one, so that it is not tried on every start. */
const REFUSED = 'refused.txt';
const DUMP_LIMIT_MS = 120_000;
const PREFIX = 'class-data-';
/** Each is 60 MB; a new Java or new jars make a new one. One for each of two Javas is enough. */
const KEPT = 2;

/** The path of the archive for this Java and these jars, if it is there and undamaged. */
export async function findArchive(
  cacheFolder: string,
  java: Java,
  jars: string,
): Promise<string | undefined> {
  const part = await partOf(cacheFolder, java, jars);
  if (!(await isWhole(part))) return undefined;
  return (await readFile(join(part, REFUSED), 'utf8').catch(() => undefined)) === undefined
    ? join(part, FILE)
    : undefined;
}

/**
 * Makes the archive if it is missing: starts the server once to learn which classes it loads, then
 * has Java write them down. Never fails; without an archive the start is slower, and that is all.
 */
export async function ensureArchive(request: ArchiveRequest): Promise<void> {
  const { cacheFolder, java, progress } = request;
  const part = await partOf(cacheFolder, java, request.jars);
  if (await isWhole(part)) return;
  const began = performance.now();
  progress('Test server: preparing a fast start, once; that takes some seconds …');
  try {
    await inScratch(cacheFolder, async (scratch) => {
      const problem = await dump(request, scratch);
      if (problem !== undefined) await writeFile(join(scratch, REFUSED), problem);
      const sealed = await seal(scratch);
      await putInPlace(scratch, part);
      await keepNewest(cacheFolder, PREFIX, KEPT).catch(() => undefined);
      const spent = seconds(performance.now() - began);
      progress(
        problem === undefined && 'bytes' in sealed
          ? `Test server: prepared a fast start (${megabytes(sealed.bytes)}) in ${spent}`
          : `Test server: Java ${java.version} cannot prepare a fast start; it works without`,
      );
    });
  } catch {
    progress('Test server: could not prepare a fast start; it works without');
  }
}

/** Writes the archive and nothing else into a folder, or says why it cannot. */
async function dump(request: ArchiveRequest, scratch: string): Promise<string | undefined> {
  const { java, flags, classpath, mainClass } = request;
  return inScratch(scratch, async (folder) => {
    const classList = join(folder, 'classes.txt');
    const server = await startServer({
      kind: 'java',
      from: 'maven',
      command: java.command,
      args: [...flags, `-XX:DumpLoadedClassList=${classList}`, '-cp', classpath, mainClass],
      describe: `Java ${java.version}, noting the classes it loads`,
    });
    try {
      // A rehearsal that breaks off makes the archive smaller, and no worse.
      await rehearse(server.address).catch(() => {});
    } finally {
      await server.stop();
    }
    const names = await readFile(classList, 'utf8');
    // The server was not asked to end in order, so its last line may be half a line.
    await writeFile(classList, names.slice(0, names.lastIndexOf('\n') + 1));
    const { code, output } = await runCommand(
      java.command,
      [
        '-Xshare:dump',
        `-XX:SharedClassListFile=${classList}`,
        `-XX:SharedArchiveFile=${join(scratch, FILE)}`,
        '-cp',
        classpath,
      ],
      { limit: DUMP_LIMIT_MS },
    );
    return code === 0 ? undefined : output.slice(-2_000) || 'no output';
  });
}

async function partOf(cacheFolder: string, java: Java, jars: string): Promise<string> {
  const record = await recordOf(jars);
  const key = createHash('sha256')
    .update(JSON.stringify([java.home, java.version, java.build, jars, record]))
    .digest('hex')
    .slice(0, 12);
  return join(cacheFolder, `${PREFIX}${key}`);
}
