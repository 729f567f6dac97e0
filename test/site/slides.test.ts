import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { chaptersOf } from '../../site/slides/chapters.ts';
import { partsOf } from '../../site/slides/parts.ts';
import { textOf } from '../../site/slides/sentences.ts';
import type { Says } from '../../site/slides/slide.ts';
import { ROOT } from './astro.ts';
import { BASE, BuiltSite } from './built-site.ts';
import { headersIn } from './static-server.ts';

const LESSONS = readdirSync(join(ROOT, 'lessons'))
  .filter((name) => /^\d+-/.test(name))
  .map((name) => name.replace(/^\d+-/, ''));
/** A projector, and nobody who would wait for transitions. */
const ROOM = { viewport: { width: 1280, height: 720 }, reducedMotion: 'reduce' } as const;
/** What can be read from the back row, in pixels of a slide of 1280 × 720; of a drawing, nearly. */
const LEAST = { text: 20, drawing: 14 };

const site = new BuiltSite();

beforeAll(async () => {
  // As a host does that sends what we ask for.
  site.server.headers = headersIn(await site.file('_headers')).get('/*') ?? {};
});

describe('of prose', () => {
  const says: Says = {
    answer: (number) => `Answer ${number}`,
    kata: '25 min',
    recorded: 'recorded',
  };
  const made = (html: string) =>
    chaptersOf(partsOf(`<h2>In code</h2>${html}`).parts, 'en', says)
      .flat()
      .map(({ kind, about = [], body }) => [kind, textOf(about), textOf(body)]);

  test('a slide shows what is bold, else how a paragraph begins, and the rest where it is short', () => {
    const long = `It was asked for one sentence, ${'and said some more, '.repeat(10)}and ended.`;
    expect(
      made(
        `<p>So it began. ${long}</p><p>Well. <strong>That is what counts in the end.</strong> ${long}</p>`,
      ),
    ).toEqual([['text', '', 'So it began.That is what counts in the end.']]);
    expect(made('<p>Set it first. <code>condition</code> waits.</p>')).toEqual([
      ['text', '', 'Set it first. condition waits.'],
    ]);
  });

  test('what leads to a figure stands above it, and all of it is told', () => {
    const html = '<p>It ran. So it looks:</p><table><tbody><tr><td>1</td></tr></tbody></table>';
    expect(made(html)).toEqual([
      ['text', '', 'It ran.'],
      ['table', 'So it looks:', '1'],
    ]);
    const [, table] = chaptersOf(partsOf(`<h2>In code</h2>${html}`).parts, 'en', says).flat();
    expect(textOf(table?.notes ?? [])).toBe('It ran. So it looks:');
  });

  test('a choice’s letter is no sentence, and a list has a slide with what leads to it', () => {
    expect(made('<p>Before. These:</p><ul><li><b>a.</b> It fails.</li><li>So?</li></ul>')).toEqual([
      ['text', '', 'Before.'],
      ['text', '', 'These:a. It fails.So?'],
    ]);
  });
});

test('slides are linked from the notes and their table, and no search finds them', async () => {
  const table = await site.html('teach');
  for (const slug of LESSONS) {
    expect(table).toContain(`href="${BASE}slides/${slug}/"`);
    expect(await site.html(`teach/${slug}`)).toContain(`href="${BASE}slides/${slug}/"`);
    expect(await site.html(`slides/${slug}`)).not.toContain('data-pagefind-body');
  }
});

