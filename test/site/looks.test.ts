import { mkdir, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import pixelmatch from 'pixelmatch';
import type { Page } from 'playwright-core';
import { PNG } from 'pngjs';
import { beforeEach, describe, expect, test } from 'vitest';
import { ROOT } from './astro.ts';
import { BuiltSite } from './built-site.ts';

const PICTURES = join(import.meta.dirname, 'looks');
/** Where a picture lies that is not as it was, with what differs. */
const DIFFERENT = join(ROOT, '.dojo', 'looks');
/** A page more, or taller pictures, soon make more of a clone than everything else in it. */
const ALL_AT_MOST = 3_000_000;

/** So many pixels may differ in any square of `WINDOW`: less than a letter. */
const WINDOW = 24;
const PIXELS = 12;

const SMALL = { width: 390, height: 700 };
const LARGE = { width: 1280, height: 720 };
type Look = readonly [size: typeof SMALL, colorScheme: 'light' | 'dark'];
const ALL: readonly Look[] = [
  [SMALL, 'light'],
  [SMALL, 'dark'],
  [LARGE, 'light'],
  [LARGE, 'dark'],
];
/** Enough where colors and sizes are those of pages that are looked at from all sides. */
const TWO: readonly Look[] = [
  [SMALL, 'light'],
  [LARGE, 'dark'],
];

interface View {
  readonly name: string;
  readonly path: string;
  /** What is scrolled to; the top of the page unless told. */
  readonly at?: string;
  readonly looks: readonly Look[];
}

const VIEWS: readonly View[] = [
  { name: 'landing', path: '', looks: ALL },
  { name: 'lesson', path: 'lessons/saga/', looks: ALL },
  { name: 'history', path: 'lessons/saga/', at: 'figure.history', looks: ALL },
  { name: 'code', path: 'lessons/saga/', at: '.expressive-code', looks: TWO },
  { name: 'map', path: 'course/', looks: TWO },
  { name: 'kata', path: 'katas/saga/', at: '#checks', looks: TWO },
  { name: 'mistakes', path: 'mistakes/saga/', looks: TWO },
  { name: 'table', path: 'reference/limits/', at: '#one-value', looks: TWO },
  { name: 'agenda', path: 'teach/agendas/half-a-day/', at: '#plan', looks: TWO },
];

/** Where a reader is, the table of contents notices some time after scrolling. */
const WITHOUT_PLACE = 'starlight-toc, mobile-starlight-toc .display-current { visibility: hidden }';

/** Letters, figures and signs in the fonts that a browser takes from its machine. */
const SPECIMEN = `
  <body style="margin: 20px; font: 16px ui-sans-serif, system-ui, sans-serif">
    Workflows go on where they stood, 0123456789. <b>History</b> <i>replays</i>
    <p style="font-size: 40px; font-weight: 700; letter-spacing: -0.03em">Durable Dojo</p>
    <code style="font: 13px ui-monospace, monospace">await sleep('1 day') → ✗ ✓ ▶ ┌│└ − … “ ” ’</code>
  </body>`;

const site = new BuiltSite();
let page: Page;
/** Whether this machine draws letters as the one that the pictures are from. */
let sameLetters: Promise<boolean> | undefined;

describe('key pages look as they did', () => {
  site.needsChromium();
  beforeEach(async (context) => {
    page ??= await (await site.open({ reducedMotion: 'reduce' })).newPage();
    sameLetters ??= drawsSameLetters();
    if (await sameLetters) return;
    context.skip(
      'this machine draws letters otherwise than Debian 12, where the pictures are from',
    );
  });

  test.each(VIEWS)(
    '$name',
    async ({ name, path, at, looks }) => {
      await page.goto(site.url + path, { waitUntil: 'networkidle' });
      const different: string[] = [];
      for (const [size, colorScheme] of looks) {
        await page.setViewportSize(size);
        await page.emulateMedia({ colorScheme });
        await page.locator(`html[data-theme=${colorScheme}]`).waitFor();
        await scrollTo(at);
        const style = at === undefined ? '' : WITHOUT_PLACE;
        const drawn = await page.screenshot({ animations: 'disabled', caret: 'hide', style });
        const problem = await compare(pictureOf(name, [size, colorScheme]), drawn);
        if (problem) different.push(problem);
      }
      expect(different, `If they are to look so now: ${UPDATE}`).toEqual([]);
    },
    60_000,
  );

  test('no picture is kept that nothing is compared with, and all are small', async () => {
    const names = VIEWS.flatMap(({ name, looks }) =>
      looks.map((look) => `${pictureOf(name, look)}.png`),
    );
    const there = await readdir(PICTURES);
    expect(there.toSorted()).toEqual(['specimen.png', ...names].toSorted());
    const sizes = await Promise.all(there.map((name) => stat(join(PICTURES, name))));
    expect(sizes.reduce((sum, { size }) => sum + size, 0)).toBeLessThan(ALL_AT_MOST);
  });
});

test('a picture in which one letter is another is found; one that is the same is not', () => {
  const white = new PNG({ width: 100, height: 100, fill: true });
  white.data.fill(255);
  const letter = new PNG({ width: 100, height: 100, fill: true });
  letter.data.fill(255);
  for (let row = 40; row < 50; row += 1) letter.data.fill(0, row * 400 + 200, row * 400 + 212);
  expect(differing(white, letter)).toBeGreaterThan(PIXELS);
  expect(differing(letter, letter)).toBe(0);
});

function pictureOf(name: string, [{ width }, colorScheme]: Look): string {
  return `${name}-${width}-${colorScheme}`;
}

const UPDATE = 'npx vitest run --project dojo test/site/looks -u';

/** Whether Vitest was told to take all snapshots again (`-u`), only new ones, or none. */
function updates(): 'all' | 'new' | 'none' {
  return expect.getState().snapshotState.snapshotUpdateState;
}

/** Draws letters, and compares them to the last pixel with those that are kept. */
async function drawsSameLetters(): Promise<boolean> {
  await page.setViewportSize({ width: 500, height: 240 });
  await page.setContent(SPECIMEN);
  const drawn = await page.screenshot();
  const before = await kept('specimen').catch(() => undefined);
  if (before && updates() !== 'all') {
    return differing(PNG.sync.read(before), PNG.sync.read(drawn)) === 0;
  }
  await mkdir(PICTURES, { recursive: true });
  await writeFile(join(PICTURES, 'specimen.png'), drawn);
  return true;
}

async function scrollTo(selector: string | undefined): Promise<void> {
  if (selector === undefined) {
    await page.evaluate('scrollTo({ top: 0, behavior: "instant" })');
    return;
  }
  await page
    .locator(`main ${selector}`)
    .first()
    .evaluate((element) => element.scrollIntoView({ behavior: 'instant' }));
}

function kept(name: string): Promise<Buffer> {
  return readFile(join(PICTURES, `${name}.png`));
}

/** Compares a picture with the one that is kept; a sentence when they differ. */
async function compare(name: string, drawn: Buffer): Promise<string | undefined> {
  const path = join(PICTURES, `${name}.png`);
  const before = await kept(name).catch(() => undefined);
  const now = PNG.sync.read(drawn);
  const then = before && PNG.sync.read(before);
  if (then && differing(then, now) <= PIXELS) return undefined;
  if (updates() === 'all' || (!then && updates() === 'new')) {
    await writeFile(path, drawn);
    return undefined;
  }
  if (!then) return `${name} is not kept yet`;
  await rm(join(DIFFERENT, `${name}.png`), { force: true });
  await mkdir(DIFFERENT, { recursive: true });
  await writeFile(join(DIFFERENT, `${name}.png`), drawn);
  const marked = new PNG({ width: now.width, height: now.height });
  differing(then, now, marked);
  await writeFile(join(DIFFERENT, `${name}-marked.png`), PNG.sync.write(marked));
  return `${relative(ROOT, path)} is not what is drawn now: see ${relative(ROOT, DIFFERENT)}/${name}-marked.png`;
}

/** How many pixels differ in the square of a picture where most do; edges of letters may. */
function differing(one: PNG, other: PNG, marked?: PNG): number {
  const { width, height } = one;
  if (width !== other.width || height !== other.height) return Infinity;
  return pixelmatch(one.data, other.data, marked?.data, width, height, { windowSize: WINDOW });
}
