import { gzipSync } from 'node:zlib';
import type { Browser } from 'playwright-core';
import { launchChromium } from '../../test/site/chromium.ts';
import type { Weight } from './figures.ts';
import { KINDS, type KindOfPage } from './pages.ts';

/** A phone's first view: what is further down may come later. */
const PHONE = { width: 390, height: 850 };

/**
 * Weighs one page of each kind, each as somebody meets it who has seen none of them.
 *
 * @param executablePath Chromium
 */
export async function weigh(
  executablePath: string,
  url: string,
): Promise<{ version: string; weights: Weight[] }> {
  const browser = await launchChromium(executablePath);
  try {
    const weights: Weight[] = [];
    for (const kind of KINDS) weights.push(await weightOf(browser, url, kind));
    return { version: browser.version(), weights };
  } finally {
    await browser.close();
  }
}

async function weightOf(
  browser: Browser,
  url: string,
  { kind, path }: KindOfPage,
): Promise<Weight> {
  const context = await browser.newContext({ viewport: PHONE });
  try {
    const page = await context.newPage();
    const sizes: Promise<{ type: string; size: number }>[] = [];
    page.on('requestfinished', (request) => {
      const type = request.resourceType();
      sizes.push(
        request.sizes().then(({ responseBodySize }) => ({ type, size: responseBodySize })),
      );
    });
    await page.goto(url + path, { waitUntil: 'networkidle' });
    const files = await Promise.all(sizes);
    const sum = (type?: string) =>
      files
        .filter((file) => type === undefined || file.type === type)
        .reduce((all, { size }) => all + size, 0);
    const inPage = async (selector: string) =>
      gzipSync((await page.locator(selector).allTextContents()).join('\n')).length;
    return {
      kind,
      path,
      player: (await page.locator('.player').count()) > 0,
      scripts: sum('script') + (await inPage('script:not([src], [type*=json])')),
      styles: sum('stylesheet') + (await inPage('style')),
      all: sum(),
    };
  } finally {
    await context.close();
  }
}
