import { spawn, spawnSync } from 'node:child_process';
import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import process from 'node:process';

export interface Outcome {
  /** The exit code; undefined when it did not start, was killed, or ran into the limit. */
  readonly code: number | undefined;
  /** What it printed, on both channels, at most the last 64 KB. */
  readonly output: string;
  readonly late: boolean;
}

export interface CommandOptions {
  /** Longest time it may take, in milliseconds. */
  readonly limit: number;
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Gives up early; the process is ended as at the limit. */
  readonly signal?: AbortSignal;
  /** Started in a group of its own, so that what it starts ends with it. */
  readonly ownGroup?: boolean;
}

const KEPT_OUTPUT = 65_536;

/**
 * Runs a command to its end and never rejects. Its input is a pipe that closes when we end, which
 * is how our own child scripts notice. Batch files of Windows are run through its shell; their
 * arguments must therefore be constants, never paths or anything from outside.
 */
export function runCommand(
  command: string,
  args: readonly string[],
  options: CommandOptions,
): Promise<Outcome> {
  const batch = process.platform === 'win32' && /\.(cmd|bat)$/i.test(command);
  return new Promise((settle) => {
    const child = spawn(
      batch ? `"${command}" ${args.join(' ')}` : command,
      batch ? [] : [...args],
      {
        cwd: options.cwd,
        env: options.env ?? process.env,
        shell: batch,
        windowsHide: true,
        detached: options.ownGroup === true && process.platform !== 'win32',
        stdio: ['pipe', 'pipe', 'pipe'],
      },
    );
    let output = '';
    let late = false;
    const keep = (text: string): void => {
      output = (output + text).slice(-KEPT_OUTPUT);
    };
    child.stdin.on('error', () => {});
    child.stdout.setEncoding('utf8').on('data', keep);
    child.stderr.setEncoding('utf8').on('data', keep);
    const giveUp = (): void => {
      late = true;
      if (child.pid !== undefined) endProcess(child.pid);
      // A grandchild may hold the pipes open; nobody waits for it.
      child.stdout.destroy();
      child.stderr.destroy();
    };
    const timer = setTimeout(giveUp, options.limit);
    options.signal?.addEventListener('abort', giveUp, { once: true });
    const done = (code: number | null): void => {
      clearTimeout(timer);
      options.signal?.removeEventListener('abort', giveUp);
      settle({ code: late ? undefined : (code ?? undefined), output, late });
    };
    child.once('error', (cause) => {
      keep(cause.message);
      done(null);
    });
    child.once('close', done);
  });
}

/** Ends a process and what it started, at once; one that is gone already is no error. */
export function endProcess(pid: number): void {
  if (process.platform === 'win32') {
    spawnSync('taskkill', ['/pid', String(pid), '/T', '/F'], { windowsHide: true });
    return;
  }
  endGroup(pid);
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // Gone already.
  }
}

/** Ends what is left of the group that a process led. Windows knows no groups. */
export function endGroup(leader: number): void {
  if (process.platform === 'win32') return;
  try {
    process.kill(-leader, 'SIGKILL');
  } catch {
    // It led no group, or nobody is left.
  }
}

/**
 * Waits until every process of a group is gone, after `endProcess`; at most a second, because a
 * container may have nobody who collects the ended ones. Windows knows no groups.
 */
export async function groupGone(pid: number): Promise<void> {
  if (process.platform === 'win32') return;
  for (let turn = 0; turn < 200; turn += 1) {
    try {
      process.kill(-pid, 0);
    } catch {
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** Finds a program by name in PATH, as the shell would, or undefined. */
export function inPath(name: string, path = process.env['PATH'] ?? ''): string | undefined {
  const endings = process.platform === 'win32' ? ['.exe', '.cmd', '.bat'] : [''];
  for (const folder of path.split(delimiter)) {
    if (folder === '') continue;
    for (const ending of endings) {
      const file = resolve(join(folder, name + ending));
      if (isExecutable(file)) return file;
    }
  }
  return undefined;
}

/** Whether a path is a file that this user may execute. */
export function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
