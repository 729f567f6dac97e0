/** The changelog as a feed. It names whole addresses, so there is none without one for the site. */
import rss from '@astrojs/rss';
import type { APIContext } from 'astro';
import { BASE } from '../../components/base.ts';
import { allReleases } from '../../components/releases.ts';

export function getStaticPaths() {
  return import.meta.env.SITE ? [{ params: { feed: 'rss' } }] : [];
}

export async function GET({ site }: APIContext): Promise<Response> {
  const home = new URL(BASE, site);
  const releases = await allReleases();
  return rss({
    title: 'Durable Dojo',
    description: 'What changes for people who use the course.',
    site: home,
    items: releases.map(({ title, date, anchor, html }) => ({
      title: `Durable Dojo ${title}`,
      link: new URL(`changelog/#${anchor}`, home).href,
      content: html,
      ...(date && { pubDate: new Date(date) }),
    })),
  });
}
