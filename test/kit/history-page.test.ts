import { AxeBuilder } from '@axe-core/playwright';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { historyPage } from '../../src/kit/history-page.ts';
import { historySvg } from '../../src/kit/history-svg.ts';
import { runHistory, type JudgedRun } from '../../src/kit/run-history.ts';
import { findChromium, launchChromium } from '../site/chromium.ts';
import { judged, numbered, subject } from './histories.ts';

/** What an answer may say to spoil a page, a picture or a terminal. */
const EVIL = `</title><script>alert(1)</script><img src=x onerror=alert(1)>&"'\u001B[31m\u0007\u202E\uFFFF\uD800`;

const evil: JudgedRun = {
  ...judged,
  id: EVIL,
  promise: EVIL,
  when: EVIL,
  history: runHistory(
    subject(
      numbered([
        { type: 'WorkflowExecutionStarted', name: EVIL },
        { type: 'WorkflowExecutionSignaled', name: EVIL, input: [EVIL] },
        {
          type: 'WorkflowExecutionFailed',
          failure: { type: EVIL, message: EVIL, retryable: false },
        },
      ]),
      { workflow: EVIL, title: EVIL },
    ),
  ),
};

/** Another drawing of a failed check; a small one of a check that passed. */
const passed: JudgedRun = {
  id: 'order/ends',
  promise: 'the order ends',
  outcome: 'pass',
  history: runHistory(subject(numbered([{ type: 'WorkflowExecutionCompleted' }]))),
};

const texts = [
  'workflow placeOrder started',
  'reserve scheduled (item: &quot;tea&quot;)',
  'charge, attempt 1: the Worker is lost, and nobody answers',
  '⋮ 3 s later',
  'the &lt;service&gt; &amp; &quot;friends&quot; are down, in attempt 3',
];

test('the page and the picture say all that is drawn, and mark what the check is about', () => {
  const page = historyPage(judged).replaceAll(/<\/?span[^>]*>/g, '');
  const picture = historySvg(judged);
  const [, description = ''] = /<desc[^>]*>([^]*)<\/desc>/.exec(picture) ?? [];
  for (const text of texts) {
    expect(page).toContain(text);
    expect(description).toContain(text);
  }
  expect(page).toContain('14–15');
  expect(page).toContain('Look here: charge failed');
  expect(description).toContain('▶ 14–15: +6 s charge failed');
  expect(picture).toMatch(/<title id="title">order\/undoes-the-rest: placeOrder: 20 events/);
  for (const whole of [historyPage(passed), historySvg(passed)]) {
    expect(whole).toContain('✓ order/ends');
    expect(whole).not.toContain('is what the failed check is about');
  }
});

test('each needs nothing beside itself', () => {
  for (const text of [historyPage(judged), historySvg(judged)]) {
    const addresses = text.match(/(https?:|url\(|src=|href=|@import)[^\s"]*/g) ?? [];
    expect(addresses.filter((each) => each !== 'http://www.w3.org/2000/svg')).toEqual([]);
    expect(text).toContain('prefers-color-scheme: dark');
  }
});

test('what an answer says stays text', () => {
  for (const text of [historyPage(evil), historySvg(evil)]) {
    expect(text).not.toMatch(/<(script|img)/);
    expect(text).not.toMatch(/(?!\n)\p{Cc}|[\u202A-\u202E\uFFFE\uFFFF]|\p{Surrogate}/u);
  }
});

const executablePath = findChromium();
let browser: Browser | undefined;

beforeAll(async () => {
  if (!executablePath) return;
  browser = await launchChromium(executablePath);
}, 60_000);

afterAll(() => browser?.close());

describe('in Chromium', () => {
  beforeEach((context) => {
    if (browser) return;
    const reason = 'no Chromium: install it, or set DOJO_CHROMIUM to its path';
    if (process.env['CI']) throw new Error(`In CI this must run, and there is ${reason}.`);
    context.skip(reason);
  });

  /** Shows a text as a file of a type, and gives what is there. */
  async function shown<T>(
    text: string,
    options: { colorScheme?: 'light' | 'dark'; viewport?: { width: number; height: number } },
    look: (page: Awaited<ReturnType<Browser['newPage']>>) => Promise<T>,
  ): Promise<T> {
    await using context = await (browser as Browser).newContext(options);
    const page = await context.newPage();
    await page.setContent(text);
    return await look(page);
  }

  test.each(
    (['light', 'dark'] as const).flatMap((colorScheme) =>
      [390, 1280].map((width) => ({ colorScheme, width })),
    ),
  )(
    'the page is accessible, and not wider than the screen: $colorScheme, $width px',
    async ({ colorScheme, width }) => {
      for (const run of [judged, evil]) {
        await shown(
          historyPage(run),
          { colorScheme, viewport: { width, height: 850 } },
          async (page) => {
            const wide = await page.locator('html').evaluate((element) => element.scrollWidth);
            expect(wide).toBeLessThanOrEqual(width);
            const { violations } = await new AxeBuilder({ page }).analyze();
            expect(violations.map(({ id }) => id)).toEqual([]);
          },
        );
      }
    },
    60_000,
  );

  test('the picture is well-formed, and no words of it leave it', async () => {
    for (const run of [judged, passed, evil]) {
      await shown('', {}, async (page) => {
        const picture = Buffer.from(historySvg(run)).toString('base64');
        await page.goto(`data:image/svg+xml;base64,${picture}`);
        expect(await page.locator('parsererror').count()).toBe(0);
        const whole = await page.locator('rect.paper').boundingBox();
        const words = await page.locator('text').all();
        expect(words.length).toBeGreaterThan(3);
        for (const each of words) {
          const { x = -1, y = -1, width = 0, height = 0 } = (await each.boundingBox()) ?? {};
          expect(Math.min(x, y)).toBeGreaterThanOrEqual(0);
          expect(x + width).toBeLessThanOrEqual(whole?.width ?? 0);
          expect(y + height).toBeLessThanOrEqual(whole?.height ?? 0);
        }
      });
    }
  });

  test('the picture can be read in the dark as in the light', async () => {
    const ground = (colorScheme: 'light' | 'dark') =>
      shown(historySvg(judged), { colorScheme }, (page) =>
        page.evaluate('getComputedStyle(document.querySelector("rect.paper")).fill'),
      );
    expect(await ground('light')).toBe('rgb(253, 252, 249)');
    expect(await ground('dark')).toBe('rgb(21, 23, 27)');
  });
});
