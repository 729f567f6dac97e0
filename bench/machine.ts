import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import os from 'node:os';
import process from 'node:process';
import type { ServerProgram } from '../src/server/index.ts';

/** What the figures were measured on. Nothing here names the machine or who uses it. */
export interface Machine {
  readonly processor: string;
  readonly cores: number;
  /** In bytes; where a container allows less than the machine has, that. */
  readonly memory: number;
  readonly system: string;
}

/** What the figures were measured with. */
export interface Versions {
  readonly node: string;
  readonly temporal: string;
  readonly vitest: string;
  /** With its Java, where it needs one. */
  readonly server: string;
}

/** How much else was going on. */
export interface Load {
  /** Programs that wanted a core at once, on average over the last minute; not known on Windows. */
  readonly average: number | undefined;
  /** Whether so much went on that the figures are worse than they should be. */
  readonly busy: boolean;
}

/** From this share of the cores on, others get in the way. */
const BUSY_SHARE = 0.4;

export async function machine(): Promise<Machine> {
  const allowed = process.constrainedMemory();
  const installed = os.totalmem();
  return {
    processor: (os.cpus()[0]?.model ?? 'unknown processor').trim(),
    cores: os.availableParallelism(),
    memory: allowed > 0 ? Math.min(allowed, installed) : installed,
    system: `${await systemName()}, ${process.arch}`,
  };
}

export function versions(server: ServerProgram): Versions {
  return {
    node: process.versions.node,
    temporal: versionOf('@temporalio/worker'),
    vitest: versionOf('vitest'),
    server: serverName(server),
  };
}

export function load(): Load {
  if (process.platform === 'win32') return { average: undefined, busy: false };
  const [average = 0] = os.loadavg();
  return { average, busy: average > BUSY_SHARE * os.availableParallelism() };
}

async function systemName(): Promise<string> {
  if (process.platform !== 'linux') return `${os.type()} ${os.release()}`;
  const release = await readFile('/etc/os-release', 'utf8').catch(() => '');
  return /^PRETTY_NAME="?(.*?)"?$/m.exec(release)?.[1] ?? 'Linux';
}

/** The version of a package that is installed. */
export function versionOf(name: string): string {
  // Not by `require`: what a package exports may leave its own manifest out.
  const manifest = new URL(`../node_modules/${name}/package.json`, import.meta.url);
  return (JSON.parse(readFileSync(manifest, 'utf8')) as { version: string }).version;
}

/** Without its path, which may hold a person's name. */
function serverName({ from, describe }: ServerProgram): string {
  if (from === 'environment') return 'the test server that DOJO_TEST_SERVER names';
  return describe.replace(/(, fetched earlier)? \(.*\)$/, '');
}
