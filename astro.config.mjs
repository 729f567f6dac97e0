import { readdirSync, readFileSync } from 'node:fs';
import mdx from '@astrojs/mdx';
import sitemap from '@astrojs/sitemap';
import starlight from '@astrojs/starlight';
import { defineConfig } from 'astro/config';
import { label, locales } from './site/components/languages.ts';
import { cards } from './site/publishing/cards.ts';
import { contentPolicy } from './site/publishing/content-policy.ts';
import { links } from './site/publishing/links.ts';
import { offline } from './site/publishing/offline.ts';
import { ownPages } from './site/publishing/own-pages.ts';

// A lesson is a folder `lessons/<nn-slug>`: the number gives its place, the slug its address.
const lessons = readdirSync(new URL('./lessons', import.meta.url), { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && /^\d+-/.test(entry.name))
  .map((entry) => entry.name)
  .sort((one, other) => Number.parseInt(one, 10) - Number.parseInt(other, 10))
  .map((name) => ({
    slug: `lessons/${name.replace(/^\d+-/, '')}`,
    label: `${Number.parseInt(name, 10)}. ${shortTitle(name)}`,
  }));

/** What stands before the colon of a lesson's title. */
function shortTitle(folder) {
  const page = readFileSync(new URL(`./lessons/${folder}/index.mdx`, import.meta.url), 'utf8');
  return /^title: ['"]?([^:'"\n]+)/m.exec(page)?.[1] ?? folder;
}

/** Where the site will be published, such as `https://example.org`; a sitemap needs it. */
const site = process.env.DOJO_SITE;

/** Stands in for the sitemap that Starlight would add: without an address there can be none. */
const noSitemap = { name: '@astrojs/sitemap', hooks: {} };

export default defineConfig({
  srcDir: 'site',
  ...(site ? { site } : {}),
  outDir: process.env.DOJO_OUT ?? 'dist',
  publicDir: 'site/public',
  cacheDir: '.dojo/astro',
  base: process.env.DOJO_BASE ?? '/',
  trailingSlash: 'always',
  devToolbar: { enabled: false },
  vite: {
    cacheDir: '.dojo/vite',
    // Saving an answer must not wake the site.
    server: { watch: { ignored: ['**/.dojo/**', '**/answers/**'] } },
    build: {
      rolldownOptions: {
        // Astro marks MDX pages by a directive of its own, which it reads before the bundler does.
        checks: { moduleLevelDirective: false },
      },
    },
  },
  integrations: [
    starlight({
      title: 'Durable Dojo',
      ...(locales() && { defaultLocale: 'root', locales: locales() }),
      logo: { src: './site/assets/logo.svg' },
      description: label('home.about').label,
      customCss: ['./site/styles/theme.css'],
      components: {
        Head: './site/components/Head.astro',
        Hero: './site/components/Hero.astro',
        PageTitle: './site/components/PageTitle.astro',
      },
      disable404Route: true,
      // So that headings can be linked to, and notes be written, there too.
      markdown: { processedDirs: ['./lessons', './site/reference'] },
      tableOfContents: { minHeadingLevel: 2, maxHeadingLevel: 3 },
      expressiveCode: {
        // Long lines wrap, so that code can be read on a phone without scrolling sideways.
        defaultProps: { wrap: true },
        themes: ['github-dark', 'github-light'],
        useStarlightUiThemeColors: true,
        styleOverrides: {
          borderRadius: '0.5rem',
          codeFontSize: '0.8rem',
          frames: { shadowColor: 'transparent' },
        },
      },
      sidebar: [
        { ...label('dojo.map'), link: '/course/' },
        { ...label('dojo.lessons'), items: lessons },
        {
          ...label('dojo.reference'),
          items: [
            { slug: 'reference/cheat-sheet' },
            { slug: 'reference/decide' },
            { slug: 'reference/patterns' },
            { slug: 'reference/limits' },
            { slug: 'reference/glossary' },
            { slug: 'reference/codes' },
            { ...label('dojo.mistakes'), link: '/mistakes/' },
            { ...label('dojo.changelog'), link: '/changelog/' },
          ],
        },
        { ...label('dojo.teach'), link: '/teach/' },
        { slug: 'reference/grade' },
        { ...label('dojo.contribute'), link: '/contribute/' },
      ],
      favicon: '/favicon.svg',
    }),
    mdx(),
    ownPages(),
    site ? sitemap({ filter: (page) => !/\/(?:offline|404)\/$/.test(page) }) : noSitemap,
    // Last, for they look at the pages that the others have made.
    links(),
    ...(site ? [cards()] : []),
    contentPolicy(),
    offline(),
  ],
});
