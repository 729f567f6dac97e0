import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { CourseCopy } from '../../bench/course-copy.ts';
import { serverFile } from '../../bench/server-file.ts';
import { WarmWatch } from '../../bench/warm.ts';
import { readKatas } from '../../src/course/katas.ts';
import { anyServer, inFolder, needs } from '../server/fixtures.ts';

const COURSE = join(import.meta.dirname, '..', '..');

test('a save in a copy of the course gets a verdict, and the copy goes', async (context) => {
  await inFolder(async (folder) => {
    // So that the copy does not prepare a fast start of its own.
    const server = await serverFile(await anyServer(), folder);
    needs(context, 'path' in server, 'a test server in one file');
    if ('path' in server) vi.stubEnv('DOJO_TEST_SERVER', server.path);
    onTestFinished(() => void vi.unstubAllEnvs());

    const [kata] = (await readKatas(COURSE)).filter(({ slug }) => slug === 'saga');
    if (!kata) throw new Error('There is no saga.');
    const copy = await CourseCopy.make(COURSE);
    try {
      await copy.solve(kata);
      const watch = await WarmWatch.open(copy, kata);
      expect(watch.checks).toBeGreaterThan(0);
      expect(await watch.save(0)).toBeGreaterThan(0);
      await watch.close();
    } finally {
      copy.remove();
    }
    await expect(access(copy.root)).rejects.toThrow('ENOENT');
    // Only the way to the packages was there, not they themselves.
    await access(join(COURSE, 'node_modules', 'vitest', 'package.json'));
  });
});
