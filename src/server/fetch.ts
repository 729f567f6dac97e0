import { mkdir } from 'node:fs/promises';
import { CourseError } from '../course/error.ts';
import { realFolder } from './cache.ts';
import { findServer } from './find.ts';
import { fetchFromMaven, prepareArchive } from './maven.ts';
import type { Progress, ServerProgram } from './program.ts';
import { fetchFromSdk } from './sdk-download.ts';

/**
 * Finds a test server or fetches one: the SDK's own download, then the same server from Maven
 * Central for the Java that is there. Any number of processes may fetch into one cache at once.
 *
 * @param progress is told what goes on, with sizes and times
 * @throws {CourseError} when DOJO_TEST_SERVER is wrong, or when every way is closed
 */
export async function fetchServer(cacheFolder: string, progress: Progress): Promise<ServerProgram> {
  const cache = await realFolder(cacheFolder);
  const found = await findServer(cache);
  if (found?.kind === 'java') {
    await prepareArchive(cache, progress);
    return (await findServer(cache)) ?? found;
  }
  if (found) return found;
  await makeFolder(cache);
  const problems: string[] = [];
  for (const { way, fetch } of WAYS) {
    const attempt = await fetch(cache, progress).catch((cause: unknown) => ({
      program: undefined,
      problem: cause instanceof Error ? cause.message : String(cause),
    }));
    if (attempt.program) return attempt.program;
    problems.push(`  ${way}: ${attempt.problem}`);
  }
  throw new CourseError(
    ['There is no test server here, and none could be fetched.', ...problems].join('\n'),
    [
      'One of these is enough; then type the same command again:',
      '  1. Go online once, so that the SDK can download its server.',
      '  2. Install Java 11 or newer and Maven. Maven may use a mirror inside your network.',
      'If you have a test server already, set DOJO_TEST_SERVER to its path, or to host:port.',
    ].join('\n'),
  );
}

const WAYS = [
  {
    way: "The SDK's own download",
    fetch: (cache: string, progress: Progress) => fetchFromSdk(cache, progress),
  },
  { way: 'Java and Maven', fetch: fetchFromMaven },
];

async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path, { recursive: true });
  } catch (cause) {
    throw new CourseError(
      `The folder for the test server cannot be made: ${path}.`,
      'Check that you may write there and that the disk is not full.',
      { cause },
    );
  }
}
