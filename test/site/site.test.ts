import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { readAgendas } from '../../src/course/agenda.ts';
import { suiteChecks } from '../../src/course/suite-checks.ts';
import { transcriptLines } from '../../site/components/transcript.ts';
import { progressText, readProgressText } from '../../src/course/progress-text.ts';
import { ROOT } from './astro.ts';
import { BASE, BuiltSite } from './built-site.ts';

/** `saga` of `07-saga`: the slugs of the folders in `lessons/` or `katas/`. */
function slugsIn(folder: 'lessons' | 'katas'): { slug: string; folder: string }[] {
  return readdirSync(join(ROOT, folder), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && /^\d+-/.test(entry.name))
    .map(({ name }) => ({ slug: name.replace(/^\d+-/, ''), folder: name }))
    .sort((one, other) => one.folder.localeCompare(other.folder, 'en', { numeric: true }));
}

const LESSONS = slugsIn('lessons').map(({ slug }) => slug);
const KATAS = slugsIn('katas').map(({ slug }) => slug);
const AGENDAS = await readAgendas(ROOT);
const REFERENCE = readdirSync(join(ROOT, 'site', 'reference')).map((name) =>
  name.replace(/\.mdx$/, ''),
);

const site = new BuiltSite();

describe('the built site', () => {
  test('has a page for every lesson, without its number, and leads to it', async () => {
    expect(LESSONS).toContain('saga');
    const landing = await site.html('');
    for (const slug of LESSONS) {
      expect(await site.html(`lessons/${slug}`)).toContain(`href="${BASE}lessons/${slug}/"`);
      expect(landing).toContain(`href="${BASE}lessons/${slug}/"`);
    }
  });

  test.each(slugsIn('katas'))(
    'whatever id the kata $slug prints has its place: each check, and each mistake',
    async ({ slug, folder: kata }) => {
      const suite = await readFile(join(ROOT, 'katas', kata, 'workflows.test.ts'), 'utf8');
      const page = await site.html(`katas/${slug}`);
      const mistakes = await site.html(`mistakes/${slug}`);
      const checks = suiteChecks(suite);
      expect(checks.length).toBeGreaterThan(4);
      for (const { id } of checks) {
        expect(page, id).toContain(` id="${id}"`);
        expect(page, id).toContain(`${slug}/${id}`);
        expect(mistakes, id).toContain(` id="${id}"`);
      }
      const transcripts = readdirSync(join(ROOT, 'test', 'transcripts', kata));
      for (const name of transcripts.map((file) => file.replace(/\.txt$/, ''))) {
        if (name !== 'start') expect(mistakes, name).toContain(` id="${name}"`);
      }
    },
  );

  test('that has no address names none: no links, no sitemap, no feed, no cards', async () => {
    const files = readdirSync(site.folder, { recursive: true }).map(String);
    expect(files.filter((path) => /\.xml$|^cards/.test(path))).toEqual([]);
    for (const path of ['', 'lessons/saga', 'changelog']) {
      const named = /rel="(?:canonical|sitemap|alternate)"|"og:(?:url|image)|rss\.xml/;
      expect(named.exec(await site.html(path))).toBe(null);
    }
  });

  test('the landing page shows the recorded failed check, all of it', async () => {
    const transcript = join(ROOT, 'test', 'transcripts', '07-saga', 'register-after.txt');
    const recorded = await readFile(transcript, 'utf8');
    const shown = readable(await site.html(''));
    for (const { lead, text } of transcriptLines(recorded.slice(recorded.indexOf('✗ saga/')))) {
      expect(shown).toContain(readable(lead + text));
    }
  });

  test.each(slugsIn('katas'))(
    'the lesson $slug has the headings that its kata’s diagnoses link to',
    async ({ slug, folder: kata }) => {
      const suite = await readFile(join(ROOT, 'katas', kata, 'workflows.test.ts'), 'utf8');
      const links = [...suite.matchAll(/\bread: '([^']+)'/g)].map(([, read = '']) => read);
      expect(links).not.toEqual([]);
      for (const link of links) {
        const [lesson = '', anchor = ''] = link.includes('#') ? link.split('#') : [slug, link];
        expect(await site.html(`lessons/${lesson}`), link).toContain(` id="${anchor}"`);
      }
    },
  );
});

