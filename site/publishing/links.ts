/** Fails the build when a link of the site leads nowhere, and says where its author wrote it. */
import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { AstroIntegration } from 'astro';
import { CourseError } from '../../src/course/error.ts';
import { readFiles } from '../../src/course/files.ts';
import { slashed } from '../components/slashed.ts';

/** Stands in for the site's own address, which may be any. */
const HERE = 'http://site.invalid';

/** A link that leads nowhere. */
interface DeadLink {
  /** The page's path below the base: `lessons/saga/`. */
  readonly page: string;
  /** As the page has it. */
  readonly href: string;
  readonly why: string;
}

/** Looks at all links between pages, when all pages are there. */
export function links(): AstroIntegration {
  let base = '/';
  return {
    name: 'links',
    hooks: {
      'astro:config:done': ({ config }) => {
        base = slashed(config.base);
      },
      'astro:build:done': async ({ dir }) => {
        const dead = await deadLinks(fileURLToPath(dir), base);
        if (dead.length === 0) return;
        const told = await Promise.all(
          dead.map(async (link) => `${await placeOf(link)}: ${link.why}`),
        );
        throw new CourseError(
          [...new Set(told)].join('\n'),
          'Correct each link: to a page by its path, such as ../../lessons/saga/#a-heading.',
        );
      },
    },
  };
}

/** The links of a built site that lead to no page of it, or to no place on that page. */
export async function deadLinks(folder: string, base: string): Promise<DeadLink[]> {
  const files = await readFiles(folder, (path) => path.endsWith('.html'));
  const pages = Object.entries(files).map(([path, html]) => ({
    path: path.replace(/(^|\/)index\.html$/, '$1'),
    html,
    ids: new Set([...html.matchAll(/\sid="([^"]*)"/g)].map(([, id]) => id)),
  }));
  const byPath = new Map(pages.map((page) => [page.path, page]));
  const whyNot = (page: string, href: string): string | undefined => {
    const url = new URL(href, `${HERE}${base}${page}`);
    if (url.origin !== HERE) return undefined;
    if (!url.pathname.startsWith(base)) return `leads out of the site: ${href}`;
    const path = decodeURIComponent(url.pathname.slice(base.length));
    const there = byPath.get(path);
    if (!there) return existsSync(join(folder, path)) ? undefined : `leads to no page: ${href}`;
    const id = decodeURIComponent(url.hash.slice(1));
    return id === '' || there.ids.has(id) ? undefined : `leads to no heading: ${href}`;
  };
  return pages.flatMap(({ path: page, html }) =>
    [...html.matchAll(/<a\b[^>]*?\shref="([^"]*)"/g)].flatMap(([, quoted = '']): DeadLink[] => {
      const href = quoted.replaceAll('&amp;', '&').replaceAll('&#38;', '&');
      const why = whyNot(page, href);
      return why === undefined ? [] : [{ page, href, why }];
    }),
  );
}

/** The file and the line where a link is written; the page, where a component made it. */
async function placeOf({ page, href }: DeadLink): Promise<string> {
  const [, shelf = '', slug = ''] =
    /(?:^|\/)(lessons|katas|mistakes|reference)\/([^/]+)\/$/.exec(page) ?? [];
  for (const folder of shelf === 'reference' ? ['site/reference'] : await foldersOf(slug)) {
    const texts = await readFiles(folder, (path) => /\.(?:mdx?|astro)$/.test(path));
    for (const [path, text] of Object.entries(texts)) {
      if (shelf === 'reference' && path !== `${slug}.mdx`) continue;
      const line = text.split('\n').findIndex((one) => one.includes(href));
      if (line >= 0) return `${folder}/${path}:${line + 1}`;
    }
  }
  return `The page ${page || '/'}`;
}

/** The folders that a lesson's, a kata's and its mistakes' pages are made of. */
async function foldersOf(slug: string): Promise<string[]> {
  const names = await readdir('lessons');
  const folder = names.find((name) => slug !== '' && name.replace(/^\d+-/, '') === slug);
  return folder === undefined ? [] : [`lessons/${folder}`, `katas/${folder}`];
}
