import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { afterEach, expect, test, vi } from 'vitest';
import { feature, findJava } from '../../src/server/java.ts';
import { inFolder, needs } from './fixtures.ts';

afterEach(() => {
  vi.unstubAllEnvs();
});

test.each([
  ['1.8.0_402', 8],
  ['11', 11],
  ['17.0.15', 17],
  ['25-ea', 25],
])('Java %s is called Java %i', (version, number) => {
  expect(feature(version)).toBe(number);
});

/** A Java home whose `java` says that it is of some version. */
async function fakeJava(folder: string, version: string): Promise<string> {
  const bin = join(folder, 'bin');
  await mkdir(bin, { recursive: true });
  await writeFile(
    join(bin, 'java'),
    `#!/bin/sh\necho "    java.home = ${folder}" >&2\necho "    java.version = ${version}" >&2\n`,
  );
  await chmod(join(bin, 'java'), 0o755);
  return folder;
}

test('a Java that is too old is passed over with a reason', async (context) => {
  needs(context, process.platform !== 'win32', 'a system with shell scripts');
  await inFolder(async (folder) => {
    vi.stubEnv('JAVA_HOME', await fakeJava(join(folder, 'old'), '1.8.0_402'));
    vi.stubEnv('PATH', '');
    expect(await findJava(folder)).toMatch(
      /is Java 1\.8\.0_402; the test server needs 11 or newer/,
    );
  });
});

test('a newer Java in PATH is taken when JAVA_HOME has an old one', async (context) => {
  needs(context, process.platform !== 'win32', 'a system with shell scripts');
  await inFolder(async (folder) => {
    vi.stubEnv('JAVA_HOME', await fakeJava(join(folder, 'old'), '1.8.0_402'));
    vi.stubEnv('PATH', join(await fakeJava(join(folder, 'new'), '21.0.2'), 'bin'));
    expect(await findJava(folder)).toMatchObject({ version: '21.0.2', home: join(folder, 'new') });
  });
});

test('a Java that changed is asked again', async (context) => {
  needs(context, process.platform !== 'win32', 'a system with shell scripts');
  await inFolder(async (folder) => {
    vi.stubEnv('PATH', '');
    vi.stubEnv('JAVA_HOME', await fakeJava(join(folder, 'home'), '17.0.1'));
    expect(await findJava(folder)).toMatchObject({ version: '17.0.1' });
    await fakeJava(join(folder, 'home'), '21.0.2 and longer');
    expect(await findJava(folder)).toMatchObject({ version: '21.0.2 and longer' });
  });
});
