import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { MAX_FILE_BYTES, takeIn } from '../../src/grading/intake.ts';

const WANTED = ['activities.ts', 'workflows.ts'];
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dojo intake é '));
});

afterEach(() => rm(folder, { recursive: true, force: true }));

const write = (path: string, text: string | Uint8Array) => writeFile(join(folder, path), text);

test('the files that count are read, and the names of others are told', async () => {
  await write('workflows.ts', 'export {};\n');
  await write('workflow.ts', 'export {};\n');
  await write('package.json', '{ "type": "commonjs" }');
  await mkdir(join(folder, 'node_modules'));
  expect(await takeIn(folder, WANTED)).toEqual({
    files: { 'workflows.ts': 'export {};\n' },
    ignored: ['node_modules', 'package.json', 'workflow.ts'],
    refused: [],
  });
});

test('a folder that is not there has nothing', async () => {
  const nothing = { files: {}, ignored: [], refused: [] };
  expect(await takeIn(join(folder, 'no'), WANTED)).toEqual(nothing);
});

test.skipIf(process.platform === 'win32')('no link is followed, whatever it leads to', async () => {
  await write('secret.ts', 'export const secret = 1;');
  await symlink(join(folder, 'secret.ts'), join(folder, 'workflows.ts'));
  await symlink('/etc', join(folder, 'lib'));
  const { files, refused } = await takeIn(folder, ['workflows.ts', 'lib/hostname']);
  expect(files).toEqual({});
  expect(refused).toEqual([
    'workflows.ts is a link, and no link is followed.',
    'lib/hostname is a link, and no link is followed.',
  ]);
});

test.skipIf(process.platform === 'win32')('who waits for nobody reads no pipe', async () => {
  execFileSync('mkfifo', [join(folder, 'workflows.ts')]);
  await mkdir(join(folder, 'activities.ts'));
  const { refused } = await takeIn(folder, WANTED);
  expect(refused).toEqual(['activities.ts is no file.', 'workflows.ts is no file.']);
});

test('what is too large, or no text, is refused', async () => {
  await write('workflows.ts', 'x'.repeat(MAX_FILE_BYTES + 1));
  await write('activities.ts', Buffer.from([0x65, 0xff, 0xfe]));
  await write('client.ts', 'a\0b');
  await write('tests.ts', 'x'.repeat(MAX_FILE_BYTES));
  const { files, refused } = await takeIn(folder, [...WANTED, 'client.ts', 'tests.ts']);
  expect(Object.keys(files)).toEqual(['tests.ts']);
  expect(refused).toEqual([
    'activities.ts is no text in UTF-8.',
    'workflows.ts has more than 200 kilobytes.',
    'client.ts is no text.',
  ]);
});

test('names are told without what would move a terminal, and not without end', async () => {
  for (let n = 0; n < 30; n += 1) await write(`note ${n} \u001b[2J\u202e.txt`, '');
  const { ignored } = await takeIn(folder, WANTED);
  expect(ignored).toHaveLength(20);
  expect(ignored.join('')).not.toMatch(/[\u001b\u202e]/);
});
