import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import process from 'node:process';
import { CourseError } from '../course/error.ts';
import { isExecutable } from './command.ts';
import { probe } from './probe.ts';
import type { ServerProgram } from './program.ts';

const ANSWER_WITHIN_MS = 5_000;
const UNSET = 'Correct DOJO_TEST_SERVER, or unset it to use a server that the course fetches.';

/**
 * What DOJO_TEST_SERVER names: an executable, or `host:port` of a test server that runs.
 *
 * @returns undefined when it is not set, or empty
 * @throws {CourseError} when it names something else
 */
export async function fromEnvironment(): Promise<ServerProgram | undefined> {
  const value = process.env['DOJO_TEST_SERVER']?.trim() ?? '';
  if (value === '') return undefined;
  // Two characters or more, so that `C:1` stays a path.
  const address = /^(\[[0-9a-f:.]+\]|[^\s/\\:]{2,}):(\d+)$/i.exec(value);
  return address ? running(value, address[1] ?? '', Number(address[2])) : executable(value);
}

async function running(address: string, host: string, port: number): Promise<ServerProgram> {
  if (port < 1 || port > 65_535) {
    throw new CourseError(`DOJO_TEST_SERVER is ${address}, and ${port} is not a port.`, UNSET);
  }
  const answer = await probe(host.replace(/^\[|\]$/g, ''), port, ANSWER_WITHIN_MS);
  if (answer === 'silent') {
    throw new CourseError(
      `DOJO_TEST_SERVER is ${address}, and nothing answers there.`,
      `Start a test server there, or: ${UNSET}`,
    );
  }
  if (answer === 'stranger') {
    throw new CourseError(
      `DOJO_TEST_SERVER is ${address}, and what answers there is no time-skipping test server.`,
      `Temporal's development server cannot skip time. ${UNSET}`,
    );
  }
  return {
    kind: 'running',
    from: 'environment',
    address,
    describe: `the test server that runs at ${address} (DOJO_TEST_SERVER)`,
  };
}

function executable(value: string): ServerProgram {
  const command = resolve(value);
  const kind = statSync(command, { throwIfNoEntry: false });
  if (!kind?.isFile()) {
    throw new CourseError(
      `DOJO_TEST_SERVER is ${value}, and ${kind ? 'that is no file' : 'there is no such file'}.`,
      `It takes the path of a test server, or host:port of one that runs. ${UNSET}`,
    );
  }
  if (process.platform === 'win32' && !/\.exe$/i.test(command)) {
    throw new CourseError(
      `DOJO_TEST_SERVER is ${value}, and on Windows it must be an .exe file.`,
      UNSET,
    );
  }
  if (!isExecutable(command)) {
    throw new CourseError(
      `DOJO_TEST_SERVER is ${value}, and that file may not be executed.`,
      process.platform === 'win32' ? UNSET : `Type \`chmod +x ${value}\`, or: ${UNSET}`,
    );
  }
  return {
    kind: 'executable',
    from: 'environment',
    command,
    args: [],
    describe: `${command} (DOJO_TEST_SERVER)`,
  };
}
