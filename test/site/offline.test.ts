import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { writeOfflineWorker } from '../../site/publishing/offline.ts';
import { BASE, BuiltSite } from './built-site.ts';
import { headersIn, serveFolder } from './static-server.ts';

const site = new BuiltSite();

describe('a reader who was here once', () => {
  site.needsChromium();

  test('reads on, and searches, without a network', async () => {
    await using context = await site.open({ serviceWorkers: 'allow', viewport: WIDE });
    await using server = await ownServer();
    const page = await context.newPage();
    await page.goto(`${server.url}lessons/saga/`);
    await untilKept(page);
    await context.setOffline(true);
    await server.stop();

    const complaints = site.listen(page, server.url);
    await page.reload();
    expect(await page.locator('h1').innerText()).toMatch(/^Saga/);
    await page.getByRole('link', { name: 'Heartbeats' }).first().click();
    await page.waitForURL('**/lessons/heartbeats/');
    const history = page.locator('figure.history').first();
    await history.getByRole('slider').press('Home');
    expect(await history.getByRole('status').innerText()).toMatch(/^Step 1 of /);

    await page.getByRole('button', { name: 'Search' }).click();
    await page.getByRole('textbox', { name: 'Search' }).fill('idempotency key');
    const hit = page.getByRole('dialog').getByRole('link').first();
    expect(await hit.getAttribute('href')).toContain(`${BASE}lessons/idempotency/`);
    await hit.click();
    await page.waitForURL('**/lessons/idempotency/**');
    for (const path of ['', 'course/?from=a-friend', 'katas/saga', 'mistakes/saga/index.html']) {
      await page.goto(server.url + path);
      expect(await page.locator('main h1').innerText(), path).not.toMatch(/without a network/);
    }
    expect(complaints).toEqual([]);

    await page.goto(`${server.url}lessons/not-yet-written/`);
    expect(await page.locator('h1').innerText()).toBe('Not here without a network');
    expect(await page.getByRole('link', { name: 'try again' }).isVisible()).toBe(true);
    await page.getByRole('link', { name: 'map of the course' }).click();
    expect(await page.locator('h1').innerText()).toBe('Map of the course');
  }, 60_000);

  test('sees a new page as soon as it is published, and forgets the old one', async () => {
    await using context = await site.open({ serviceWorkers: 'allow' });
    await using server = await ownServer();
    const page = await context.newPage();
    await page.goto(`${server.url}lessons/saga/`);
    await untilKept(page);
    const before = await keptOf(page);
    expect(before.length).toBeGreaterThan(100);

    const path = join(server.folder, 'lessons', 'saga', 'index.html');
    const html = await readFile(path, 'utf8');
    await writeFile(path, html.replace(/<h1([^>]*)>/, '<h1$1>New. '));
    await writeOfflineWorker(server.folder);
    await page.reload();
    expect(await page.locator('h1').innerText()).toMatch(/^New\. Saga/);

    // The page, and nothing else, is brought again, and the old one is gone.
    const added = async () => (await keptOf(page)).filter((key) => !before.includes(key));
    await expect
      .poll(added, { timeout: 30_000 })
      .toEqual([expect.stringContaining(`${BASE}lessons/saga/?kept=`)]);
    await expect
      .poll(async () => (await keptOf(page)).length, { timeout: 30_000 })
      .toBe(before.length);
    await untilKept(page);
    await server.stop();
    await page.reload();
    expect(await page.locator('h1').innerText()).toMatch(/^New\. Saga/);
  }, 60_000);

  test('does not wait for long for a network that says nothing', async () => {
    await using context = await site.open({ serviceWorkers: 'allow' });
    await using server = await ownServer();
    const page = await context.newPage();
    await page.goto(server.url);
    await untilKept(page);
    server.silent = true;
    await page.goto(`${server.url}lessons/saga/`);
    expect(await page.locator('h1').innerText()).toMatch(/^Saga/);
  }, 60_000);

  test('is told by the host that there is no such page, as long as there is a network', async () => {
    await using context = await site.open({ serviceWorkers: 'allow' });
    await using server = await ownServer();
    const page = await context.newPage();
    await page.goto(server.url);
    await untilKept(page);
    const response = await page.goto(`${server.url}lessons/not-yet-written/`);
    expect(response?.status()).toBe(404);
  }, 60_000);
});

const WIDE = { width: 1280, height: 850 };

/** A copy of the site, which may be changed, and a server of its own, which may be stopped. */
async function ownServer() {
  const folder = await mkdtemp(join(tmpdir(), 'dojo-offline-'));
  await cp(site.folder, folder, { recursive: true });
  const server = await serveFolder(folder, BASE);
  server.headers = headersIn(await site.file('_headers')).get('/*') ?? {};
  return Object.assign(server, {
    folder,
    [Symbol.asyncDispose]: async () => {
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  });
}

/** Waits until the newest worker is at work, and so everything is kept. */
async function untilKept(page: Page): Promise<void> {
  await expect
    .poll(
      () =>
        page.locator('html').evaluate(async ({ ownerDocument: { defaultView } }) => {
          const workers = defaultView?.navigator.serviceWorker;
          const registration = await workers?.getRegistration();
          if (!registration || registration.installing || registration.waiting) return 'not yet';
          return registration.active?.state;
        }),
      { timeout: 30_000 },
    )
    .toBe('activated');
}

/** The addresses of all that is kept. */
async function keptOf(page: Page): Promise<string[]> {
  return page.locator('html').evaluate(async ({ ownerDocument: { defaultView } }) => {
    const keys: string[] = [];
    for (const name of (await defaultView?.caches.keys()) ?? []) {
      const shelf = await defaultView?.caches.open(name);
      for (const { url } of (await shelf?.keys()) ?? []) keys.push(url);
    }
    return keys.sort();
  });
}
