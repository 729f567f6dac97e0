import { AxeBuilder } from '@axe-core/playwright';
import type { BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { afterEach, describe, expect, test } from 'vitest';
import { BuiltSite } from './built-site.ts';

const site = new BuiltSite();
const contexts: BrowserContext[] = [];

site.needsChromium();
afterEach(async () => {
  await Promise.all(contexts.splice(0).map((context) => context.close()));
});

async function open(path: string, options: BrowserContextOptions = {}): Promise<Page> {
  const context = await site.open({ reducedMotion: 'reduce', ...options });
  contexts.push(context);
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

describe('a question', () => {
  const saga = (page: Page) => {
    const question = page.locator('.question').first();
    return {
      question,
      answer: question.getByRole('button', { name: 'Answer', exact: true }),
      verdict: question.locator('.verdict'),
      details: question.locator('details'),
      choice: (letter: string) => question.getByRole('radio', { name: new RegExp(`^${letter} `) }),
    };
  };

  test('is answered in place, by keyboard, and the recording opens at the event that tells', async () => {
    const page = await open('lessons/saga/');
    const { question, answer, verdict, details, choice } = saga(page);
    await answer.press('Enter');
    // The browser itself asks for a choice.
    expect(await verdict.innerText()).toBe('');
    await choice('a').focus();
    await choice('a').press('Space');
    await choice('a').press('ArrowDown');
    expect(await choice('b').isChecked()).toBe(true);
    await choice('b').press('Enter');
    expect(await verdict.innerText()).toMatch(/^You said b\. It went another way: c\./);
    expect(await details.locator('figure.history').isVisible()).toBe(true);
    expect(await details.locator('li.marked').innerText()).toMatch(/cancelHotel\s*scheduled/);
    expect(await question.locator('label.right').innerText()).toMatch(/cancelHotel.*recorded/s);

    await choice('c').check();
    await answer.click();
    expect(await verdict.innerText()).toMatch(/^Right, it is c\./);
    const { violations } = await new AxeBuilder({ page }).include('.question').analyze();
    expect(violations.map(({ id }) => id)).toEqual([]);
  });

  test('is kept in the browser, shown on the map, and forgotten there', async () => {
    const page = await open('lessons/saga/');
    const predicted = page.locator('[data-kata=saga] .predicted');
    await saga(page).choice('d').check();
    await saga(page).answer.click();
    await page.reload();
    expect(await saga(page).choice('d').isChecked()).toBe(true);
    expect(await saga(page).verdict.innerText()).toMatch(/^You said d/);
    expect(await saga(page).details.getAttribute('open')).toBe(null);

    await page.goto(`${site.url}course/`);
    expect(await predicted.innerText()).toBe('1 of 3 histories predicted');
    expect(await page.locator('[data-kata=entity] .predicted').isVisible()).toBe(false);
    await page.getByRole('button', { name: 'Forget it' }).click();
    expect(await predicted.isVisible()).toBe(false);
    await page.goto(`${site.url}lessons/saga/`);
    expect(await saga(page).verdict.innerText()).toBe('');
  });

  test('has no button without JavaScript, and its answer opens', async () => {
    const page = await open('lessons/saga/', { javaScriptEnabled: false });
    const { answer, details, choice } = saga(page);
    expect(await answer.count()).toBe(0);
    await choice('c').check();
    await details.locator('summary').click();
    expect(await details.innerText()).toMatch(/c\.\s+cancelHotel/);
    expect(await details.locator('figure.history').isVisible()).toBe(true);
  });
});
