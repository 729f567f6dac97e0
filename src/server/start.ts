import { CourseError } from '../course/error.ts';
import { launch } from './launch.ts';
import type { Launched } from './launch.ts';
import { freePort } from './port.ts';
import { accepts, probe } from './probe.ts';
import { seconds } from './program.ts';
import type { ServerProgram } from './program.ts';

/** A test server that answers. */
export interface RunningServer {
  /** `host:port`. */
  readonly address: string;
  /** Absent for a server that somebody else started. */
  readonly pid?: number;
  /**
   * Ends the server and waits until it is gone; any number of calls. A server that somebody else
   * started is left alone.
   */
  stop(): Promise<void>;
  /** Resolves when the server is gone, for whatever reason; never, when somebody else started it. */
  readonly exited: Promise<void>;
  /** The last of what it printed. */
  output(): string;
}

export interface StartOptions {
  /** Longest time until it must answer, in milliseconds; 20 s unless told. */
  readonly limit?: number;
  /** Where the next port to try comes from. */
  readonly port?: () => Promise<number>;
}

const LIMIT_MS = 20_000;
const PORTS_TO_TRY = 5;
const ASK_EVERY_MS = 8;
const TAIL_LINES = 12;

/**
 * Starts a test server on a free port of this machine, with time skipping on, and waits until it
 * answers. The server ends with this process, however this process ends, and does not keep it from
 * ending.
 *
 * @throws {CourseError} when it does not start, or does not answer within the limit
 */
export async function startServer(
  program: ServerProgram,
  options: StartOptions = {},
): Promise<RunningServer> {
  const { command, args = [], plainArgs, address } = program;
  if (program.kind === 'running' || command === undefined) return joined(address ?? '');
  const deadline = performance.now() + (options.limit ?? LIMIT_MS);
  const port = options.port ?? freePort;
  const first = await tryPorts(command, args, port, deadline);
  if ('stop' in first) return first;
  // A class-data archive can be ruined in ways that Java does not notice before it crashes.
  const withArchive = plainArgs !== undefined && plainArgs.join('\n') !== args.join('\n');
  if (first.why !== 'exited' || !withArchive) throw failed(program, first, options);
  const second = await tryPorts(command, plainArgs, port, deadline);
  if ('stop' in second) return second;
  throw failed(program, second, options);
}

interface Failure {
  readonly why: 'no-start' | 'exited' | 'late' | 'port-taken' | 'not-a-test-server';
  readonly output: string;
}

async function tryPorts(
  command: string,
  args: readonly string[],
  nextPort: () => Promise<number>,
  deadline: number,
): Promise<RunningServer | Failure> {
  for (let turn = 1; ; turn += 1) {
    const port = await nextPort();
    // Else whoever listens there would be taken for the server that we start.
    if (turn < PORTS_TO_TRY && (await accepts('127.0.0.1', port, 200))) continue;
    const server = launch(command, [...args, String(port), '--enable-time-skipping']);
    const problem = await readiness(server, port, deadline);
    if (problem === undefined) {
      return { ...server, address: `127.0.0.1:${port}` };
    }
    await server.stop();
    const failure = { why: problem, output: server.output() };
    if (problem !== 'port-taken' || turn === PORTS_TO_TRY) return failure;
  }
}

/** Waits until the server answers; resolves with what came instead. */
async function readiness(
  server: Launched,
  port: number,
  deadline: number,
): Promise<Failure['why'] | undefined> {
  while (performance.now() < deadline) {
    const left = Math.max(1, deadline - performance.now());
    const early = server.ended();
    if (early !== undefined) return early;
    if (await accepts('127.0.0.1', port, left)) {
      const answer = await Promise.race([
        probe('127.0.0.1', port, left),
        server.exited.then(() => 'gone' as const),
      ]);
      // Whoever answered may be the one who took the port before us.
      const meanwhile = server.ended();
      if (meanwhile !== undefined) return meanwhile;
      if (answer === 'ready') return undefined;
      if (answer === 'stranger' && performance.now() < deadline) return 'not-a-test-server';
    }
    await new Promise((resolve) => setTimeout(resolve, ASK_EVERY_MS));
  }
  return 'late';
}

function joined(address: string): RunningServer {
  return {
    address,
    stop: () => Promise.resolve(),
    exited: new Promise(() => {}),
    output: () => '',
  };
}

function failed(program: ServerProgram, failure: Failure, options: StartOptions): CourseError {
  const what = {
    'no-start': 'could not be started',
    exited: 'ended before it answered',
    late: `did not answer within ${seconds(options.limit ?? LIMIT_MS)}`,
    'port-taken': `found its port taken, ${PORTS_TO_TRY} times`,
    'not-a-test-server': 'answers, but not as a time-skipping test server',
  }[failure.why];
  const tail = failure.output.trim().split('\n').slice(-TAIL_LINES).join('\n');
  return new CourseError(
    `The test server ${what}: ${program.describe}.${tail === '' ? '' : `\nIts last words:\n${tail}`}`,
    program.from === 'environment'
      ? 'Check what DOJO_TEST_SERVER names, or unset it to use a server that the course fetches.'
      : 'Type `npm run dojo doctor` to see what is there. Deleting .dojo/server has it fetched again.',
  );
}
