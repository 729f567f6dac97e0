import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { CourseCopy } from '../../bench/course-copy.ts';
import { memoryOf } from '../../bench/memory.ts';
import { PLAIN_VITEST, WarmWatch } from '../../bench/warm.ts';
import { readKatas } from '../../src/course/katas.ts';

const COURSE = join(import.meta.dirname, '..', '..');

test('plain Vitest in watch mode judges an answer when it is saved', async () => {
  const [kata] = (await readKatas(COURSE)).filter(({ slug }) => slug === 'saga');
  if (!kata) throw new Error('There is no saga.');
  const copy = await CourseCopy.make(COURSE, ['vitest.config.ts', 'test/closing-line.ts']);
  try {
    await copy.solve(kata);
    const watch = await WarmWatch.open(copy, kata, PLAIN_VITEST);
    try {
      expect(watch.checks).toBeGreaterThan(0);
      expect(await watch.save(0)).toBeGreaterThan(0);
    } finally {
      await watch.close();
    }
  } finally {
    copy.remove();
  }
});

test.runIf(process.platform === 'linux')('memory is that of a whole tree', async () => {
  const holds = `Buffer.alloc(100e6, 1)`;
  const inner = `globalThis.held = ${holds}; console.log('ready'); setInterval(() => {}, 1000)`;
  const outer = `require('node:child_process').spawn(process.execPath, ['-e', ${JSON.stringify(inner)}], { stdio: 'inherit' })`;
  const child = spawn(process.execPath, ['-e', outer], { detached: true });
  try {
    await once(child.stdout, 'data');
    expect(await memoryOf(child.pid ?? 0)).toBeGreaterThan(100e6);
  } finally {
    process.kill(-(child.pid ?? 0), 'SIGKILL');
  }
});
