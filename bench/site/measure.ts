import { join } from 'node:path';
import process from 'node:process';
import { findChromium } from '../../test/site/chromium.ts';
import { OF_THE_SITE } from '../../test/site/course-copy.ts';
import { serveFolder } from '../../test/site/static-server.ts';
import { CourseCopy } from '../course-copy.ts';
import type { Unmeasured } from '../figures.ts';
import { load, machine, versionOf } from '../machine.ts';
import type { Progress } from '../progress.ts';
import { builds } from './builds.ts';
import { SITE_FORMAT, siteTargets, type SiteFigures } from './figures.ts';
import { lighthouse } from './lighthouse.ts';
import { weigh } from './weights.ts';

const NO_CHROMIUM: Unmeasured = {
  problem: 'There is no Chromium: install it, or set DOJO_CHROMIUM to its path.',
};

/** Builds the site of a course, weighs its pages, and lets Lighthouse look at them. */
export async function measureSite(course: string, progress: Progress): Promise<SiteFigures> {
  const atStart = load();
  const date = new Date().toISOString();
  const once = await CourseCopy.make(course, OF_THE_SITE);
  const twice = await CourseCopy.make(course, OF_THE_SITE);
  const site = join(once.root, '.dojo', 'site');
  const built = await builds(once.root, twice.root, site, progress);
  twice.remove();
  const chromium = findChromium();
  const seen = chromium
    ? await look(site, { chromium, cache: join(course, '.dojo', 'lighthouse') }, progress)
    : { weights: NO_CHROMIUM, lighthouse: NO_CHROMIUM };
  const { version, ...found } = { version: undefined, ...seen };
  return {
    format: SITE_FORMAT,
    date,
    machine: await machine(),
    versions: {
      node: process.versions.node,
      astro: versionOf('astro'),
      starlight: versionOf('@astrojs/starlight'),
      ...(version ? { chromium: version } : {}),
    },
    load: atStart,
    builds: built,
    ...found,
    targets: siteTargets({ builds: built, ...found }),
  };
}

async function look(
  site: string,
  { chromium, cache }: { chromium: string; cache: string },
  progress: Progress,
) {
  const server = await serveFolder(site, '/');
  try {
    const weighed = await weigh(chromium, server.url);
    const scores = await lighthouse(cache, { url: server.url, chromium }, progress);
    return { ...weighed, lighthouse: scores };
  } finally {
    await server.stop();
  }
}
