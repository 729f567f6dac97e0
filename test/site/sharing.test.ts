import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { BASE, BuiltSite } from './built-site.ts';

const ADDRESS = 'https://dojo.example';
const site = new BuiltSite({ DOJO_SITE: ADDRESS });

/** The addresses of all pages below the base, but for those that nobody should find. */
function pages(): string[] {
  return readdirSync(site.folder, { recursive: true })
    .map((path) => String(path).replaceAll('\\', '/'))
    .filter((path) => path.endsWith('index.html') && path !== 'offline/index.html')
    .map((path) => path.replace(/index\.html$/, ''));
}

/** The attribute of a tag in a page's head. */
function said(html: string, tag: string, attribute: string): string | undefined {
  return new RegExp(`<${tag}[^>]* ${attribute}="([^"]*)"`).exec(html)?.[1];
}

describe('a site that has an address', () => {
  test('lists every page in its sitemap, and each page names its own address', async () => {
    const sitemap = await site.file('sitemap-0.xml');
    const listed = [...sitemap.matchAll(/<loc>([^<]*)<\/loc>/g)].map(([, address = '']) => address);
    const expected = pages().map((path) => ADDRESS + BASE + path);
    expect(expected.length).toBeGreaterThan(60);
    expect(listed.toSorted()).toEqual(expected.toSorted());
    for (const path of pages()) {
      const html = await site.html(path);
      expect(said(html, 'link rel="canonical"', 'href')).toBe(ADDRESS + BASE + path);
      expect(said(html, 'meta property="og:url"', 'content')).toBe(ADDRESS + BASE + path);
      expect(said(html, 'link rel="sitemap"', 'href')).toBe(`${BASE}sitemap-index.xml`);
    }
  });

  test('has a card for each page, which says in words what is drawn', async () => {
    const cards = new Set<string>();
    for (const path of pages()) {
      const html = await site.html(path);
      const card = said(html, 'meta property="og:image"', 'content') ?? '';
      cards.add(card);
      expect(card.startsWith(`${ADDRESS}${BASE}cards/`), path).toBe(true);
      const picture = sharp(join(site.folder, card.slice((ADDRESS + BASE).length)));
      expect(await picture.metadata()).toMatchObject({ format: 'png', width: 1200, height: 630 });
      const { channels } = await picture
        .extract({ left: 72, top: 60, width: 700, height: 220 })
        .stats();
      // Ink, and letters upon it.
      expect(
        channels.map(({ min, max }) => min < 40 && max > 200),
        path,
      ).toEqual([true, true, true]);
    }
    expect(cards.size).toBe(pages().length);
    const textOf = async (path: string) =>
      said(await site.html(path), 'meta property="og:image:alt"', 'content');
    expect(await textOf('lessons/saga')).toBe('Lesson 7 – Saga: undo what was done');
    expect(await textOf('katas/saga')).toBe('Kata 7 – Saga');
    expect(await textOf('mistakes/saga')).toBe('What goes wrong – Saga');
    expect(await textOf('reference/limits')).toBe('Reference – Limits');
  });

  test('has a feed of what has changed, which leads to the place on the page', async () => {
    const feed = await site.file('changelog/rss.xml');
    const page = await site.html('changelog');
    const links = [...feed.matchAll(/<item>.*?<link>([^<]*)<\/link>/gs)].map(
      ([, link = '']) => link,
    );
    expect(links.length).toBeGreaterThan(0);
    for (const link of links) {
      const [address, anchor] = link.split('#');
      expect(address).toBe(`${ADDRESS}${BASE}changelog/`);
      expect(page).toContain(`<h2 id="${anchor}"`);
    }
    expect(feed).toContain('&lt;li&gt;');
    for (const path of ['', 'lessons/saga', 'changelog']) {
      const html = await site.html(path);
      expect(said(html, 'link rel="alternate"', 'href')).toBe(`${BASE}changelog/rss.xml`);
    }
    expect(page).toContain(`<a href="${BASE}changelog/rss.xml"`);
  });

  test('has icons for a tab and for a telephone', async () => {
    const html = await site.html('lessons/saga');
    for (const [rel, name] of [
      ['shortcut icon', 'favicon.svg'],
      ['apple-touch-icon', 'apple-touch-icon.png'],
    ]) {
      expect(said(html, `link rel="${rel}"`, 'href')).toBe(BASE + name);
    }
    const icon = await sharp(join(site.folder, 'apple-touch-icon.png')).metadata();
    expect(icon).toMatchObject({ format: 'png', width: 180, height: 180 });
  });

  test('keeps no card and no feed for reading without a network', async () => {
    expect(await site.file('offline-worker.js')).not.toMatch(/cards\/|rss\.xml|sitemap/);
  });
});
