import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { describe, expect, test, vi } from 'vitest';
import { CourseError } from '../../src/course/error.ts';
import { startServer } from '../../src/server/index.ts';
import type { ServerProgram } from '../../src/server/index.ts';
import { freePort } from '../../src/server/port.ts';
import { probe } from '../../src/server/probe.ts';
import { rehearse } from '../../src/server/rehearsal.ts';
import {
  anyServer,
  inFolder,
  javaServer,
  lines,
  listening,
  needs,
  runs,
  script,
} from './fixtures.ts';

/** A program that runs a line of JavaScript in place of a server. */
function pretender(code: string): ServerProgram {
  return {
    kind: 'executable',
    from: 'cache',
    command: process.execPath,
    args: ['-e', code, '--'],
    describe: 'a pretender',
  };
}

async function problem(program: ServerProgram, limit?: number): Promise<CourseError> {
  const start = startServer(program, limit === undefined ? {} : { limit });
  const thrown = await start.then((server) => server.stop()).catch((cause: unknown) => cause);
  expect(thrown).toBeInstanceOf(CourseError);
  return thrown as CourseError;
}

describe('starting a server', { timeout: 120_000 }, () => {
  test('gives one that plays a whole workflow and skips an hour, and stops it', async () => {
    const server = await startServer(await anyServer());
    await rehearse(server.address);
    await server.stop();
    await server.stop();
    await server.exited;
    expect(runs(server.pid ?? 0)).toBe(false);
    const port = Number(server.address.split(':')[1]);
    expect(await probe('127.0.0.1', port, 1_000)).toBe('silent');
  });

  test('tells when the server ends by itself', async () => {
    const server = await startServer(await anyServer());
    process.kill(server.pid ?? 0, 'SIGKILL');
    await server.exited;
    await server.stop();
    expect(runs(server.pid ?? 0)).toBe(false);
  });

  test('passes by a port that another test server has', async () => {
    const program = await anyServer();
    const first = await startServer(program);
    const taken = Number(first.address.split(':')[1]);
    const port = vi.fn(freePort).mockResolvedValueOnce(taken);
    const second = await startServer(program, { port });
    expect(port).toHaveBeenCalledTimes(2);
    expect(second.address).not.toBe(first.address);
    await Promise.all([first.stop(), second.stop()]);
  });

  test('tries another port when its port is taken at the last moment', async () => {
    const { command = '', args = [] } = await anyServer();
    const taken = await freePort();
    // Like the real one, it says that it could not bind, and then neither ends nor answers.
    const program = pretender(`
      const [port, ...flags] = process.argv.slice(1).filter((word) => word !== '--');
      if (port === '${taken}') {
        console.error('java.io.IOException: Failed to bind to address 0.0.0.0/0.0.0.0:' + port);
        setInterval(() => {}, 1000);
      } else {
        const real = ${JSON.stringify([command, args])};
        require('child_process').spawn(real[0], [...real[1], port, ...flags]);
      }`);
    const port = vi.fn(freePort).mockResolvedValueOnce(taken);
    const server = await startServer(program, { port });
    expect(port).toHaveBeenCalledTimes(2);
    expect(server.address).not.toBe(`127.0.0.1:${taken}`);
    await rehearse(server.address);
    await server.stop();
    // What the command started has gone with it.
    const other = Number(server.address.split(':')[1]);
    expect(await probe('127.0.0.1', other, 1_000)).toBe('silent');
  });

  test('takes along what a wrapper started when the wrapper is killed', async (context) => {
    needs(context, process.platform !== 'win32', 'process groups');
    const { command = '', args = [] } = await anyServer();
    const program = pretender(`
      const real = ${JSON.stringify([command, args])};
      const given = process.argv.slice(1).filter((word) => word !== '--');
      require('child_process').spawn(real[0], [...real[1], ...given]);`);
    const server = await startServer(program);
    process.kill(server.pid ?? 0, 'SIGKILL');
    await server.exited;
    const port = Number(server.address.split(':')[1]);
    await vi.waitFor(async () => expect(await probe('127.0.0.1', port, 1_000)).toBe('silent'), {
      timeout: 10_000,
    });
  });

  test('gives up when every port is taken', async () => {
    const program = pretender("console.log('Address already in use'); setInterval(() => {}, 1000)");
    const port = vi.fn(freePort);
    const thrown = await startServer(program, { port }).catch((cause: unknown) => cause);
    expect(port).toHaveBeenCalledTimes(5);
    expect((thrown as CourseError).message).toContain('found its port taken, 5 times');
  });

  test('names a command that does not exist', async () => {
    const program = { ...pretender(''), command: '/nowhere/server' };
    expect((await problem(program)).message).toContain('could not be started: a pretender');
  });

  test('shows the last words of a server that ends at once', async () => {
    const { message } = await problem(pretender("console.error('boom'); process.exit(3)"));
    expect(message).toContain('ended before it answered');
    expect(message).toContain('boom');
  });

  test('does not wait for ever for a server that never listens, and ends it', async () => {
    const { message } = await problem(
      pretender('console.log(process.pid); setInterval(() => {}, 1000)'),
      2_000,
    );
    expect(message).toContain('did not answer within 2.0 s');
    expect(runs(Number(message.trim().split('\n').at(-1)))).toBe(false);
  });

  test('does not take anything that listens for a test server', async () => {
    const { message } = await problem(
      pretender("require('http').createServer().listen(process.argv[1])"),
    );
    expect(message).toContain('not as a time-skipping test server');
  });

  test('does not wait for ever for one that listens and says nothing', async () => {
    const { message } = await problem(
      pretender("require('net').createServer(() => {}).listen(process.argv[1])"),
      2_000,
    );
    expect(message).toMatch(/did not answer|not as a time-skipping/);
  });

  test('goes on without a class-data archive that makes it fail', async () => {
    const program = await anyServer();
    const server = await startServer({
      ...program,
      args: ['-XX:NoSuchFlagAtAll'],
      plainArgs: program.args ?? [],
    });
    expect(server.address).toMatch(/^127\.0\.0\.1:\d+$/);
    await server.stop();
  });
});

