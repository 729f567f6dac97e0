import { readdirSync, readFileSync } from 'node:fs';
import mdx from '@astrojs/mdx';
import starlight from '@astrojs/starlight';
import { defineConfig } from 'astro/config';

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
      logo: { src: './site/assets/logo.svg' },
      description: 'Learn durable workflows with Temporal by breaking them safely.',
      customCss: ['./site/styles/theme.css'],
      components: {
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
        { label: 'Map of the course', link: '/course/' },
        { label: 'Lessons', items: lessons },
        {
          label: 'Reference',
          items: [
            { label: 'Cheat sheet', slug: 'reference/cheat-sheet' },
            { label: 'Is it a workflow?', slug: 'reference/decide' },
            { label: 'Patterns', slug: 'reference/patterns' },
            { label: 'Limits', slug: 'reference/limits' },
            { label: 'Glossary', slug: 'reference/glossary' },
            { label: 'Codes', slug: 'reference/codes' },
            { label: 'Mistakes', link: '/mistakes/' },
          ],
        },
        { label: 'Teach with it', link: '/teach/' },
        { label: 'Contribute', link: '/contribute/' },
      ],
      favicon: '/favicon.svg',
    }),
    mdx(),
    ...(site ? [] : [noSitemap]),
  ],
});
