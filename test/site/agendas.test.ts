import { describe, expect, test } from 'vitest';
import { clock, lessonTimes, readAgendas, timed } from '../../src/course/agenda.ts';
import { ROOT } from './astro.ts';
import { BASE, BuiltSite } from './built-site.ts';

const site = new BuiltSite();
const agendas = await readAgendas(ROOT);
const timeOf = await lessonTimes(ROOT);

/** How many pages of paper each takes; `one-day` is a sheet that is pinned to a wall. */
const PAPER: Readonly<Record<string, number>> = {
  '90-minutes': 1,
  'half-a-day': 1,
  'one-day': 1,
  'two-days': 2,
  'eight-hours': 2,
};

test('the page for who teaches leads to each agenda, and to what is to be prepared', async () => {
  const html = await site.html('teach');
  for (const { id } of agendas) expect(html).toContain(`href="${BASE}teach/agendas/${id}/"`);
  expect(html).toContain(`href="${BASE}teach/prepare/"`);
});

describe('in Chromium', () => {
  site.needsChromium();

  test.each(agendas)(
    'the agenda $id tells its minutes, what to leave out, and where its lessons are',
    async ({ id, sessions }) => {
      await using context = await site.open({ javaScriptEnabled: false });
      const page = await context.newPage();
      await page.goto(`${site.url}teach/agendas/${id}/`);
      const tables = page.locator('table');
      expect(await tables.count()).toBe(sessions.length);
      for (const [index, session] of sessions.entries()) {
        const { parts, minutes } = timed(session, timeOf);
        const cells = tables.nth(index).locator('tbody tr > td:first-child');
        const clocks = [...parts.map(({ from }) => from), minutes].map(clock);
        expect(await cells.allInnerTexts()).toEqual(clocks);
        const takes = await tables.nth(index).locator('tbody tr > td:nth-child(2)').allInnerTexts();
        expect(takes.map(Number).reduce((sum, each) => sum + each, 0)).toBe(minutes);
        const late = await tables.nth(index).locator('.late').allInnerTexts();
        const saves = late.map((text) => Number(/Saves (\d+)\smin\.$/.exec(text)?.[1]));
        expect(saves).toEqual(parts.flatMap((part) => (part.saves > 0 ? [part.saves] : [])));
        for (const part of parts) {
          if (!('lesson' in part)) continue;
          for (const path of [`lessons/${part.lesson}/`, `teach/${part.lesson}/`]) {
            expect(await tables.nth(index).locator(`a[href="${BASE}${path}"]`).count()).toBe(1);
          }
        }
      }
      // Nobody can choose a time where no script tells it.
      expect(await page.locator('#begin').isVisible()).toBe(false);
    },
    60_000,
  );

  test.each([
    ...agendas.map(({ id }) => [`teach/agendas/${id}/`, PAPER[id]] as const),
    ['teach/prepare/', 2] as const,
  ])(
    '%s is printed on paper, sheets of A4 or Letter: %i',
    async (path, pages) => {
      await using context = await site.open();
      const page = await context.newPage();
      await page.goto(site.url + path);
      // `10:29 AM` is wider than `0:59`.
      const begin = page.locator('#begin');
      if ((await begin.count()) > 0) await begin.fill('09:30');
      for (const format of ['A4', 'Letter']) {
        const paper = await page.pdf({ format });
        expect(paper.toString('latin1').match(/\/Type\s*\/Page\b/g), format).toHaveLength(
          pages ?? 0,
        );
      }
      await page.emulateMedia({ media: 'print' });
      for (const hidden of ['header', 'nav', '.begin', '.others', '#again']) {
        for (const each of await page.locator(hidden).all())
          expect(await each.isVisible()).toBe(false);
      }
      expect(await page.locator('h1').isVisible()).toBe(true);
    },
    60_000,
  );

  test('paper is white, and its letters are dark, whatever the screen is', async () => {
    await using context = await site.open({ colorScheme: 'dark' });
    const page = await context.newPage();
    await page.goto(`${site.url}teach/prepare/`);
    const looks = () =>
      page.evaluate<Record<'ground' | 'letters' | 'scheme', string>>(`({
        ground: getComputedStyle(document.body).backgroundColor,
        letters: getComputedStyle(document.querySelector('h1')).color,
        scheme: getComputedStyle(document.documentElement).colorScheme,
      })`);
    const onScreen = await looks();
    await page.emulateMedia({ media: 'print' });
    const onPaper = await looks();
    expect(onPaper.ground).toBe('rgb(255, 255, 255)');
    expect(onPaper.letters).not.toBe(onScreen.letters);
    expect([onScreen.scheme, onPaper.scheme]).toEqual(['dark', 'light']);
  }, 60_000);

  test('who says when they begin is told the time of day', async () => {
    await using context = await site.open({ locale: 'de-DE' });
    const page = await context.newPage();
    const complaints = site.listen(page);
    await page.goto(`${site.url}teach/agendas/half-a-day/`);
    const cells = page.locator('tbody tr > td:first-child');
    await page.getByLabel('We begin at').fill('09:30');
    expect((await cells.allInnerTexts()).slice(0, 3)).toEqual(['09:30', '09:45', '10:29']);
    await page.getByLabel('We begin at').fill('');
    expect((await cells.allInnerTexts()).slice(0, 3)).toEqual(['0:00', '0:15', '0:59']);
    expect(complaints).toEqual([]);
  }, 60_000);

  test('ticks are kept in the browser until they are taken away', async () => {
    await using context = await site.open();
    const page = await context.newPage();
    const complaints = site.listen(page);
    await page.goto(`${site.url}teach/prepare/`);
    const network = page.getByRole('checkbox', { name: /one another on the room’s network/ });
    const again = page.getByRole('button', { name: 'Take all ticks away' });
    expect(await again.isVisible()).toBe(false);
    await network.check();
    await page.reload();
    expect(await network.isChecked()).toBe(true);
    expect(await page.getByRole('checkbox', { checked: true }).count()).toBe(1);
    await again.click();
    expect(await network.isChecked()).toBe(false);
    await page.reload();
    expect(await page.getByRole('checkbox', { checked: true }).count()).toBe(0);
    expect(await again.isVisible()).toBe(false);
    expect(complaints).toEqual([]);
  }, 60_000);
});