describe('a class-data archive', { timeout: 120_000 }, () => {
  test('fits: Java starts when it is told to accept no other', async (context) => {
    const program = await javaServer();
    needs(context, program !== undefined, 'Java and Maven');
    const args = program?.args?.map((arg) => (arg === '-Xshare:auto' ? '-Xshare:on' : arg)) ?? [];
    expect(args).toContain('-Xshare:on');
    const server = await startServer({ ...(program as ServerProgram), args, plainArgs: args });
    await server.stop();
  });

  test('does no harm when it is ruined', async (context) => {
    const program = await javaServer();
    needs(context, program !== undefined, 'Java and Maven');
    await inFolder(async (folder) => {
      const ruined = join(folder, 'classes.jsa');
      await writeFile(ruined, 'no archive');
      const args = program?.args?.map((arg) =>
        arg.startsWith('-XX:SharedArchiveFile=') ? `-XX:SharedArchiveFile=${ruined}` : arg,
      );
      expect(args).toContain(`-XX:SharedArchiveFile=${ruined}`);
      const server = await startServer({ ...(program as ServerProgram), args: args ?? [] });
      await server.stop();
    });
  });
});

describe('a server ends with the process that started it', { timeout: 60_000 }, () => {
  async function startedBy(then: string) {
    const parent = script('parent-main.ts', JSON.stringify(await anyServer()), then);
    const next = lines(parent);
    const pid = Number(await next());
    expect(pid).toBeGreaterThan(1);
    return { parent, pid, next };
  }

  test('when that is killed by kill -9', async () => {
    const { parent, pid } = await startedBy('wait');
    expect(runs(pid)).toBe(true);
    process.kill(parent.pid ?? 0, 'SIGKILL');
    await vi.waitFor(() => expect(runs(pid)).toBe(false), { timeout: 10_000, interval: 20 });
  });

  test('when that leaves without stopping it', async () => {
    const { pid } = await startedBy('leave');
    await vi.waitFor(() => expect(runs(pid)).toBe(false), { timeout: 10_000, interval: 20 });
  });

  test('and does not keep that from ending', async () => {
    const { pid, next } = await startedBy('fall');
    expect(await next()).toBeUndefined();
    await vi.waitFor(() => expect(runs(pid)).toBe(false), { timeout: 10_000, interval: 20 });
  });

  test('and does not hear the Ctrl-C that its starter hears', async (context) => {
    needs(context, process.platform !== 'win32', 'process groups');
    const { parent, pid, next } = await startedBy('stop');
    // What a terminal does: the signal goes to the whole group.
    process.kill(-(parent.pid ?? 0), 'SIGINT');
    expect(await next()).toBe('ready');
    expect(await next()).toBeUndefined();
    expect(runs(pid)).toBe(false);
  });
});

describe('a free port', () => {
  test('is another one each time, and one can listen on it', async () => {
    const ports = await Promise.all(Array.from({ length: 20 }, freePort));
    expect(new Set(ports).size).toBe(20);
    const own = await listening();
    await own.close();
    for (const port of ports) expect(await probe('127.0.0.1', port, 500)).toBe('silent');
  });
});
