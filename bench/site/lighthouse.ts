import { copyFile, mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { npmCommand } from '../../src/cli/install.mjs';
import { CourseError } from '../../src/course/error.ts';
import { runCommand } from '../../src/server/command.ts';
import { leaving } from '../leaving.ts';
import { load } from '../machine.ts';
import type { Progress } from '../progress.ts';
import { median } from '../statistics.ts';
import type { Lighthouse, Points, Score } from './figures.ts';
import { KINDS } from './pages.ts';

const ROUNDS = 3;
const AUDIT_LIMIT_MS = 180_000;
const INSTALL_LIMIT_MS = 600_000;
/** The manifest and the lockfile of what is installed for this alone. */
const MANIFEST = join(import.meta.dirname, '..', 'lighthouse');

/** What Lighthouse writes, as far as it matters here. */
interface Report {
  readonly lighthouseVersion: string;
  readonly runtimeError?: { readonly message: string };
  readonly categories: Readonly<Record<string, { readonly score: number | null }>>;
}

/**
 * Lets Lighthouse look at one page of each kind, as at a phone on a slow network, several times
 * each: the pages take turns, so that whatever else the machine does falls on all.
 *
 * @param cache where it is installed, if it is not there yet
 */
export async function lighthouse(
  cache: string,
  { url, chromium }: { url: string; chromium: string },
  progress: Progress,
): Promise<Lighthouse> {
  const cli = await install(cache, progress);
  const seen = new Map<string, Points[]>(KINDS.map(({ path }) => [path, []]));
  const loads: number[] = [];
  let version = '';
  progress.begin('Lighthouse');
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const { path } of KINDS) {
      loads.push(load().average ?? NaN);
      const began = performance.now();
      const report = await audit(cli, { address: url + path, chromium, folder: cache });
      progress.took(performance.now() - began);
      version = report.lighthouseVersion;
      seen.get(path)?.push(pointsOf(report));
    }
  }
  const pages = KINDS.map(({ kind, path }) => ({ kind, path, ...middle(seen.get(path) ?? []) }));
  const highest = Math.max(...loads);
  return { version, rounds: ROUNDS, pages, load: Number.isNaN(highest) ? undefined : highest };
}

/**
 * Installs Lighthouse, once. It is no package of the course itself, since it is a quarter as large
 * as all of those, and nobody else needs it.
 *
 * @returns the path of its command line
 */
async function install(cache: string, progress: Progress): Promise<string> {
  const cli = join(cache, 'node_modules', 'lighthouse', 'cli', 'index.js');
  const manifest = join(cache, 'package.json');
  if ((await textOf(manifest)) === (await textOf(join(MANIFEST, 'package.json')))) return cli;
  progress.line('Lighthouse: installing it (110 packages, 180 MB), once …');
  await rm(cache, { recursive: true, force: true });
  await mkdir(cache, { recursive: true });
  await copyFile(join(MANIFEST, 'package-lock.json'), join(cache, 'package-lock.json'));

  await copyFile(join(MANIFEST, 'package.json'), manifest);
  const [command, ...first] = npmCommand();
  const { code, output } = await runCommand(
    command,
    [...first, 'ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'],
    { cwd: cache, limit: INSTALL_LIMIT_MS, signal: leaving },
  );
  if (code === 0) return cli;
  await rm(cache, { recursive: true, force: true });
  throw new CourseError(
    `npm could not install Lighthouse. It said:\n${output}`,
    'Check the network and the disk, then type the same command again.',
  );
}

function textOf(path: string): Promise<string | undefined> {
  return readFile(path, 'utf8').catch(() => undefined);
}

async function audit(
  cli: string,
  { address, chromium, folder }: { address: string; chromium: string; folder: string },
): Promise<Report> {
  const path = join(folder, 'report.json');
  const flags = ['--headless=new', ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])];
  const { code, output } = await runCommand(
    process.execPath,
    [
      cli,
      address,
      '--quiet',
      '--no-enable-error-reporting',
      '--only-categories=performance,accessibility,best-practices,seo',
      '--output=json',
      `--output-path=${path}`,
      `--chrome-flags=${flags.join(' ')}`,
    ],
    {
      limit: AUDIT_LIMIT_MS,
      env: { ...process.env, CHROME_PATH: chromium },
      ownGroup: true,
      signal: leaving,
    },
  );
  const report = JSON.parse((await textOf(path)) ?? '{}') as Partial<Report>;
  await rm(path, { force: true });
  const { lighthouseVersion, categories, runtimeError } = report;
  if (code === 0 && lighthouseVersion && categories && !runtimeError) {
    return { lighthouseVersion, categories };
  }
  throw new CourseError(
    `Lighthouse could not look at ${address}:\n${runtimeError?.message ?? output.slice(-2000)}`,
    'Look whether the Chromium that DOJO_CHROMIUM names, or that is in PATH, starts.',
  );
}

function pointsOf({ categories }: Report): Points {
  const points = (name: string) => Math.round((categories[name]?.score ?? 0) * 100);
  return {
    performance: points('performance'),
    accessibility: points('accessibility'),
    practices: points('best-practices'),
    search: points('seo'),
  };
}

function middle(rounds: readonly Points[]): Omit<Score, 'kind' | 'path'> {
  const of = (part: keyof Points) => median(rounds.map((points) => points[part]));
  return {
    performance: of('performance'),
    accessibility: of('accessibility'),
    practices: of('practices'),
    search: of('search'),
  };
}
