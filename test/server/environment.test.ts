import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { CourseError } from '../../src/course/error.ts';
import { findServer, startServer } from '../../src/server/index.ts';
import { probe } from '../../src/server/probe.ts';
import { anyServer, inFolder, listening, needs, runs, wrapper } from './fixtures.ts';

afterEach(() => {
  vi.unstubAllEnvs();
});

async function problem(value: string): Promise<CourseError> {
  vi.stubEnv('DOJO_TEST_SERVER', value);
  const thrown = await findServer('/nowhere').catch((cause: unknown) => cause);
  expect(thrown).toBeInstanceOf(CourseError);
  expect((thrown as CourseError).hint).toContain('DOJO_TEST_SERVER');
  return thrown as CourseError;
}

describe('DOJO_TEST_SERVER', { timeout: 120_000 }, () => {
  test('names an executable', async (context) => {
    needs(context, process.platform !== 'win32', 'a system with shell scripts');
    const real = await anyServer();
    await inFolder(async (folder) => {
      const path = join(folder, 'my server');
      await wrapper(path, real);
      vi.stubEnv('DOJO_TEST_SERVER', path);
      const program = await findServer(folder);
      expect(program).toMatchObject({ kind: 'executable', from: 'environment', command: path });
      const server = await startServer(program ?? real);
      const [host = '', port] = server.address.split(':');
      expect(await probe(host, Number(port), 5_000)).toBe('ready');
      await server.stop();
      expect(runs(server.pid ?? 0)).toBe(false);
    });
  });

  test('names a server that runs, which is used and left running', async () => {
    const server = await startServer(await anyServer());
    try {
      vi.stubEnv('DOJO_TEST_SERVER', server.address);
      const program = await findServer('/nowhere');
      expect(program).toMatchObject({ kind: 'running', address: server.address });
      const joined = await startServer(program ?? { kind: 'running', from: 'cache', describe: '' });
      expect(joined.address).toBe(server.address);
      await joined.stop();
      const port = Number(server.address.split(':')[1]);
      expect(await probe('127.0.0.1', port, 5_000)).toBe('ready');
    } finally {
      await server.stop();
    }
  });

  test('counts as unset when it is empty', async () => {
    vi.stubEnv('DOJO_TEST_SERVER', ' ');
    await inFolder(async (folder) => expect(await findServer(folder)).toBeUndefined());
  });

  test('is wrong when there is no such file', async () => {
    expect((await problem('/nowhere/server')).message).toContain('there is no such file');
  });

  test('is wrong when it names a folder', async () => {
    await inFolder(async (folder) => {
      expect((await problem(folder)).message).toContain('that is no file');
    });
  });

  test('is wrong when the file may not be executed', async (context) => {
    needs(context, process.platform !== 'win32', 'a system with permissions to execute');
    await inFolder(async (folder) => {
      const path = join(folder, 'server');
      await writeFile(path, 'text', { mode: 0o644 });
      const { message, hint } = await problem(path);
      expect(message).toContain('may not be executed');
      expect(hint).toContain('chmod +x');
    });
  });

  test('is wrong when nothing answers at the address', async () => {
    const { port, close } = await listening();
    await close();
    expect((await problem(`127.0.0.1:${port}`)).message).toContain('nothing answers there');
  });

  test('is wrong when something else answers at the address', async () => {
    const web = await listening((server) =>
      server.on('connection', (socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')),
    );
    const { message } = await problem(`127.0.0.1:${web.port}`);
    expect(message).toContain('no time-skipping test server');
    await web.close();
  });

  test('is wrong when the port is none', async () => {
    expect((await problem('localhost:70000')).message).toContain('70000 is not a port');
  });
});
