import { createServer } from 'node:net';
import { expect, test } from 'vitest';
import { atDesk } from './desk.ts';

test('the help of each command shows an example', async () => {
  await atDesk(async (desk) => {
    const { stdout } = await desk.dojo('--help');
    const commands = [...stdout.matchAll(/^ {2}([a-z]+)(?: [<[].*?[>\]])? {2,}/gm)]
      .map(([, name = '']) => name)
      .filter((name) => name !== 'help');
    expect(commands).toContain('start');
    expect(commands.length).toBeGreaterThan(12);
    const helps = [
      ...commands.map((name) => [name]),
      ['progress', 'export'],
      ['progress', 'import'],
    ];
    for (const words of helps) {
      const help = await desk.dojo('help', ...words);
      expect(help.code, words.join(' ')).toBe(0);
      expect(help.stdout, words.join(' ')).toMatch(
        new RegExp(`Examples?:\n {2}(npx dojo|npm( run)?) ${words.join(' ')}`),
      );
    }
  });
});

test('commands may be shortened', async () => {
  await atDesk(async (desk) => {
    expect((await desk.dojo('li')).stdout).toBe((await desk.dojo('list')).stdout);
    expect((await desk.dojo('prog', 'exp')).stdout).toContain('durable-dojo progress 1');
    expect((await desk.dojo('help', 'prog')).stdout).toContain('dojo progress');
  });
});

test('doctor tells programs what it found', async () => {
  await atDesk(async (desk) => {
    const well = await desk.dojo('doctor', '--json');
    expect(well.code).toBe(0);
    const found = JSON.parse(well.stdout) as { name: string; state: string }[];
    expect(found).toContainEqual(expect.objectContaining({ name: 'judge', state: 'good' }));
    expect(found.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['node', 'server', 'java', 'disk', 'port', 'editor', 'sandbox']),
    );
    const ill = await desk.dojoWith({ DOJO_TEST_SERVER: '/nowhere/server' }, 'doctor', '--json');
    expect(ill.code).toBe(3);
    expect(JSON.parse(ill.stdout)).toContainEqual({
      name: 'server',
      state: 'missing',
      text: expect.stringContaining('/nowhere/server'),
      next: expect.any(String),
    });
  });
});

test('doctor sees that the site’s port is taken', async () => {
  const taken = createServer();
  await new Promise<void>((resolve) => {
    taken.once('error', () => resolve());
    taken.listen(4321, '127.0.0.1', resolve);
  });
  try {
    await atDesk(async (desk) => {
      const { stdout } = await desk.dojoWith({ DOJO_TEST_SERVER: '/nowhere/server' }, 'doctor');
      expect(stdout).toContain('Port 4321 is in use');
      expect(stdout).toContain('npm run site -- --port 4400');
    });
  } finally {
    await new Promise((resolve) => taken.close(resolve));
  }
});
