import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { chromium, type Browser } from 'playwright-core';
import type { TestContext } from 'vitest';
import { ASTRO, ROOT, astroEnvironment } from './astro.ts';
import { findChromium } from './chromium.ts';
import { serveFolder } from './static-server.ts';

/** The site, built for some place on a server, and served there. */
export interface BuiltSite extends AsyncDisposable {
  /** Its address, with a slash at the end. */
  readonly url: string;
  /** Where its files are. */
  readonly folder: string;
  /** The browser to look at it; undefined where there is none. */
  readonly browser: Browser | undefined;
}

export async function builtSite(): Promise<BuiltSite> {
  const folder = await mkdtemp(join(tmpdir(), 'dojo-site-'));
  const base = '/some/where/';
  await promisify(execFile)(process.execPath, [ASTRO, 'build'], {
    cwd: ROOT,
    env: astroEnvironment({ DOJO_BASE: base, DOJO_OUT: folder }),
  });
  const server = await serveFolder(folder, base);
  const executablePath = findChromium();
  const chromiumSandbox = process.getuid?.() !== 0;
  const browser = executablePath && (await chromium.launch({ executablePath, chromiumSandbox }));
  return {
    url: server.url,
    folder,
    browser: browser || undefined,
    async [Symbol.asyncDispose]() {
      if (browser) await browser.close();
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Skips a test that needs a browser where there is none; in CI that is a failure. */
export function needsBrowser(context: TestContext, browser: Browser | undefined): void {
  if (browser) return;
  const reason = 'no Chromium: install it, or set DOJO_CHROMIUM to its path';
  if (process.env['CI']) throw new Error(`In CI this must run, and there is ${reason}.`);
  context.skip(reason);
}
