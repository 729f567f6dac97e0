import { spawn, type ChildProcess, type StdioOptions } from 'node:child_process';
import { accessSync, constants, existsSync, readlinkSync, realpathSync } from 'node:fs';
import { delimiter, dirname, join, resolve } from 'node:path';

/** What a process in a sandbox may use of the machine. Each limit is far above what an honest answer needs. */
const LIMITS = {
  /** Processes and threads: a host has about forty. */
  nproc: 256,
  /** Seconds of processor time, of each process: the capstone's solution needs six in all. */
  cpu: 120,
  /**
   * Bytes of private memory, which buffers outside of the heap count to. The SDK's Worker needs 1.2 GB
   * of address space to begin; with 2 GiB, of all numbers, V8 finds no place for its code.
   */
  data: 1536 * 1024 ** 2,
  nofile: 512,
  /** Bytes of a file. */
  fsize: 64 * 1024 ** 2,
  core: 0,
};
/** Bytes of the one folder in which it may write. */
export const TMP_BYTES = 64 * 1024 ** 2;
/** What programs need of the system to begin. */
const SYSTEM = ['/usr', '/lib', '/lib32', '/lib64', '/bin', '/sbin', '/etc/ld.so.cache'];

/** What a sandbox lets in. */
export interface Sandbox {
  /** Files and folders that can be read in there, under their own names. */
  readonly readable: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/** Where a program lies, if it is in the PATH. */
export function programAt(name: string): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  return folders
    .map((folder) => join(folder, name))
    .find((path) => {
      try {
        accessSync(path, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });
}

/**
 * Starts a program in a sandbox: without a network, without a sight of other processes, of files or
 * of this process's environment, and without a place to write but a small one in memory. All that it
 * started ends with it, and it ends with this process.
 *
 * @param command the program's path, and what it is told
 * @throws Error when bubblewrap or prlimit is not there
 */
export function spawnIn(
  { readable, env }: Sandbox,
  command: readonly string[],
  stdio: StdioOptions,
): ChildProcess {
  const [bwrap, prlimit] = ['bwrap', 'prlimit'].map((name) => {
    const path = programAt(name);
    if (path === undefined) throw new Error(`There is no ${name} in the PATH.`);
    return path;
  }) as [string, string];
  const limits = Object.entries(LIMITS).map(([name, most]) => `--${name}=${most}`);
  const args = [
    '--unshare-all',
    // Nobody in there can make a sandbox of their own, and be root in it.
    '--unshare-user --disable-userns --uid 65534 --gid 65534'.split(' '),
    '--die-with-parent',
    // Whoever shares a terminal could type into it.
    '--new-session',
    ['--hostname', 'sandbox'],
    '--clearenv',
    Object.entries(env).map(([name, value]) => ['--setenv', name, value]),
    SYSTEM.map(systemPart),
    '--proc /proc --dev /dev'.split(' '),
    `--size ${TMP_BYTES} --perms 1777 --tmpfs /tmp`.split(' '),
    readable.map((path) => ['--ro-bind', path, path]),
    // What lies around the mounts is memory too, and without a limit.
    '--remount-ro /dev --remount-ro /'.split(' '),
    ['--chdir', '/tmp'],
    ['--', prlimit, limits],
    ['--', command],
  ];
  // In there, /proc/1/environ shows what bubblewrap itself was given.
  return spawn(bwrap, args.flat(2), { stdio, env: {}, cwd: '/' });
}

/** How a program ended, and what it printed. */
export interface Ending {
  /** Its exit code; or why it never began. */
  readonly code: unknown;
  readonly printed: string;
  readonly errors: string;
}

/** Waits until a program has ended and all that it printed is here. */
export async function ending(child: ChildProcess): Promise<Ending> {
  let [printed, errors] = ['', ''];
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (printed += text));
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (errors += text));
  const code = await new Promise((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('close', resolve);
  });
  return { code, printed, errors: errors.trim() };
}

/** A part of the system as it is out here: a link stays a link. */
function systemPart(path: string): string[] {
  if (!existsSync(path)) return [];
  try {
    return ['--symlink', readlinkSync(path), path];
  } catch {
    return ['--ro-bind', path, path];
  }
}

/** Where this machinery lies; the course that is graded may lie elsewhere. */
export const OWN = resolve(import.meta.dirname, '../../..');

/** What our own programs need to be read: Node, the dependencies, the machinery. */
export function machinery(): string[] {
  const parts = ['node_modules', 'src', 'package.json'].map((name) => join(OWN, name));
  // Where a part is a link, programs know it by both names.
  const both = new Set([...parts, ...parts.map((part) => realpathSync(part))]);
  const node = realpathSync(process.execPath);
  const known = [...SYSTEM, ...both].some((part) => node.startsWith(`${part}/`));
  return [...both, ...(known ? [] : [dirname(node)])];
}
