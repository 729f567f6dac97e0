import {
  cp,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  writeFile,
} from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import process from 'node:process';
import { CourseError } from '../course/error.ts';
import { inPath, runCommand, type Outcome } from '../server/command.ts';
import { copyCache, sha256 } from '../server/index.ts';
import { serverCache } from '../judge/dojo.ts';
import { npmCommand, NPM_CACHE, OFFLINE } from './install.mjs';

/** A bundle unpacks into a folder of this name. */
const NAME = 'durable-dojo';
/** What is made anew on each machine, or is somebody's own. */
const NOT_PACKED = new Set([
  '.git',
  '.dojo',
  '.astro',
  'answers',
  'dist',
  'kit',
  'node_modules',
  'reports',
  OFFLINE,
]);
/** Bundles that were made before, wherever they lie. */
const BUNDLE = /\.tar(?:\.sha256)?$/;
/** Where people keep what nobody else may know. */
const SECRETS = /^\.(npmrc|env.*)$/;
/** Downloads over a slow line take their time, in milliseconds. */
const LIMIT_MS = 1_800_000;

/** A kind of machine, as npm and Node name it: `linux-x64`, `darwin-arm64`, `win32-x64`. */
export interface Platform {
  readonly os: string;
  readonly cpu: string;
}

export const HERE: Platform = { os: process.platform, cpu: process.arch };

/** A bundle that was written. */
export interface Bundle {
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
}

export interface BundleRequest {
  /** The repository. */
  readonly root: string;
  /** Where the bundle is to be written: a tar archive. */
  readonly path: string;
  /** For which machines. */
  readonly platforms: readonly Platform[];
  /** Is told what goes on, a line at a time. */
  readonly progress: (line: string) => void;
}

/**
 * @throws {CourseError} when it is no platform that the course runs on
 */
export function platformOf(text: string): Platform {
  const [, os, cpu] = /^(linux|darwin|win32)-(x64|arm64)$/.exec(text) ?? [];
  if (os !== undefined && cpu !== undefined) return { os, cpu };
  throw new CourseError(
    `'${text}' is no kind of machine that the course knows.`,
    `It is one of linux-x64, linux-arm64, darwin-x64, darwin-arm64, win32-x64, win32-arm64. This one is ${HERE.os}-${HERE.cpu}.`,
    { kind: 'usage' },
  );
}

/**
 * Packs the course with its packages and the test server of this machine, for machines without a
 * network. Who unpacks it types `npm start`, and nothing is asked of a network.
 *
 * @throws {CourseError} when a package cannot be had, or the archive cannot be written
 */
export async function writeBundle(request: BundleRequest): Promise<Bundle> {
  const { root, progress } = request;
  const path = resolve(request.path);
  const tar = inPath('tar');
  if (tar === undefined) {
    throw new CourseError(
      'There is no `tar` in PATH, which writes the archive.',
      'Install it, then type the same command again.',
    );
  }
  await mkdir(join(root, '.dojo'), { recursive: true });
  const work = await mkdtemp(join(root, '.dojo', 'offline-'));
  try {
    const course = join(work, NAME);
    for (const name of await readdir(root)) {
      if (!isPacked(name)) continue;
      const filter = (from: string) => !BUNDLE.test(from);
      await cp(join(root, name), join(course, name), { recursive: true, filter });
    }
    await copyCache(serverCache(root), serverCache(course));
    for (const platform of request.platforms) {
      progress(`Packages for ${platform.os}-${platform.cpu} …`);
      await fetchPackages(root, course, platform);
    }
    progress('Packing …');
    await mkdir(dirname(path), { recursive: true });
    // Packages are compressed already.
    const packed = join(work, 'bundle.tar');
    must(
      'The archive could not be written.',
      await runCommand(tar, ['-cf', packed, '-C', work, NAME], { limit: LIMIT_MS }),
    );
    const { size: bytes } = await stat(packed);
    const sum = await sha256(packed);
    await moveTo(packed, path);
    await writeFile(`${path}.sha256`, `${sum}  ${basename(path)}\n`);
    return { path, bytes, sha256: sum };
  } finally {
    await rm(work, { recursive: true, force: true, maxRetries: 3 });
  }
}

/** Whether something of this name, in the repository's own folder, goes into a bundle. */
export function isPacked(name: string): boolean {
  return !NOT_PACKED.has(name) && !SECRETS.test(name) && !BUNDLE.test(name);
}

/** Has npm fetch what the lockfile names, for one kind of machine, into the cache of the bundle. */
async function fetchPackages(root: string, course: string, { os, cpu }: Platform): Promise<void> {
  const folder = join(course, '..', `packages-${os}-${cpu}`);
  await mkdir(folder);
  for (const file of ['package.json', 'package-lock.json']) {
    await cp(join(root, file), join(folder, file));
  }
  // Not among the arguments: on Windows they go through its shell.
  const env = { ...process.env, npm_config_cache: join(course, NPM_CACHE) };
  const [command, ...first] = npmCommand();
  const quiet = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  const machine = [`--os=${os}`, `--cpu=${cpu}`, ...(os === 'linux' ? ['--libc=glibc'] : [])];
  const npm = async (cwd: string, ...args: string[]) =>
    must(
      `npm could not fetch the packages for ${os}-${cpu}.`,
      await runCommand(inPath(command) ?? command, [...first, ...args, ...machine, ...quiet], {
        cwd,
        env,
        limit: LIMIT_MS,
      }),
    );
  await npm(folder, 'ci');
  // The exact Node is a package too. The package `node` asks for it when it is set up, and asks
  // again for what it needs itself; so it is asked here in the same way.
  const setUp = join(folder, 'node_modules', 'node');
  const { version } = JSON.parse(await readFile(join(setUp, 'package.json'), 'utf8')) as {
    version: string;
  };
  // Forced, because what is asked for by name npm takes only for the machine where it runs.
  await npm(setUp, 'install', '--no-save', '--force', `${nodePackage({ os, cpu })}@${version}`);
  await rm(folder, { recursive: true, force: true, maxRetries: 3 });
}

/** The name under which the package `node` looks for Node itself. */
export function nodePackage({ os, cpu }: Platform): string {
  const prefix = os === 'darwin' && cpu === 'arm64' ? 'node-bin' : 'node';
  return [prefix, os === 'win32' ? 'win' : os, cpu].join('-');
}

function must(what: string, { code, output, late }: Outcome): void {
  if (code === 0) return;
  const said = late ? 'It took longer than half an hour.' : `It said:\n${output.trim()}`;
  throw new CourseError(
    `${what} ${said}`,
    'Check the network and the disk, then type the same command again.',
  );
}

/** Moves a file to where it may be another disk; who looks there sees all of it or nothing. */
async function moveTo(from: string, to: string): Promise<void> {
  const beside = `${to}.${process.pid}.tmp`;
  try {
    await rename(from, to);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EXDEV') throw error;
    await cp(from, beside);
    await rename(beside, to);
  }
}
