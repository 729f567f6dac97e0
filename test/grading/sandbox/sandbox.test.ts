import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { CANARIES, escapes } from '../../../src/grading/sandbox/canaries.ts';
import { machinery, spawnIn } from '../../../src/grading/sandbox/sandbox.ts';

const ROOT = resolve(import.meta.dirname, '../../..');

test('no canary gets out of the sandbox', async () => {
  expect(await escapes(ROOT)).toEqual([]);
});

test('a canary that gets out is seen', async () => {
  const out = await escapes(ROOT, ({ readable, env }, ...rest) =>
    spawnIn({ readable: [...readable, tmpdir()], env }, ...rest),
  );
  expect(out.map(({ name }) => name)).toEqual(['reads-a-file', 'lists-a-folder']);
});

test('canaries that are not heard of have not been seen to fail', async () => {
  const out = await escapes(ROOT, (sandbox, _, stdio) =>
    spawnIn(sandbox, ['/usr/bin/env', 'false'], stdio),
  );
  expect(out.map(({ name }) => name)).toEqual(CANARIES);
});

test('everything that was started in a sandbox ends with it', async () => {
  const script = `
    const { spawn } = require('node:child_process');
    const options = { detached: true, stdio: 'ignore' };
    for (let count = 0; count < 5; count += 1) spawn('sleep', ['${SLEEP}'], options).unref();
    setTimeout(() => console.log('started'), 100);
    setInterval(() => undefined, 1000);`;
  const child = spawnIn(
    { readable: machinery(), env: {} },
    [process.execPath, '-e', script],
    ['ignore', 'pipe', 'ignore'],
  );
  await once(child.stdout!, 'data');
  expect(await sleepers()).toHaveLength(5);
  child.kill('SIGKILL');
  await expect.poll(sleepers).toEqual([]);
});

/** So long nobody else sleeps. */
const SLEEP = String(86_400 + process.pid / 1e6);

/** The processes of this machine that sleep so long. */
async function sleepers(): Promise<string[]> {
  const { readdir, readFile } = await import('node:fs/promises');
  const found: string[] = [];
  for (const pid of await readdir('/proc')) {
    const words = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
    if (words === `sleep\0${SLEEP}\0`) found.push(pid);
  }
  return found;
}
