import { AxeBuilder } from '@axe-core/playwright';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { builtSite, needsBrowser, type BuiltSite } from './built-site.ts';

let site: BuiltSite;

beforeAll(async () => {
  site = await builtSite();
}, 180_000);

afterAll(async () => {
  await site?.[Symbol.asyncDispose]();
});

beforeEach((context) => needsBrowser(context, site.browser));

afterEach(async () => {
  await Promise.all(site.browser?.contexts().map((context) => context.close()) ?? []);
});

async function open(path: string, options: BrowserContextOptions = {}): Promise<Page> {
  if (!site.browser) throw new Error('There is no browser.');
  const context = await site.browser.newContext({ reducedMotion: 'reduce', ...options });
  const page = await context.newPage();
  await page.goto(site.url + path);
  return page;
}

describe('the code beside a history', () => {
  /** The saga's first history: `bookCar` is refused, and the undos follow. */
  const first = (page: Page) => {
    const history = page.locator('figure.history').first();
    return {
      history,
      slider: history.getByRole('slider'),
      told: history.getByRole('status'),
      code: history.getByRole('group', { name: 'The code of this run, trip.ts' }),
    };
  };

  /** The lines that stand out, with their sign. */
  const standOut = (page: Page) =>
    first(page)
      .code.locator('.ec-line')
      .evaluateAll((lines) =>
        lines.flatMap((line) => {
          const { getComputedStyle } = line.ownerDocument.defaultView;
          const sign: string = getComputedStyle(line.querySelector('.gutter'), '::before').content;
          return sign.includes('‖') ? [String(line.querySelector('.code').textContent).trim()] : [];
        }),
      );

  test.each([
    { width: 1280, place: 'beside' },
    { width: 390, place: 'below' },
  ])('stands $place the drawing at $width px, and marks where the run waits', async ({ width }) => {
    const page = await open('lessons/saga/', { viewport: { width, height: 850 } });
    const { history, slider, told, code } = first(page);
    const list = await history.locator('ol').boundingBox();
    const panel = await code.boundingBox();
    if (!list || !panel) throw new Error('Not to be seen.');
    if (width === 390) expect(panel.y).toBeGreaterThanOrEqual(list.y + list.height);
    else expect(panel.x).toBeGreaterThanOrEqual(list.x + list.width);
    // All at which it ever waits, until somebody walks.
    const [step, all, undo] = [
      'codes.push(await step.book());',
      'await CancellationScope.nonCancellable(() => cancelAll(begun));',
      'await step.cancel();',
    ];
    expect(await standOut(page)).toEqual([step, all, undo]);

    await slider.focus();
    await slider.press('Home');
    expect(await standOut(page)).toEqual([]);
    await slider.press('ArrowRight');
    expect(await standOut(page)).toEqual([step]);
    expect(await told.innerText()).toMatch(/workflow task\. It waits at line \d+\.$/);
    const current = history.locator('li[aria-current]');
    for (let step = 2; !(await told.innerText()).includes('cancelHotel completed'); step += 1) {
      expect(step).toBeLessThan(await history.locator('li').count());
      await slider.press('ArrowRight');
    }
    expect(await standOut(page)).toEqual([all, undo]);
    // Neither the row nor the line where the work goes on is covered, by whatever sticks.
    const line = code.locator('.ec-line.now').last();
    for (const shown of [current, line]) {
      const isSeen = await shown.evaluate((element) => {
        const { left, top, width: wide, height } = element.getBoundingClientRect();
        const middle = [left + wide / 2, top + height / 2] as const;
        return element.contains(element.ownerDocument.elementFromPoint(...middle)) as boolean;
      });
      expect(isSeen, await shown.innerText()).toBe(true);
    }
    const { violations } = await new AxeBuilder({ page }).include('figure.history').analyze();
    expect(violations.map(({ id }) => id)).toEqual([]);
    await slider.press('End');
    expect(await standOut(page)).toEqual([step, all, undo]);
  });

  test('is told in the ordered list too, and needs no JavaScript', async () => {
    const page = await open('lessons/saga/', { javaScriptEnabled: false });
    const { history, code } = first(page);
    const lines = await history.locator('.waits-at').allInnerTexts();
    expect(lines).toHaveLength(2);
    for (const line of lines.flatMap((words) => words.match(/\d+/g) ?? [])) {
      expect(await code.locator(`.ec-line.waits[data-line="${line}"]`).count()).toBe(1);
    }
  });

  test('is whole on paper, while somebody walks too', async () => {
    const page = await open('lessons/saga/', { viewport: { width: 1280, height: 400 } });
    const { slider, code } = first(page);
    await slider.focus();
    await slider.press('Home');
    await page.emulateMedia({ media: 'print' });
    const cut = await code
      .locator('.expressive-code')
      .evaluate((panel) => panel.scrollHeight - panel.clientHeight);
    expect(cut).toBe(0);
    expect(await standOut(page)).toHaveLength(3);
  });
});