/** The text of a page, without its marks and the width of its blanks. */
function readable(page: string): string {
  const signs: Readonly<Record<string, string>> = {
    amp: '&',
    lt: '<',
    gt: '>',
    quot: '"',
    '#39': "'",
  };
  return page
    .replace(/<[^>]+>/g, ' ')
    .replace(/&(amp|lt|gt|quot|#39);/g, (_, sign: string) => signs[sign] ?? '')
    .replace(/\s+/g, ' ')
    .trim();
}

describe('in Chromium', () => {
  site.needsChromium();

  const PAGES = [
    '',
    '404.html',
    'offline/',
    'course/',
    'changelog/',
    'mistakes/',
    'contribute/',
    'teach/',
    'teach/prepare/',
    ...AGENDAS.map(({ id }) => `teach/agendas/${id}/`),
    ...REFERENCE.map((name) => `reference/${name}/`),
    ...LESSONS.map((slug) => `lessons/${slug}/`),
    ...KATAS.flatMap((slug) => [`katas/${slug}/`, `mistakes/${slug}/`, `teach/${slug}/`]),
  ];
  const WIDTHS = [1280, 390];
  const LIGHT = ['light'] as const;
  /** One page of each kind, to be looked at from all sides; of the others, what they alone have. */
  const KINDS = ['', '404.html', 'course/', 'reference/limits/'].concat(
    ['lessons', 'katas', 'mistakes', 'teach'].map((kind) => `${kind}/saga/`),
  );

  test.each(PAGES.map((path) => ({ path })))(
    '/$path: clean, accessible, not wider than the screen, in light and dark',
    async ({ path }) => {
      await using context = await site.open({ colorScheme: 'light' });
      const page = await context.newPage();
      const complaints = site.listen(page);
      await page.goto(site.url + path);
      await page.locator('main details').evaluateAll((all) => {
        for (const details of all) details.setAttribute('open', '');
      });
      for (const width of WIDTHS) {
        await page.setViewportSize({ width, height: 850 });
        const wide = await page.locator('html').evaluate((element) => element.scrollWidth);
        expect(wide).toBeLessThanOrEqual(width);
      }
      await onlyOneOfAKind(page);
      const isFirst = KINDS.includes(path);
      // What is made of data has no colour that the first of its kind has not.
      const isMade = /^(?:katas|mistakes|teach)\/./.test(path);
      for (const width of isFirst ? WIDTHS : WIDTHS.slice(0, 1)) {
        await page.setViewportSize({ width, height: 850 });
        for (const theme of isFirst || !isMade ? (['light', 'dark'] as const) : LIGHT) {
          await page.emulateMedia({ colorScheme: theme });
          await page.locator(`html[data-theme=${theme}]`).waitFor();
          const axe = new AxeBuilder({ page });
          if (!isFirst) axe.include('main');
          // Whatever is not a colour is the same in the dark.
          if (theme === 'dark') axe.withRules('color-contrast');
          const { violations } = await axe.analyze();
          expect(
            violations.map(
              ({ id, nodes }) => `${id}: ${nodes.map(({ html: at }) => at).join(' ')}`,
            ),
            `${theme}, ${width} px`,
          ).toEqual([]);
        }
      }
      expect(complaints).toEqual([]);
    },
    60_000,
  );

  test('every internal link leads to a page, and every anchor to a heading', async () => {
    // Links are there without JavaScript, and so many pages come sooner without it.
    await using context = await site.open({ javaScriptEnabled: false });
    const page = await context.newPage();
    const anchors = new Map<string, Set<string>>();
    const links: Array<{ from: string; to: URL }> = [];
    const outside: string[] = [];
    const waiting = [site.url];
    for (let address = waiting.pop(); address; address = waiting.pop()) {
      if (anchors.has(address)) continue;
      const response = await page.goto(address);
      if (response?.status() !== 200) throw new Error(`${address} answers ${response?.status()}`);
      const ids = await page.locator('[id]').evaluateAll((all) => all.map(({ id }) => id));
      const hrefs = await page
        .locator('a[href]')
        .evaluateAll((all) => all.map((link) => link.getAttribute('href') ?? ''));
      anchors.set(address, new Set(ids));
      for (const href of hrefs) {
        const to = new URL(href, address);
        if (to.origin !== new URL(site.url).origin) {
          outside.push(href);
          continue;
        }
        links.push({ from: address, to });
        waiting.push(to.origin + to.pathname);
      }
    }
    const dead = links.filter(({ to }) => {
      const ids = anchors.get(to.origin + to.pathname);
      return !ids || (to.hash.length > 1 && !ids.has(decodeURIComponent(to.hash.slice(1))));
    });
    expect(dead.map(({ from, to }) => `${from} -> ${to.href}`)).toEqual([]);
    expect(links.some(({ to }) => to.hash === '#register-before')).toBe(true);
    // Whether other sites answer is not ours to test; that the address is one, is.
    expect(outside).not.toEqual([]);
    expect(
      outside.filter((href) => !/^https:\/\/([a-z0-9-]+\.)+[a-z]{2,}(\/\S*)?$/.test(href)),
    ).toEqual([]);
  }, 60_000);

  test.each([
    ['undo', 'lessons/saga'],
    ['51,200', 'reference/limits'],
    ['ledger', 'reference/glossary'],
    ['search attribute', 'reference/glossary'],
    ['lanes', 'lessons/fan-out'],
    ['compensation', 'reference/glossary'],
    ['continue as new', 'lessons/continue-as-new'],
    ['payload size', 'lessons/operations'],
    ['cancellation scope', 'lessons/cancellation'],
    ['nonCancellable', 'lessons/cancellation'],
    ['idempotency key', 'lessons/idempotency'],
    ['startToCloseTimeout', 'lessons/timeouts-and-retries'],
    ['scheduleToCloseTimeout', 'lessons/timeouts-and-retries'],
    ['heartbeat', 'lessons/heartbeats'],
    ['patched', 'lessons/safe-deploys'],
    ['deprecatePatch', 'lessons/safe-deploys'],
    ['worker versioning', 'lessons/safe-deploys'],
    ['replay test', 'lessons/testing'],
    ['task queue nobody polls', 'lessons/operations'],
    ['signal with start', 'lessons/human-approval'],
    ['update validator', 'lessons/entity'],
    ['child workflow', 'lessons/fan-out-at-scale'],
    ['Promise.all', 'lessons/fan-out'],
    ['human approval', 'mistakes/human-approval'],
    ['webhook', 'lessons/webhooks'],
    ['crypto is not defined', 'mistakes/determinism'],
    ['Nondeterminism error', 'mistakes/safe-deploys'],
    ['Activity task timed out', 'lessons/operations'],
    ['Required either scheduleToCloseTimeout or startToCloseTimeout', 'katas/timeouts-and-retries'],
    ['saga/undoes-in-reverse', 'mistakes/saga'],
  ])(
    'the search for “%s” finds %s first',
    async (query, first) => {
      await using context = await site.open({ viewport: { width: 1280, height: 850 } });
      const page = await context.newPage();
      const complaints = site.listen(page);
      await page.goto(site.url);
      await page.getByRole('button', { name: 'Search' }).click();
      await page.getByRole('textbox', { name: 'Search' }).fill(query);
      // Results come as they are loaded, each into its place: the first to come is not the first.
      const hit = page
        .getByRole('dialog')
        .locator('.pagefind-ui__result')
        .first()
        .getByRole('link')
        .first();
      const href = new URL((await hit.getAttribute('href')) ?? '', site.url).href;
      expect(href.slice(site.url.length)).toMatch(new RegExp(`^${first}/`));
      expect(complaints).toEqual([]);
    },
    60_000,
  );

  test('the map takes progress in, marks it, keeps it, gives it back, and forgets it', async () => {
    await using context = await site.open({ viewport: { width: 1280, height: 850 } });
    const page = await context.newPage();
    const complaints = site.listen(page);
    await page.goto(`${site.url}course/`);
    const suiteOf = (slug: string) =>
      page.locator(`[data-kata=${slug}]`).getAttribute('data-suite');
    const solved = { answer: 'a1b2c3d4e5f60718', at: '2026-03-01T18:30:00.000Z' };
    const text = progressText([
      { slug: 'saga', suite: (await suiteOf('saga')) ?? '', solved, hints: 2 },
      { slug: 'entity', suite: '0123456789abcdef', solved, hints: 0 },
    ]);
    const said = page.getByRole('status');
    const state = (slug: string) => page.locator(`[data-kata=${slug}] .state`);
    const field = page.getByLabel('What that command printed');
    const take = page.getByRole('button', { name: 'Take it along' });
    const bring = page.getByRole('button', { name: 'Bring it here' });
    expect(await take.isDisabled()).toBe(true);

    await field.fill(text.replace('saga', 'sago'));
    await bring.click();
    expect(await said.innerText()).toMatch(/is damaged.* Export it again/);
    await field.fill('hello');
    await bring.click();
    expect(await said.innerText()).toMatch(/not an export of progress/);
    expect(await state('saga').isVisible()).toBe(false);

    await field.fill(text);
    await bring.click();
    expect(await said.innerText()).toBe('It is here: one kata is solved.');
    await page.reload();
    expect(await state('saga').innerText()).toBe('✓ Solved on 2026-03-01');
    expect(await state('entity').innerText()).toMatch(/checks have changed/);
    expect(await state('cancellation').isVisible()).toBe(false);
    expect(await page.locator('#solved-count').innerText()).toBe(
      `1 of ${KATAS.length} katas are solved.`,
    );
    await take.click();
    expect(readProgressText(await field.inputValue())).toEqual(readProgressText(text));
    await page.getByRole('button', { name: 'Forget it' }).click();
    expect(await state('saga').isVisible()).toBe(false);
    await page.reload();
    expect(await state('saga').isVisible()).toBe(false);
    expect(complaints).toEqual([]);
  }, 60_000);

  test('a lesson is light: its scripts, its styles, and all of the first view, compressed', async () => {
    await using context = await site.open({ viewport: { width: 390, height: 850 } });
    const page = await context.newPage();
    const sizes: Record<string, number> = {};
    const reading: Promise<void>[] = [];
    page.on('response', (response) => {
      const kind = response.request().resourceType();
      reading.push(
        response.body().then((body) => {
          sizes[kind] = (sizes[kind] ?? 0) + gzipSync(body).length;
        }),
      );
    });
    await page.goto(`${site.url}lessons/saga/`, { waitUntil: 'networkidle' });
    await Promise.all(reading);
    const { script = 0, stylesheet = 0 } = sizes;
    const all = Object.values(sizes).reduce((sum, size) => sum + size, 0);
    expect(script).toBeGreaterThan(0);
    expect(script).toBeLessThan(75_000);
    expect(stylesheet).toBeLessThan(30_000);
    expect(all).toBeLessThan(250_000);
  }, 60_000);

  test('a history can be walked through by keyboard, and replayed when its Worker is lost', async () => {
    await using context = await site.open({ reducedMotion: 'reduce' });
    const page = await context.newPage();
    const complaints = site.listen(page);
    await page.goto(`${site.url}lessons/saga/`);
    const history = page.locator('figure.history').first();
    const steps = history.locator('ol > li');
    const all = await steps.count();
    const slider = history.getByRole('slider');
    const told = history.getByRole('status');
    const lose = history.getByRole('button', { name: 'Lose the Worker here' });
    // Nothing is hidden, and the run is over, until somebody goes back.
    expect(await history.locator('li.later').count()).toBe(0);
    expect(await lose.isDisabled()).toBe(true);

    await slider.focus();
    await slider.press('Home');
    expect(await told.innerText()).toMatch(
      new RegExp(`^Step 1 of ${all}\\. Event 1: bookTrip starts`),
    );
    expect(await history.locator('li.later').count()).toBe(all - 1);
    expect(await history.getByRole('button', { name: 'One step back' }).isDisabled()).toBe(true);
    await slider.press('ArrowRight');
    await history.getByRole('button', { name: 'One step forward' }).press('Enter');
    expect(await told.innerText()).toMatch(
      /^Step 3 of .*: bookFlight scheduled\. It waits at line \d+\.$/,
    );
    expect(await slider.getAttribute('aria-valuetext')).toMatch(/^3 of .*bookFlight scheduled/);

    await history.getByRole('button', { name: 'One step forward' }).press('Enter');
    await lose.press('Enter');
    const notes = history.locator('.note');
    expect(await notes.allInnerTexts()).toEqual([
      'the code begins again, with the same arguments',
      'the code asks for it again: a match',
      'comes from the history: the activity is not called',
    ]);
    expect(await told.innerText()).toMatch(/One command matched the history/);
    expect(await history.locator('[aria-current=step]').count()).toBe(1);
    const { violations } = await new AxeBuilder({ page }).include('figure.history').analyze();
    expect(violations.map(({ id }) => id)).toEqual([]);

    await slider.press('End');
    expect(await notes.count()).toBe(0);
    expect(await history.locator('li.later').count()).toBe(0);
    expect(await lose.isDisabled()).toBe(true);
    await page.emulateMedia({ media: 'print' });
    expect(await slider.isVisible()).toBe(false);
    expect(complaints).toEqual([]);
  }, 60_000);

  test('the cheat sheet is one page of paper', async () => {
    await using context = await site.open({});
    const page = await context.newPage();
    await page.goto(`${site.url}reference/cheat-sheet/`);
    const paper = await page.pdf({ format: 'A4' });
    expect(paper.toString('latin1').match(/\/Type\s*\/Page\b/g)).toHaveLength(1);
  }, 60_000);

  test('can be read without JavaScript', async () => {
    await using context = await site.open({ javaScriptEnabled: false });
    const page = await context.newPage();
    await page.goto(`${site.url}lessons/saga/`);
    expect(await page.locator('h1').innerText()).toMatch(/Saga/);
    const history = page.locator('figure.history').first();
    expect(await history.locator('li').count()).toBeGreaterThan(10);
    expect(await history.getByRole('slider').isVisible()).toBe(false);
    expect(await history.innerText()).toMatch(/of virtual time/);
    const two = page.getByRole('group', { name: 'Two histories, side by side' });
    expect(await two.innerText()).toContain(
      'They part at event 17 in the first and event 17 in the second.',
    );
    expect(await two.locator('li.marked').count()).toBe(2);
    const answer = page.locator('main details').first();
    expect(await answer.locator('p').first().isVisible()).toBe(false);
    await answer.locator('summary').click();
    expect(await answer.locator('p').first().isVisible()).toBe(true);
    await page.goto(site.url);
    await page.locator('main a.primary').click();
    expect(page.url()).toBe(`${site.url}lessons/${LESSONS[0]}/`);
  }, 60_000);
});

/**
 * Takes away what axe has seen already: lines of code in which no colour comes for the first time,
 * events drawn as others were, and failed checks beyond the first two. They are most of a page's
 * elements.
 */
async function onlyOneOfAKind(page: Page): Promise<void> {
  await page.locator('main').evaluate((main) => {
    const seen = new Set<string>();
    for (const line of main.querySelectorAll('pre .ec-line')) {
      const before = seen.size;
      for (const word of [line, ...line.querySelectorAll('[style]')]) {
        // A mark behind a line changes what its words are seen against.
        seen.add(`${line.className} ${word.getAttribute('style') ?? ''}`);
      }
      if (seen.size === before) line.remove();
    }
    for (const row of main.querySelectorAll('figure.history li')) {
      const classes = [...row.querySelectorAll('[class]')].map((part) => part.className);
      const drawn = `${row.className} ${classes.join(' ')}`;
      if (seen.has(drawn)) row.remove();
      seen.add(drawn);
    }
    for (const screen of [...main.querySelectorAll('figure > .screen')].slice(2)) screen.remove();
  });
}