describe('in Chromium', () => {
  site.needsChromium();

  test.each(LESSONS.map((slug) => ({ slug })))(
    '$slug: each slide fits, can be read from the back row, and has notes',
    async ({ slug }) => {
      await using context = await site.open(ROOM);
      const page = await context.newPage();
      const complaints = site.listen(page);
      await show(page, slug);
      const seen = await lookAtAll(page);
      expect(seen.flatMap(({ at, faults }) => faults.map((fault) => `${at}: ${fault}`))).toEqual(
        [],
      );
      const silent = seen.filter(
        ({ kind, hasNotes }) => !['table', 'code'].includes(kind) && !hasNotes,
      );
      expect(silent.map(({ at }) => at)).toEqual([]);
      const kinds = seen.map(({ kind }) => kind);
      expect(kinds[0]).toBe('title');
      expect(kinds.length).toBe(await slides(page).count());
      expect(kinds.length).toBeGreaterThan(20);
      expect(kinds.filter((kind) => kind === 'question').length).toBeGreaterThan(1);
      expect(kinds.filter((kind) => /history|two/.test(kind)).length).toBeGreaterThan(1);
      // Each question has its answer, which is not shown at once.
      expect(
        seen.filter(({ kind }) => kind === 'question').map(({ hidden }) => hidden),
      ).not.toContain(0);
      expect(seen.some(({ text }) => text.includes(`npx dojo start ${slug}`))).toBe(true);
      expect(complaints).toEqual([]);
    },
    30_000,
  );

  test.each(['light', 'dark'] as const)(
    'accessible in the %s',
    async (colorScheme) => {
      await using context = await site.open({ ...ROOM, colorScheme });
      const page = await context.newPage();
      await show(page, 'saga');
      await page.locator(`html[data-theme=${colorScheme}]`).waitFor();
      for (const kind of ['title', 'text', 'code', 'history', 'two', 'picture', 'question']) {
        await goTo(page, kind);
        const { violations } = await new AxeBuilder({ page }).analyze();
        expect(
          violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`),
          kind,
        ).toEqual([]);
        const slide = page.locator('section.present[data-kind]');
        const heading = await slide.getByRole('heading').first().innerText();
        const [name = ''] = heading.split('\n');
        expect(await page.getByRole('region', { name }).count(), kind).toBe(1);
      }
    },
    60_000,
  );

  test('a history is walked through on its slide, and the slider keeps its keys', async () => {
    await using context = await site.open(ROOM);
    const page = await context.newPage();
    await show(page, 'saga');
    await goTo(page, 'history');
    const slide = page.locator('section.present[data-kind=history]');
    const told = slide.getByRole('status');
    const number = page.locator('.slide-number');
    const before = await number.innerText();
    await page.keyboard.press('w');
    expect(await told.innerText()).toMatch(/^Step 1 of /);
    await page.keyboard.press('w');
    await page.keyboard.press('w');
    await page.keyboard.press('q');
    expect(await told.innerText()).toMatch(/^Step 2 of /);
    await slide.getByRole('slider').press('ArrowRight');
    await slide.getByRole('button', { name: 'One step forward' }).press('Space');
    expect(await told.innerText()).toMatch(/^Step 4 of /);
    await slide.getByRole('button', { name: 'Lose the Worker here' }).click();
    expect(await told.innerText()).toMatch(/^The new Worker stands where/);
    expect(await number.innerText()).toBe(before);
    const [step, list] = [slide.locator('li[aria-current]'), slide.locator('figure ol')];
    const bottom = async (part: typeof list) => {
      const box = await part.boundingBox();
      return (box?.y ?? 0) + (box?.height ?? 0);
    };
    expect(await bottom(step)).toBeLessThanOrEqual((await bottom(list)) + 1);
    await slide.getByRole('slider').focus();
    await page.keyboard.press('Escape');
    await page.keyboard.press('ArrowRight');
    expect(await number.innerText()).not.toBe(before);
  });

  test('the speaker sees notes, the next slide and a timer, and walks for the room', async () => {
    await using context = await site.open(ROOM);
    const page = await context.newPage();
    const complaints = site.listen(page);
    await show(page, 'saga');
    await goTo(page, 'history');
    const [speaker] = await Promise.all([page.waitForEvent('popup'), page.keyboard.press('s')]);
    const others = site.listen(speaker);
    const notes = speaker.locator('.speaker-controls-notes .value');
    await expect.poll(() => notes.innerText(), { timeout: 15_000 }).toMatch(/car is refused/);
    await expect.poll(() => speaker.locator('.timer').innerText()).toMatch(/00:0[1-9]/);
    // Ten minutes are planned for some forty slides.
    expect(await speaker.locator('.pacing').innerText()).toMatch(/00:0[01]:\d\d/);
    const preview = speaker.frameLocator('#current-slide iframe');
    await preview.locator('section.present[data-kind=history]').waitFor();
    await speaker
      .frameLocator('#upcoming-slide iframe')
      .locator('section.present')
      .first()
      .waitFor();
    await speaker.locator('body').press('w');
    const room = page.locator('section.present[data-kind=history]').getByRole('status');
    await expect.poll(() => room.innerText()).toMatch(/^Step 1 of /);
    await page.keyboard.press('w');
    const same = preview.locator('section.present[data-kind=history]').getByRole('status');
    await expect.poll(() => same.innerText()).toMatch(/^Step 2 of /);
    expect([...complaints, ...others]).toEqual([]);
  }, 60_000);

  test('on paper there is a page for each slide, and nothing is cut off', async () => {
    await using context = await site.open({ ...ROOM, colorScheme: 'dark' });
    const page = await context.newPage();
    await show(page, 'saga');
    const count = await slides(page).count();
    await page.goto(`${site.url}slides/saga/?print-pdf`);
    await page.locator('html.fitted').waitFor();
    // Paper is white, whatever the room is.
    expect(await page.locator('html').getAttribute('data-theme')).toBe('light');
    await page.emulateMedia({ media: 'print' });
    const cut = await page
      .locator('.pdf-page section :is(.body, figure, ol, .expressive-code)')
      .evaluateAll((parts) =>
        parts
          .filter(
            (part) =>
              part.scrollHeight > part.clientHeight + 2 || part.scrollWidth > part.clientWidth + 2,
          )
          .map(
            (part) =>
              `${part.className} in ${part.closest('section')?.querySelector('h2')?.textContent}`,
          ),
      );
    expect(cut).toEqual([]);
    const paper = await page.pdf({ preferCSSPageSize: true, printBackground: true });
    expect(paper.toString('latin1').match(/\/Type\s*\/Page\b/g)?.length).toBe(count);
  }, 60_000);

  test('the theme is the one that was chosen on the site, and a key changes it', async () => {
    await using context = await site.open({ ...ROOM, colorScheme: 'dark' });
    const page = await context.newPage();
    await page.addInitScript(() => {
      if (!localStorage.getItem('starlight-theme'))
        localStorage.setItem('starlight-theme', 'light');
    });
    await show(page, 'saga');
    expect(await background(page)).toBe('rgb(253, 252, 249)');
    await page.keyboard.press('t');
    expect(await background(page)).toBe('rgb(21, 23, 27)');
    await page.goto(`${site.url}lessons/saga/`);
    await page.locator('html[data-theme=dark]').waitFor();
  });

  test('a list says what the keys do, and has buttons for who has none', async () => {
    await using context = await site.open(ROOM);
    const page = await context.newPage();
    await show(page, 'saga');
    await page.keyboard.press('?');
    const list = page.getByRole('dialog', { name: 'What the keys do' });
    expect(await list.innerText()).toMatch(/Lose the Worker here/);
    // While it is open, keys are its own.
    await page.keyboard.press('ArrowRight');
    expect(await page.locator('section.present').first().getAttribute('data-kind')).toBe('title');
    await page.keyboard.press('Escape');
    expect(await list.isVisible()).toBe(false);
    await page.getByRole('button', { name: 'What the keys do' }).click();
    await list.getByRole('link', { name: 'The lesson', exact: true }).click();
    await page.waitForURL('**/lessons/saga/');
  });

  test('without JavaScript the slides stand below each other', async () => {
    await using context = await site.open({ ...ROOM, javaScriptEnabled: false });
    const page = await context.newPage();
    await page.goto(`${site.url}slides/saga/`);
    for (const name of ['An incident', 'Newest first']) {
      expect(await page.getByRole('heading', { name }).first().isVisible()).toBe(true);
    }
  });
});

async function show(page: Page, slug: string): Promise<void> {
  await page.goto(`${site.url}slides/${slug}/`);
  await page.locator('html.ready').waitFor();
}

function slides(page: Page) {
  return page.locator('.slides section[data-kind]');
}

/** Goes on to the next slide of a kind, as who speaks does. */
async function goTo(page: Page, kind: string): Promise<void> {
  const there = page.locator(`section.present[data-kind=${kind}]`);
  const first = await slides(page).evaluateAll(
    (all, wanted) => all.findIndex((slide) => slide.getAttribute('data-kind') === wanted),
    kind,
  );
  await page.keyboard.press('Home');
  for (let at = 0; at < first * 2 && !(await there.count()); at += 1)
    await page.keyboard.press('n');
  expect(await there.count(), kind).toBe(1);
}

function background(page: Page): Promise<string> {
  return page
    .locator('body')
    .evaluate((body) => body.ownerDocument.defaultView.getComputedStyle(body).backgroundColor);
}

/** What was seen of one slide. */
interface Seen {
  /** Its number and its heading. */
  readonly at: string;
  readonly kind: string;
  readonly text: string;
  readonly hasNotes: boolean;
  /** How much appears at the next step only. */
  readonly hidden: number;
  readonly faults: string[];
}

/** Goes from the first slide to the last, in the page, and looks at each. */
function lookAtAll(page: Page): Promise<Seen[]> {
  return page.locator('.slides').evaluate((deck, least): Seen[] => {
    const { ownerDocument: here } = deck;
    const { getComputedStyle } = here.defaultView;
    const all: Seen[] = [];
    const next = here.querySelector('.navigate-right');
    const scaleOf = ({ a, b }: { a: number; b: number }) => Math.hypot(a, b);
    const shown = () => deck.querySelector('section.present[data-kind]');
    for (;;) {
      const slide = shown();
      const hidden = slide.querySelectorAll('.fragment:not(.visible)').length;
      const faults = new Set<string>();
      const frame = slide.getBoundingClientRect();
      for (const part of [slide, ...slide.querySelectorAll('*')]) {
        if (part.closest('aside.notes, .sr-only, [hidden], defs, title, desc, .ec-line *, .lanes'))
          continue;
        const name = `${part.tagName.toLowerCase()}.${part.getAttribute('class') ?? ''}`;
        const box = part.getBoundingClientRect();
        const { fontSize, display } = getComputedStyle(part);
        if (display === 'none' || box.width === 0) continue;
        const isDrawn = part.closest('svg') !== null;
        const [tall, wide] =
          isDrawn || display === 'inline'
            ? [0, 0]
            : [part.scrollHeight - part.clientHeight, part.scrollWidth - part.clientWidth];
        // A history's list, and the code beside it, have a window of their own, and move in it.
        const window = part.closest('figure.history ol, .beside .expressive-code');
        if (window === part && part.clientHeight < 150) faults.add(`${name} shows too little`);
        if (!window) {
          const isOut =
            box.bottom > frame.bottom + 1 ||
            box.right > frame.right + 1 ||
            box.left < frame.left - 1;
          if (isOut) faults.add(`${name} leaves the slide`);
          if (tall > 5) faults.add(`${name} is cut off below, by ${tall}`);
        }
        if (wide > 1) faults.add(`${name} is cut off at the side, by ${wide}`);
        const hasText = [...part.childNodes].some(
          ({ nodeType, textContent }) => nodeType === 3 && textContent.trim() !== '',
        );
        const size = Number.parseFloat(fontSize) * (isDrawn ? scaleOf(part.getScreenCTM()) : 1);
        if (hasText && size < (isDrawn ? least.drawing : least.text)) {
          faults.add(`${name} has type of ${size.toFixed(1)} pixels`);
        }
      }
      all.push({
        at: `${here.querySelector('.slide-number').innerText}, ${slide.querySelector('h1, h2').innerText}`,
        kind: slide.dataset.kind,
        text: slide.innerText,
        hasNotes: slide.querySelector('aside.notes')?.textContent.trim().length > 0,
        hidden,
        faults: [...faults],
      });
      do next.click();
      while (!next.disabled && shown() === slide);
      if (shown() === slide) return all;
    }
  }, LEAST);
}
