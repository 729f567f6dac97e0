import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import process from 'node:process';
import { describe, expect, test } from 'vitest';
import { editorArgs, findEditor } from '../../src/cli/editor.ts';
import { inFolder } from '../server/fixtures.ts';

const FILES = ['/a b/workflows.ts', '/a b/activities.ts'];

test.each([
  ['code --wait', ['--wait', FILES[1], '--goto', '/a b/workflows.ts:7'], false],
  ['cursor', [FILES[1], '--goto', '/a b/workflows.ts:7'], false],
  ['zed', [FILES[1], '/a b/workflows.ts:7'], false],
  ['/opt/idea/bin/idea', [FILES[1], '--line', '7', FILES[0]], false],
  ['nvim -p', ['-p', '+7', ...FILES], true],
  ['emacs -nw', ['-nw', '+7', ...FILES], true],
  ['"my editor" \'--in front\'', ['--in front', ...FILES], false],
])('%s is told the files and the line', (wish, args, inTerminal) => {
  const editor = findEditor({ EDITOR: wish, VISUAL: '' });
  expect(editor && editorArgs(editor, FILES, 7)).toEqual(args);
  expect(editor?.inTerminal).toBe(inTerminal);
});

describe('the editor', () => {
  const end = process.platform === 'win32' ? '.exe' : '';

  async function withPrograms<T>(
    names: readonly string[],
    work: (path: string) => T | Promise<T>,
  ): Promise<T> {
    return inFolder(async (folder) => {
      const bin = join(folder, 'bin');
      await mkdir(bin);
      for (const name of names) {
        await writeFile(join(bin, name + end), '');
        await chmod(join(bin, name + end), 0o755);
      }
      return work([join(folder, 'none'), bin].join(delimiter));
    });
  }

  test('that VISUAL names comes before EDITOR', () => {
    expect(findEditor({ VISUAL: 'zed', EDITOR: 'vi' })?.name).toBe('zed');
  });

  test('in whose terminal we are comes before the others', async () => {
    await withPrograms(['code', 'zed', 'idea'], (PATH) => {
      expect(findEditor({ PATH, ZED_TERM: 'true' })?.name).toBe('zed');
      expect(findEditor({ PATH, TERMINAL_EMULATOR: 'JetBrains-JediTerm' })?.name).toBe('idea');
      expect(findEditor({ PATH })?.name).toBe('code');
    });
  });

  test('may be missing', async () => {
    await withPrograms([], (PATH) => expect(findEditor({ PATH })).toBeUndefined());
  });
});
