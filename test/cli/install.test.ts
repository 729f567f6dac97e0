import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { install } from '../../src/cli/install.mjs';
import { inFolder } from '../server/fixtures.ts';

const NODE = process.platform === 'win32' ? 'node.exe' : 'node';

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

/** A repository with one package in its lockfile, and an npm that notes what it is asked. */
async function repository(root: string, npm: string): Promise<void> {
  const lock = {
    packages: {
      '': {},
      'node_modules/one': { version: '1.0.0' },
      'node_modules/maybe': { version: '2.0.0', optional: true },
    },
  };
  await writeFile(join(root, 'package-lock.json'), JSON.stringify(lock));
  await writeFile(
    join(root, 'package.json'),
    JSON.stringify({ allowScripts: { node: true, esbuild: true, evil: false } }),
  );
  const script = join(root, 'npm-cli.js');
  await writeFile(
    script,
    `const fs = require('node:fs'); const path = require('node:path');
     const [command, ...args] = process.argv.slice(2);
     fs.appendFileSync('asked.txt', [command, ...args].join(' ') + '\\n');
     const installed = (version) => {
       fs.mkdirSync('node_modules/.bin', { recursive: true });
       fs.writeFileSync('node_modules/.package-lock.json', JSON.stringify({ packages: { 'node_modules/one': { version } } }));
     };
     const exact = () => {
       fs.mkdirSync('node_modules/node/bin', { recursive: true });
       fs.writeFileSync('node_modules/node/bin/${NODE}', '');
     };
     ${npm}`,
  );
  await chmod(script, 0o755);
  vi.stubEnv('npm_execpath', script);
  vi.spyOn(console, 'error').mockImplementation(() => undefined);
}

const WORKS = "if (command === 'ci') installed('1.0.0'); if (command === 'rebuild') exact();";

describe('installing', () => {
  test('runs no script of a package but those approved by name, and nothing the second time', async () => {
    await inFolder(async (root) => {
      await repository(root, WORKS);
      expect(await install(root)).toBe(join(root, 'node_modules', 'node', 'bin', NODE));
      expect(await install(root)).toBe(join(root, 'node_modules', 'node', 'bin', NODE));
      expect((await readFile(join(root, 'asked.txt'), 'utf8')).split('\n')).toEqual([
        'ci --ignore-scripts --no-audit --no-fund --loglevel=error',
        'rebuild --ignore-scripts=false node esbuild --loglevel=error',
        '',
      ]);
    });
  });

  test('is done again when the lockfile asks for another version', async () => {
    await inFolder(async (root) => {
      await repository(root, WORKS);
      await mkdir(join(root, 'node_modules'));
      const old = { packages: { 'node_modules/one': { version: '0.9.0' } } };
      await writeFile(join(root, 'node_modules', '.package-lock.json'), JSON.stringify(old));
      await install(root);
      expect(await readFile(join(root, 'asked.txt'), 'utf8')).toMatch(/^ci /);
    });
  });

  test('that fails shows what npm said, and the next step', async () => {
    await inFolder(async (root) => {
      await repository(root, "console.error('network is unreachable'); process.exit(1);");
      await expect(install(root)).rejects.toThrow(
        /npm could not do it[^]*network is unreachable[^]*type the same command again/,
      );
    });
  });

  test('without an exact Node for this machine goes on in a Node that is new enough', async () => {
    await inFolder(async (root) => {
      await repository(root, "if (command === 'ci') installed('1.0.0');");
      expect(await install(root)).toBe(process.execPath);
    });
  });
});
