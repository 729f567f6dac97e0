import { spawn } from 'node:child_process';
import { basename } from 'node:path';
import process from 'node:process';
import { inPath, isExecutable } from '../server/command.ts';

/** How an editor is told a file and a line. */
type Way = 'goto' | 'line' | 'colon' | 'plus' | 'file';

/** An editor that is there. */
export interface Editor {
  /** Its name, for people: `code`. */
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly way: Way;
  /** Whether it needs the terminal for itself. */
  readonly inTerminal: boolean;
}

const WAYS: Readonly<Record<string, Way>> = {
  ...named('goto', 'code', 'code-insiders', 'cursor', 'windsurf', 'codium', 'vscodium', 'positron'),
  ...named('colon', 'zed', 'zeditor', 'zed-editor', 'subl', 'hx', 'helix'),
  ...named('line', 'idea', 'webstorm', 'phpstorm', 'pycharm', 'rider', 'goland', 'rubymine'),
  ...named('plus', 'vi', 'vim', 'nvim', 'gvim', 'mvim', 'nano', 'micro', 'kak', 'joe'),
  ...named('plus', 'emacs', 'emacsclient'),
};
const IN_TERMINAL = 'vi vim nvim nano pico micro kak joe ne mcedit hx helix ed'.split(' ');
/** Looked for where nobody named one. */
const USUAL = 'code cursor codium windsurf zed zeditor webstorm idea subl'.split(' ');
/** An editor that does not start says so within this time, in milliseconds. */
const STARTS_MS = 400;

/**
 * The editor to open files with: the one that `VISUAL` or `EDITOR` names, else the one whose
 * terminal this is, else a usual one that is installed.
 */
export function findEditor(env: NodeJS.ProcessEnv = process.env): Editor | undefined {
  const wish = env['VISUAL'] || env['EDITOR'];
  if (wish) return editorOf(...words(wish));
  const host = hostsOf(env);
  for (const name of [...host, ...USUAL]) {
    const command = inPath(name, env['PATH']);
    if (command !== undefined) return { ...editorOf(name), command };
  }
  return undefined;
}

/** The arguments by which an editor opens files, the first at a line. */
export function editorArgs({ args, way }: Editor, files: readonly string[], line = 1): string[] {
  const [first = '', ...others] = files;
  const ways: Readonly<Record<Way, readonly string[]>> = {
    goto: [...others, '--goto', `${first}:${line}`],
    colon: [...others, `${first}:${line}`],
    line: [...others, '--line', String(line), first],
    plus: [`+${line}`, first, ...others],
    file: [first, ...others],
  };
  return [...args, ...ways[way]];
}

/**
 * Starts an editor, and waits only for one that needs the terminal; within tmux that gets a window
 * of its own instead.
 *
 * @param alone does its work while the terminal is the editor's
 * @returns what went wrong
 */
export async function edit(
  editor: Editor,
  files: readonly string[],
  line: number,
  alone: (work: () => Promise<string | undefined>) => Promise<string | undefined>,
): Promise<string | undefined> {
  const args = editorArgs(editor, files, line);
  if (!editor.inTerminal) return started(editor.command, args);
  if (process.env['TMUX']) return started('tmux', ['new-window', editor.command, ...args]);
  return alone(() => ended(editor.command, args));
}

/** A process that goes on without us; resolves when it seems to have started. */
async function started(command: string, args: readonly string[]): Promise<string | undefined> {
  const child = spawn(...forShell(command, args), {
    stdio: 'ignore',
    detached: true,
    shell: onWindows(),
    windowsHide: true,
  });
  child.unref();
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(undefined), STARTS_MS);
    const done = (trouble: string | undefined): void => {
      clearTimeout(timer);
      resolve(trouble);
    };
    child.once('error', (error) => done(`${command} does not start: ${error.message}`));
    child.once('exit', (code) => done(code ? `${command} ended with code ${code}.` : undefined));
  });
}

/** A process that has the terminal until it ends. */
async function ended(command: string, args: readonly string[]): Promise<string | undefined> {
  const child = spawn(...forShell(command, args), { stdio: 'inherit', shell: onWindows() });
  return new Promise((resolve) => {
    child.once('error', (error) => resolve(`${command} does not start: ${error.message}`));
    child.once('exit', () => resolve(undefined));
  });
}

/** On Windows, `code` is a batch file, and these need a shell and quotes. */
function forShell(command: string, args: readonly string[]): [string, string[]] {
  if (!onWindows()) return [command, [...args]];
  return [[command, ...args].map((word) => `"${word}"`).join(' '), []];
}

function onWindows(): boolean {
  return process.platform === 'win32';
}

function editorOf(command: string, ...args: readonly string[]): Editor {
  const name = basename(command).replace(/\.(exe|cmd|bat)$/i, '');
  const inTerminal = name.startsWith('emacs') ? !emacsHasWindow(args) : IN_TERMINAL.includes(name);
  return { name, command, args, way: WAYS[name] ?? 'file', inTerminal };
}

function emacsHasWindow(args: readonly string[]): boolean {
  if (args.some((arg) => ['-nw', '-t', '-tty', '--tty', '--no-window-system'].includes(arg))) {
    return false;
  }
  const { DISPLAY, WAYLAND_DISPLAY } = process.env;
  return onWindows() || process.platform === 'darwin' || Boolean(DISPLAY ?? WAYLAND_DISPLAY);
}

/** The editors in whose terminal we may be. */
function hostsOf(env: NodeJS.ProcessEnv): readonly string[] {
  if (env['CURSOR_TRACE_ID']) return ['cursor'];
  if (env['TERM_PROGRAM'] === 'vscode') return ['code', 'codium', 'cursor', 'windsurf'];
  if (env['ZED_TERM']) return ['zed', 'zeditor'];
  if (env['TERMINAL_EMULATOR']?.startsWith('JetBrains')) return ['webstorm', 'idea'];
  return [];
}

/** A command as in a shell: words, some in quotes. A path with spaces may also stand bare. */
function words(wish: string): [string, ...string[]] {
  if (isExecutable(wish)) return [wish];
  const found = [...wish.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)];
  const [command = wish, ...args] = found.map(([, one, two, three]) => one ?? two ?? three ?? '');
  return [command, ...args];
}

function named(way: Way, ...names: readonly string[]): Record<string, Way> {
  return Object.fromEntries(names.map((name) => [name, way]));
}
