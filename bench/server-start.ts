import { startServer, type ServerProgram } from '../src/server/index.ts';
import type { ServerStart, Unmeasured } from './figures.ts';
import { timing } from './statistics.ts';

const STARTS = 5;

/**
 * Measures how long a test server takes until it answers its first call: the plain way, and with
 * our flags and the class-data archive. The two take turns, so that whatever else the machine does
 * falls on both. A native executable has one way to start.
 *
 * @param tell hears of each start in milliseconds
 */
export async function serverStart(
  fast: ServerProgram,
  tell: (milliseconds: number) => void,
): Promise<ServerStart | Unmeasured> {
  if (fast.kind === 'running') {
    return { problem: 'The server that DOJO_TEST_SERVER names runs already.' };
  }
  const plain = plainest(fast);
  const times: { plain: number[]; fast: number[] } = { plain: [], fast: [] };
  for (let turn = 0; turn < STARTS; turn += 1) {
    if (plain) times.plain.push(await timed(plain, tell));
    times.fast.push(await timed(fast, tell));
  }
  return { fast: timing(times.fast), ...(plain ? { plain: timing(times.plain) } : {}) };
}

/** The same Java program without any of our flags for Java. */
function plainest(program: ServerProgram): ServerProgram | undefined {
  if (program.kind !== 'java') return undefined;
  const { plainArgs: _, args = [], ...rest } = program;
  return { ...rest, args: args.filter((argument) => !argument.startsWith('-X')) };
}

async function timed(
  program: ServerProgram,
  tell: (milliseconds: number) => void,
): Promise<number> {
  const began = performance.now();
  const server = await startServer(program);
  const spent = performance.now() - began;
  await server.stop();
  tell(spent);
  return spent;
}
