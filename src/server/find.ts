import { realFolder } from './cache.ts';
import { fromEnvironment } from './environment.ts';
import { cachedFromMaven } from './maven.ts';
import type { ServerProgram } from './program.ts';
import { cachedFromSdk } from './sdk-download.ts';

/**
 * Finds a test server without fetching anything: what DOJO_TEST_SERVER names, else what an earlier
 * fetch left in the cache. Something damaged counts as missing, and so do jars without a Java.
 *
 * @throws {CourseError} when DOJO_TEST_SERVER names nothing usable
 */
export async function findServer(cacheFolder: string): Promise<ServerProgram | undefined> {
  const cache = await realFolder(cacheFolder);
  return (
    (await fromEnvironment()) ?? (await cachedFromSdk(cache)) ?? (await cachedFromMaven(cache))
  );
}
