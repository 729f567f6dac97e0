import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach } from 'vitest';
import { ASTRO, ROOT, astroEnvironment } from './astro.ts';
import { findChromium, launchChromium } from './chromium.ts';
import { serveFolder, type StaticServer } from './static-server.ts';

/** Where the site lies when it is tested: a page that forgets its base is not found. */
export const BASE = '/some/where/';

/** The site as it was built and is served for the tests of one file. */
export class BuiltSite {
  #folder = '';
  #server: StaticServer | undefined;
  #browser: Browser | undefined;

  /**
   * Has the site built before the tests of this file. As it is, it is built once for all files of
   * a test run, so nobody may change it.
   *
   * @param environment builds one that is special, for this file alone
   */
  constructor(environment: NodeJS.ProcessEnv = {}) {
    const special = Object.keys(environment).length > 0;
    beforeAll(async () => {
      if (special) {
        this.#folder = await mkdtemp(join(tmpdir(), 'dojo-site-'));
        await buildSite({ DOJO_BASE: BASE, DOJO_OUT: this.#folder, ...environment });
      } else {
        this.#folder = await builtForAll();
      }
      this.#server = await serveFolder(this.#folder, BASE);
      const executablePath = findChromium();
      if (!executablePath) return;
      this.#browser = await launchChromium(executablePath);
    }, 400_000);
    afterAll(async () => {
      await this.#browser?.close();
      await this.#server?.stop();
      if (special) await rm(this.#folder, { recursive: true, force: true });
    });
  }

  get folder(): string {
    return this.#folder;
  }

  get server(): StaticServer {
    if (!this.#server) throw new Error('The site is not built yet.');
    return this.#server;
  }

  get url(): string {
    return this.server.url;
  }

  file(path: string): Promise<string> {
    return readFile(join(this.#folder, path), 'utf8');
  }

  html(path: string): Promise<string> {
    return this.file(join(path, 'index.html'));
  }

  /** Skips the tests of a group where there is no browser, and fails them in CI. */
  needsChromium(): void {
    beforeEach((context) => {
      if (this.#browser) return;
      const reason = 'no Chromium: install it, or set DOJO_CHROMIUM to its path';
      if (process.env['CI']) throw new Error(`In CI this must run, and there is ${reason}.`);
      context.skip(reason);
    });
  }

  /** A reader who has never been here. Nothing is kept for being offline, unless that is asked for. */
  async open(
    options: Parameters<Browser['newContext']>[0] = {},
  ): Promise<BrowserContext & AsyncDisposable> {
    if (!this.#browser) throw new Error('There is no browser.');
    return this.#browser.newContext({ serviceWorkers: 'block', ...options });
  }

  /** Collects what a page must not do: complain, fail to load a part, or ask another host. */
  listen(page: Page, url = this.url): string[] {
    const complaints: string[] = [];
    const { origin } = new URL(url);
    page.on('console', (message) => {
      const isOurs = message.text() !== 'Service Worker registration blocked by Playwright';
      if (isOurs && ['error', 'warning'].includes(message.type())) complaints.push(message.text());
    });
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('requestfailed', (request) => complaints.push(`failed: ${request.url()}`));
    page.on('request', (request) => {
      const asked = new URL(request.url());
      if (asked.protocol.startsWith('http') && asked.origin !== origin) {
        complaints.push(`another host: ${request.url()}`);
      }
    });
    return complaints;
  }
}

/**
 * Builds the site of a course.
 *
 * @returns what the build printed
 * @throws when it fails; the error has `stdout` and `stderr`
 */
export async function buildSite(environment: NodeJS.ProcessEnv, cwd = ROOT): Promise<string> {
  await using _ = await alone(cwd);
  return build(environment, cwd);
}

async function build(environment: NodeJS.ProcessEnv, cwd: string): Promise<string> {
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [ASTRO, 'build'], {
    cwd,
    env: astroEnvironment(environment),
    maxBuffer: 2 ** 26,
  });
  return `${stdout}${stderr}`;
}

/** The site as it is, built by whichever file of this test run is the first to want it. */
async function builtForAll(): Promise<string> {
  const all = join(ROOT, '.dojo', 'built');
  // Each file has a process of its own; what started them all is one.
  const folder = join(all, String(process.ppid));
  await using _ = await alone(ROOT);
  if (existsSync(join(folder, 'index.html'))) return folder;
  await rm(all, { recursive: true, force: true });
  await build({ DOJO_BASE: BASE, DOJO_OUT: folder }, ROOT);
  return folder;
}

/** A build that takes longer than this was ended with its test. */
const ABANDONED_AFTER_MS = 240_000;

/** Waits until nobody else builds in a folder: Astro keeps what it is about to write in one place. */
async function alone(root: string): Promise<AsyncDisposable> {
  const lock = join(root, '.dojo', 'building');
  await mkdir(dirname(lock), { recursive: true });
  for (;;) {
    const taken = await mkdir(lock).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
      return 'taken';
    });
    if (taken === undefined) return { [Symbol.asyncDispose]: () => rm(lock, { recursive: true }) };
    const since = await stat(lock).catch(() => undefined);
    if (since && Date.now() - since.mtimeMs > ABANDONED_AFTER_MS) {
      await rm(lock, { recursive: true, force: true });
    }
    await setTimeout(200);
  }
}
