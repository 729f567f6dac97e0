import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { progressText } from '../../src/course/progress-text.ts';
import { BASE, BuiltSite } from './built-site.ts';
import { headersIn } from './static-server.ts';

const site = new BuiltSite();
/** What the file for hosts says, by the pattern of the addresses that it is for. */
let sent: Map<string, Record<string, string>>;

beforeAll(async () => {
  sent = headersIn(await site.file('_headers'));
  // As a host does that sends what we ask for.
  site.server.headers = sent.get('/*') ?? {};
});

test('a host is told the policy, and to keep for long what never changes', () => {
  expect(sent.get('/*')).toEqual({
    'Content-Security-Policy': expect.stringContaining("frame-ancestors 'self'"),
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'strict-origin-when-cross-origin',
    'Permissions-Policy': expect.any(String),
  });
  expect(sent.get(`${BASE}_astro/*`)).toEqual({
    'Cache-Control': 'public, max-age=31536000, immutable',
  });
  const policy = sent.get('/*')?.['Content-Security-Policy'] ?? '';
  const [, scripts = ''] = /script-src ([^;]*)/.exec(policy) ?? [];
  expect(scripts).not.toContain('unsafe-inline');
  expect(scripts).not.toContain("'unsafe-eval'");
  expect(policy).not.toMatch(/https?:|\*/);
});

describe('under the policy, as a page says it and as a host sends it,', () => {
  site.needsChromium();

  test.each([
    '',
    '404.html',
    'course/',
    'mistakes/',
    'reference/cheat-sheet/',
    'lessons/saga/',
    'katas/saga/',
    'mistakes/saga/',
  ])('/%s has nothing to complain about', async (path) => {
    await using context = await site.open();
    const page = await context.newPage();
    const complaints = site.listen(page);
    await page.goto(site.url + path, { waitUntil: 'networkidle' });
    const meta = page.locator('meta[http-equiv=content-security-policy]');
    const policy = sent.get('/*')?.['Content-Security-Policy'];
    expect(policy).toBe(`${await meta.getAttribute('content')}; frame-ancestors 'self'`);
    expect(complaints).toEqual([]);
  });

  test('the theme, the search, a history and progress work', async () => {
    await using context = await site.open({ viewport: { width: 1280, height: 850 } });
    const page = await context.newPage();
    const complaints = site.listen(page);
    await page.goto(`${site.url}lessons/saga/`);
    await page.getByRole('banner').getByLabel('Select theme').selectOption('light');
    await page.locator('html[data-theme=light]').waitFor();

    const history = page.locator('figure.history').first();
    await history.getByRole('slider').press('Home');
    expect(await history.getByRole('status').innerText()).toMatch(/^Step 1 of /);
    await page.getByRole('button', { name: 'Copy to clipboard' }).first().click();

    await page.getByRole('button', { name: 'Search' }).click();
    await page.getByRole('textbox', { name: 'Search' }).fill('heartbeat');
    const hit = page.getByRole('dialog').getByRole('link').first();
    expect(await hit.getAttribute('href')).toContain('lessons/heartbeats/');
    await hit.click();
    await page.waitForURL('**/lessons/heartbeats/**');

    await page.goto(`${site.url}course/`);
    await page.locator('html[data-theme=light]').waitFor();
    const solved = { answer: 'a1b2c3d4e5f60718', at: '2026-03-01T18:30:00.000Z' };
    const suite = '0123456789abcdef';
    const text = progressText([{ slug: 'saga', suite, solved, hints: 0 }]);
    await page.getByLabel('What that command printed').fill(text);
    await page.getByRole('button', { name: 'Bring it here' }).click();
    expect(await page.locator('[data-kata=saga] .state').innerText()).toMatch(
      /since you solved it/,
    );
    expect(complaints).toEqual([]);
  }, 60_000);

  test.each(['the page’s own policy', 'a policy that a host sends'])(
    'a script that the build did not make is not run: %s is enough',
    async (which) => {
      site.server.headers = which.includes('host') ? (sent.get('/*') ?? {}) : {};
      await using context = await site.open();
      const page = await context.newPage();
      if (which.includes('host')) await withoutMeta(page);
      const complaints = site.listen(page);
      await page.goto(`${site.url}course/`);
      expect(complaints).toEqual([]);
      await page.locator('body').evaluate((body) => {
        const script = body.ownerDocument.createElement('script');
        script.textContent = 'document.title = "a stranger was here"';
        body.append(script);
      });
      expect(await page.title()).toBe('Map of the course | Durable Dojo');
      expect(complaints).toEqual([expect.stringMatching(/violates.*Content Security Policy/)]);
    },
  );
});

/** Has pages come without what they say of themselves. */
async function withoutMeta(page: Page): Promise<void> {
  await page.route('**/*/', async (route) => {
    const response = await route.fetch();
    const body = (await response.text()).replace(/<meta http-equiv[^>]*>/, '');
    await route.fulfill({ response, body });
  });
}
