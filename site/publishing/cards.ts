/** Draws for each page the picture that other sites show beside a link to it. */
import { mkdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { AstroIntegration } from 'astro';
import satori, { type Font } from 'satori';
import sharp from 'sharp';
import { readFiles } from '../../src/course/files.ts';
import { CARD_SIZE, cardPath, readCardText } from '../components/card.ts';

/** The site's colors in the dark, as in theme.css. */
const INK = '#15171b';
const PAPER = '#f6f5f1';
const QUIET = '#bdbcb6';
const LINE = '#50535b';
const ACCENT = '#b9c5ff';
const STEP = '#7f93f5';
const UNDO = '#d79a3a';
const FAIL = '#ea6a55';

const MARGIN = 72;
/** Right of the text is the drawing of a history. */
const TEXT_WIDTH = 790;

/** What a card shows; the page's head says it. */
interface Words {
  readonly kind: string;
  readonly title: string;
  readonly description: string;
}

/** Draws the cards of all pages that name one. */
export function cards(): AstroIntegration {
  return {
    name: 'cards',
    hooks: {
      'astro:build:done': async ({ dir, logger }) => {
        const folder = fileURLToPath(dir);
        const pages = await readFiles(folder, (path) => path.endsWith('index.html'));
        const logo = await readFile(new URL('../assets/logo.svg', import.meta.url), 'utf8');
        const fonts = await inter();
        let count = 0;
        for (const [page, html] of Object.entries(pages)) {
          const words = wordsOf(html);
          if (!words) continue;
          const path = join(folder, cardPath(page.replace(/\/?index\.html$/, '')));
          await mkdir(dirname(path), { recursive: true });
          const drawing = Buffer.from(drawn(await textOf(words, fonts), logo));
          await sharp(drawing).png({ palette: true }).toFile(path);
          count += 1;
        }
        logger.info(`${count} social cards drawn`);
      },
    },
  };
}

/** What a page says of its card, if it has one. */
function wordsOf(html: string): Words | undefined {
  const said = (property: string) => {
    const [, text] = new RegExp(`<meta property="${property}" content="([^"]*)"`).exec(html) ?? [];
    return text?.replace(/&(?:amp|lt|gt|quot|#34|#39);/g, (sign) => SIGNS[sign] ?? sign);
  };
  const text = said('og:image:alt');
  if (text === undefined) return undefined;
  return { ...readCardText(text), description: said('og:description') ?? '' };
}

const SIGNS: Readonly<Record<string, string>> = {
  '&amp;': '&',
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#34;': '"',
  '&#39;': "'",
};

/** The font comes with a package, so that cards look the same wherever they are drawn. */
async function inter(): Promise<Font[]> {
  const { resolve } = createRequire(import.meta.url);
  return Promise.all(
    ([400, 600, 700] as const).map(async (weight) => {
      const file = resolve(`@fontsource/inter/files/inter-latin-${weight}-normal.woff`);
      return { name: 'Inter', weight, style: 'normal' as const, data: await readFile(file) };
    }),
  );
}

/** The words as outlines, broken into lines. */
function textOf({ kind, title, description }: Words, fonts: Font[]): Promise<string> {
  const { height } = CARD_SIZE;
  const isLong = title.length > 32;
  const body = box({ flexDirection: 'column', width: '100%', height: '100%' }, [
    box({ color: ACCENT, fontSize: 30, fontWeight: 600 }, kind),
    box(
      {
        color: PAPER,
        fontSize: isLong ? 62 : 76,
        fontWeight: 700,
        letterSpacing: '-0.03em',
        lineHeight: 1.12,
        marginTop: 18,
      },
      title,
    ),
    box(
      {
        color: QUIET,
        fontSize: 30,
        lineHeight: 1.45,
        marginTop: 26,
        lineClamp: 3,
        display: 'block',
      },
      description,
    ),
    box(
      {
        color: PAPER,
        fontSize: 30,
        fontWeight: 600,
        marginTop: 'auto',
        marginLeft: 66,
        height: 46,
      },
      'Durable Dojo',
    ),
  ]);
  return satori(body, { width: TEXT_WIDTH, height: height - 2 * MARGIN, fonts });
}

function box(style: Readonly<Record<string, string | number>>, children: unknown) {
  return { key: null, type: 'div', props: { style: { display: 'flex', ...style }, children } };
}

/** The whole card: words, logo, and a run that goes forward, fails and is undone. */
function drawn(text: string, logo: string): string {
  const { width, height } = CARD_SIZE;
  const at = (x: number, y: number, content: string) =>
    `<g transform="translate(${x} ${y})">${content}</g>`;
  const sized = logo.replace('<svg ', '<svg width="46" height="46" ');
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">`,
    `<rect width="100%" height="100%" fill="${INK}"/>`,
    `<rect width="100%" height="8" fill="#2f3e9e"/>`,
    at(MARGIN, MARGIN, text),
    at(MARGIN, height - MARGIN - 46, sized),
    at(930, MARGIN + 20, historyDrawing()),
    '</svg>',
  ].join('');
}

/** Bars as the site draws them: time runs downwards, each activity has its lane. */
function historyDrawing(): string {
  const bar = (lane: number, from: number, to: number, color: string, failed = false) => {
    const x = lane * 58;
    const end = failed
      ? `<rect x="${x - 11}" y="${to - 11}" width="22" height="22" rx="2" fill="${color}" transform="rotate(45 ${x} ${to})"/>`
      : `<circle cx="${x}" cy="${to}" r="13" fill="${color}"/>`;
    return [
      `<path d="M${x} ${from}V${to}" stroke="${color}" stroke-width="7"/>`,
      `<circle cx="${x}" cy="${from}" r="11" fill="${INK}" stroke="${color}" stroke-width="6"/>`,
      end,
    ].join('');
  };
  const lanes = [0, 1, 2, 3].map(
    (lane) => `<path d="M${lane * 58} 0V446" stroke="${LINE}" stroke-width="1.5"/>`,
  );
  return [
    ...lanes,
    bar(0, 20, 90, STEP),
    bar(1, 90, 160, STEP),
    bar(2, 160, 230, STEP),
    bar(3, 230, 285, FAIL, true),
    bar(2, 300, 345, UNDO),
    bar(1, 345, 390, UNDO),
    bar(0, 390, 435, UNDO),
  ].join('');
}
