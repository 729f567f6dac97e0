import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Kata } from '../course/kata.ts';
import { edit, findEditor } from './editor.ts';

/**
 * Opens an answer in the learner's editor, where something is to be written.
 *
 * @param alone see `edit`
 * @returns what to tell the learner
 */
export async function editAnswer(
  root: string,
  { editable, lesson }: Kata,
  alone: Parameters<typeof edit>[3],
): Promise<string> {
  const editor = findEditor();
  if (!editor) {
    return 'No editor was found. Set VISUAL to the command of yours, such as code, and start again.';
  }
  const files = editable.map((path) => join(root, 'answers', lesson.folder, path));
  const trouble = await edit(editor, files, await firstTodo(files[0] ?? ''), alone);
  if (trouble !== undefined) return `${trouble} VISUAL or EDITOR may name another editor.`;
  return editor.inTerminal ? `Edited in ${editor.name}.` : `Opened in ${editor.name}.`;
}

/** The line of a file at which something is to be written, counted from 1. */
async function firstTodo(path: string): Promise<number> {
  const text = await readFile(path, 'utf8').catch(() => '');
  return Math.max(1, text.split('\n').findIndex((line) => line.includes('TODO')) + 1);
}
