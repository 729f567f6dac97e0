import { chmod, open, readdir, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { CourseError } from '../../src/course/error.ts';
import { fetchServer, findServer, startServer } from '../../src/server/index.ts';
import type { ServerProgram } from '../../src/server/index.ts';
import { findJava } from '../../src/server/java.ts';
import { fetchFromMaven } from '../../src/server/maven.ts';
import { fetchFromSdk } from '../../src/server/sdk-download.ts';
import {
  anyServer,
  hasJavaAndMaven,
  inFolder,
  lines,
  needs,
  refusingProxy,
  script,
  wrapper,
} from './fixtures.ts';

beforeEach(() => {
  vi.stubEnv('DOJO_TEST_SERVER', '');
});
afterEach(() => {
  vi.unstubAllEnvs();
});

async function offline(): Promise<void> {
  const proxy = await refusingProxy();
  for (const name of ['HTTPS_PROXY', 'HTTP_PROXY', 'https_proxy', 'http_proxy', 'ALL_PROXY']) {
    vi.stubEnv(name, proxy);
  }
  vi.stubEnv('NO_PROXY', '');
  vi.stubEnv('no_proxy', '');
}

/** Flips one byte in the middle of a file and leaves its size alone. */
async function damage(path: string): Promise<void> {
  const file = await open(path, 'r+');
  const byte = Buffer.alloc(1);
  await file.read(byte, 0, 1, 5_000);
  await file.write(Buffer.of((byte[0] ?? 0) ^ 255), 0, 1, 5_000);
  await file.close();
  await utimes(path, 1_000, 1_000);
}

async function startsAndStops(program: ServerProgram | undefined): Promise<void> {
  expect(program).toBeDefined();
  const server = await startServer(program as ServerProgram);
  await server.stop();
}

describe('fetching by Maven', { timeout: 300_000 }, () => {
  test('works for two at once, is found again, and mends a damaged cache', async (context) => {
    needs(context, hasJavaAndMaven(), 'Java and Maven');
    await inFolder(async (cache) => {
      const both = [script('fetch-main.ts', cache), script('fetch-main.ts', cache)];
      const said = await Promise.all(both.map((child) => lines(child)()));
      expect(said).toEqual(['fetched', 'fetched']);
      const left = async (): Promise<string[]> =>
        (await readdir(cache)).filter((name) => /^(fetch-|.*\.tmp)/.test(name));
      expect(await left()).toEqual([]);

      const found = await findServer(cache);
      expect(found).toMatchObject({ kind: 'java', from: 'cache' });
      expect(found?.args?.join(' ')).toContain('-XX:SharedArchiveFile=');
      await startsAndStops(found);

      await damage(join(cache, 'maven-1.38.0', 'temporal-test-server-1.38.0.jar'));
      expect(await findServer(cache)).toBeUndefined();
      const told: string[] = [];
      const mended = await fetchFromMaven(cache, (line) => told.push(line));
      expect(mended.program).toMatchObject({ kind: 'java', from: 'maven' });
      expect(told.join('\n')).toMatch(/39 jars, 39\.1 MB, all checksums right, in \d+\.\d s/);
      expect(mended.program?.args?.join(' ')).toContain('-XX:SharedArchiveFile=');
      expect(await left()).toEqual([]);
      await startsAndStops(await findServer(cache));
    });
  });

  test('says what Maven said when Maven fails, and leaves nothing behind', async (context) => {
    needs(context, hasJavaAndMaven() && process.platform !== 'win32', 'Java, Maven, shell scripts');
    await inFolder(async (folder) => {
      const java = await findJava(folder);
      vi.stubEnv('JAVA_HOME', typeof java === 'string' ? '' : java.home);
      vi.stubEnv('PATH', folder);
      const says = '[INFO] Scanning\n[ERROR] Could not transfer artifact\n[ERROR] More';
      await writeFile(join(folder, 'mvn'), `#!/bin/sh\necho '${says}'\nexit 1\n`);
      await chmod(join(folder, 'mvn'), 0o755);
      const attempt = await fetchFromMaven(folder, () => {});
      expect(attempt).toEqual({ problem: 'Maven failed: Could not transfer artifact' });
      expect((await readdir(folder)).filter((name) => name.startsWith('fetch-'))).toEqual([]);
    });
  });

  test('refuses jars with other checksums than the pinned ones', async (context) => {
    needs(context, hasJavaAndMaven() && process.platform !== 'win32', 'Java, Maven, shell scripts');
    await inFolder(async (folder) => {
      const java = await findJava(folder);
      vi.stubEnv('JAVA_HOME', typeof java === 'string' ? '' : java.home);
      vi.stubEnv('PATH', `${folder}:/bin:/usr/bin`);
      await writeFile(
        join(folder, 'mvn'),
        '#!/bin/sh\nmkdir jars\necho forged > jars/temporal-test-server-1.38.0.jar\n',
      );
      await chmod(join(folder, 'mvn'), 0o755);
      const attempt = await fetchFromMaven(folder, () => {});
      expect('problem' in attempt && attempt.problem).toContain('temporal-test-server-1.38.0.jar');
      expect('problem' in attempt && attempt.problem).toContain('other checksums');
      expect(await findServer(folder)).toBeUndefined();
    });
  });
});

describe("the SDK's own download", { timeout: 700_000 }, () => {
  test('gives a server that starts, or says that the network refused it', async () => {
    await inFolder(async (cache) => {
      const attempt = await fetchFromSdk(cache, () => {});
      if (attempt.program) {
        expect(attempt.program).toMatchObject({ kind: 'executable', from: 'sdk' });
        await startsAndStops(attempt.program);
        expect(await findServer(cache)).toMatchObject({ kind: 'executable', from: 'cache' });
      } else {
        expect(attempt.problem).toMatch(/temporal\.download|stood still/);
        expect(await readdir(cache)).toEqual([]);
      }
    });
  });

  test('says so when the network refuses it, and leaves nothing behind', async () => {
    await offline();
    await inFolder(async (cache) => {
      const attempt = await fetchFromSdk(cache, () => {});
      expect(attempt.program).toBeUndefined();
      expect('problem' in attempt && attempt.problem).toMatch(/refused|connect/i);
      expect(await readdir(cache)).toEqual([]);
    });
  });

  test('is kept in the cache, and counts as missing when it is damaged', async (context) => {
    needs(context, process.platform !== 'win32', 'a system with shell scripts');
    const real = await anyServer();
    await inFolder(async (cache) => {
      const name = 'temporal-test-server-sdk-typescript-1.24.0';
      const attempt = await fetchFromSdk(
        cache,
        () => {},
        async (folder) => {
          await wrapper(join(folder, name), real);
          return undefined;
        },
      );
      expect(attempt.program).toMatchObject({ kind: 'executable', from: 'sdk' });
      const found = await findServer(cache);
      expect(found).toMatchObject({ kind: 'executable', from: 'cache' });
      await startsAndStops(found);
      await writeFile(found?.command ?? '', '#!/bin/sh\nexit 1\n');
      expect(await findServer(cache)).toBeUndefined();
    });
  });
});

describe('with no Java and no network', () => {
  test('there is one message that names both ways out', { timeout: 60_000 }, async () => {
    await offline();
    vi.stubEnv('PATH', '');
    vi.stubEnv('JAVA_HOME', '');
    await inFolder(async (cache) => {
      const told: string[] = [];
      const thrown = await fetchServer(cache, (line) => told.push(line)).catch((e: unknown) => e);
      expect(thrown).toBeInstanceOf(CourseError);
      const { message, hint } = thrown as CourseError;
      expect(message).toContain("SDK's own download");
      expect(message).toContain('no `java` in PATH');
      expect(hint).toContain('Go online once');
      expect(hint).toContain('Java 11 or newer and Maven');
      expect(hint).toContain('DOJO_TEST_SERVER');
      expect(told).toHaveLength(1);
    });
  });
});
