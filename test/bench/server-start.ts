import { fetchServer, startServer } from '../../src/server/index.ts';
import type { ServerProgram } from '../../src/server/index.ts';

const STARTS = 5;

/**
 * Measures how long a test server takes until it answers its first call, in milliseconds: the plain
 * way, and with our flags and the class-data archive. The two take turns, so that whatever else the
 * machine does falls on both. A native executable has one way to start, and both lists hold that.
 *
 * @throws {CourseError} when there is no server and none can be fetched
 */
export async function serverStart(
  cacheFolder: string,
): Promise<{ plain: number[]; fast: number[] }> {
  const fastest = await fetchServer(cacheFolder, () => {});
  const plainest: ServerProgram = {
    ...fastest,
    args: (fastest.args ?? []).filter((argument) => !argument.startsWith('-X')),
  };
  const times: { plain: number[]; fast: number[] } = { plain: [], fast: [] };
  for (let turn = 0; turn < STARTS; turn += 1) {
    times.plain.push(await timed(plainest));
    times.fast.push(await timed(fastest));
  }
  return times;
}

async function timed(program: ServerProgram): Promise<number> {
  const began = performance.now();
  const server = await startServer(program);
  const spent = performance.now() - began;
  await server.stop();
  return spent;
}
