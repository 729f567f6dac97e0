import { join } from 'node:path';
import { expect, test } from 'vitest';
import { diskTrouble, unlessDisk } from '../../src/cli/disk-trouble.ts';

const ROOT = join(import.meta.dirname, '..', '..');

function failure(code: string, path: string, syscall = 'open'): Error {
  return Object.assign(new Error(code), { code, path, syscall });
}

test.each([
  [failure('ENOSPC', join(ROOT, 'answers')), 'The disk is full.'],
  [
    failure('EROFS', join(ROOT, 'answers', 'progress.json.0a1b2c3d.tmp')),
    `${join('answers', 'progress.json')} may not be written: the disk is read-only.`,
  ],
  [failure('EACCES', '/elsewhere'), 'There is no permission for /elsewhere.'],
  [failure('ENOENT', join(ROOT, 'answers'), 'mkdir'), 'answers may not be made.'],
  [failure('ENOENT', join(ROOT, 'answers')), undefined],
  [new Error('a bug'), undefined],
])('%o is trouble with the disk, or is not', (error, trouble) => {
  expect(diskTrouble(error)).toBe(trouble);
});

test('what is no trouble with the disk is not hidden', async () => {
  expect(await unlessDisk(Promise.resolve())).toBeUndefined();
  expect(await unlessDisk(Promise.reject(failure('ENOSPC', '/')))).toBe('The disk is full.');
  await expect(unlessDisk(Promise.reject(new Error('a bug')))).rejects.toThrow('a bug');
});
