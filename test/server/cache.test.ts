import {
  mkdir,
  readdir,
  readFile,
  realpath,
  rm,
  stat,
  symlink,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  inScratch,
  isWhole,
  keepNewest,
  putInPlace,
  realFolder,
  seal,
  sha256,
} from '../../src/server/cache.ts';
import { inFolder } from './fixtures.ts';

/** A sealed part with two files. */
async function part(folder: string, name = 'part', text = 'one'): Promise<string> {
  const path = join(folder, name);
  await mkdir(join(path, 'sub'), { recursive: true });
  await writeFile(join(path, 'a.jar'), text);
  await writeFile(join(path, 'sub', 'b.jar'), 'two');
  await seal(path);
  return path;
}

describe('a cache', () => {
  test('that is reached by a link is the one that the link leads to', async () => {
    await inFolder(async (folder) => {
      await mkdir(join(folder, 'cache'));
      await symlink(join(folder, 'cache'), join(folder, 'link'), 'junction');
      const real = await realpath(join(folder, 'cache'));
      expect(await realFolder(join(folder, 'link'))).toBe(real);
      expect(await realFolder(join(folder, 'missing'))).toBe(join(folder, 'missing'));
    });
  });

  test('keeps the newest parts of a kind, and leaves other kinds alone', async () => {
    await inFolder(async (folder) => {
      for (const [name, changed] of [
        ['data-a', 3],
        ['data-b', 1],
        ['data-c', 2],
        ['jars', 0],
      ] as const) {
        await part(folder, name);
        await utimes(join(folder, name), changed, changed);
      }
      await keepNewest(folder, 'data-', 2);
      expect((await readdir(folder)).toSorted()).toEqual(['data-a', 'data-c', 'jars']);
    });
  });
});

describe('a part of the cache', () => {
  test('is whole after it was sealed, and says its size', async () => {
    await inFolder(async (folder) => {
      const path = await part(folder);
      expect(await isWhole(path)).toBe(true);
      expect(await seal(path)).toEqual({ bytes: 6 });
    });
  });

  test.each([
    [
      'a file has other bytes of the same length',
      (p: string) => writeFile(join(p, 'a.jar'), 'eno'),
    ],
    ['a file is longer', (p: string) => writeFile(join(p, 'a.jar'), 'one and more')],
    ['a file is empty', (p: string) => writeFile(join(p, 'a.jar'), '')],
    ['a file is gone', (p: string) => rm(join(p, 'sub', 'b.jar'))],
    ['the record is gone', (p: string) => rm(join(p, 'record.json'))],
    ['the record is half a file', (p: string) => writeFile(join(p, 'record.json'), '[{"file":')],
    ['the record is of another shape', (p: string) => writeFile(join(p, 'record.json'), '[1]')],
    ['the record is empty', (p: string) => writeFile(join(p, 'record.json'), '[]')],
  ])('is not whole when %s', async (_what, damage) => {
    await inFolder(async (folder) => {
      const path = await part(folder);
      // A change within the file system's granularity of time would be invisible by design.
      await utimes(join(path, 'a.jar'), 1_000, 1_000);
      await seal(path);
      await damage(path);
      expect(await isWhole(path)).toBe(false);
    });
  });

  test('stays whole when a file is only touched, and is not read again after that', async () => {
    await inFolder(async (folder) => {
      const path = await part(folder);
      await utimes(join(path, 'a.jar'), 1_000, 1_000);
      expect(await isWhole(path)).toBe(true);
      expect(await readFile(join(path, 'record.json'), 'utf8')).toContain('"changed": 1000000');
    });
  });

  test('must have the pinned files, no more and no fewer', async () => {
    await inFolder(async (folder) => {
      const path = await part(folder);
      const a = await sha256(join(path, 'a.jar'));
      const b = await sha256(join(path, 'sub', 'b.jar'));
      expect(await isWhole(path, { 'a.jar': a, 'sub/b.jar': b })).toBe(true);
      expect(await isWhole(path, { 'a.jar': a })).toBe(false);
      expect(await isWhole(path, { 'a.jar': a, 'sub/b.jar': a })).toBe(false);
      expect(await seal(path, { 'a.jar': b, 'sub/b.jar': b, 'c.jar': a })).toEqual({
        wrong: ['a.jar', 'c.jar'],
      });
    });
  });

  test('replaces a damaged one', async () => {
    await inFolder(async (folder) => {
      const old = await part(folder, 'place');
      await rm(join(old, 'a.jar'));
      await putInPlace(await part(folder, 'fresh', 'new'), old);
      expect(await readFile(join(old, 'a.jar'), 'utf8')).toBe('new');
      expect(await readdir(folder)).toEqual(['place']);
    });
  });

  test('leaves a whole one alone, and goes', async () => {
    await inFolder(async (folder) => {
      const old = await part(folder, 'place');
      await putInPlace(await part(folder, 'fresh', 'new'), old);
      expect(await readFile(join(old, 'a.jar'), 'utf8')).toBe('one');
      expect(await readdir(folder)).toEqual(['place']);
    });
  });
});

describe('a scratch folder', () => {
  test('is gone afterwards, also when the work fails', async () => {
    await inFolder(async (folder) => {
      const work = inScratch(folder, async (scratch) => {
        await writeFile(join(scratch, 'half'), 'a file');
        throw new Error('broken off');
      });
      await expect(work).rejects.toThrow('broken off');
      expect(await readdir(folder)).toEqual([]);
    });
  });

  test('that a killed process left long ago is swept up, a young one is not', async () => {
    await inFolder(async (folder) => {
      await mkdir(join(folder, 'fetch-1-old'));
      await mkdir(join(folder, 'fetch-1-young'));
      await utimes(join(folder, 'fetch-1-old'), 1_000, 1_000);
      await inScratch(folder, async (scratch) => {
        expect((await stat(scratch)).isDirectory()).toBe(true);
      });
      expect(await readdir(folder)).toEqual(['fetch-1-young']);
    });
  });
});
