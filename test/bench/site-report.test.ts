import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { doubleLessons } from '../../bench/site/builds.ts';
import { siteTargets, type SiteFigures } from '../../bench/site/figures.ts';
import { siteReport } from '../../bench/site/report.ts';
import { timing } from '../../bench/statistics.ts';

/** Figures of a site in which all is well, and what is different about them. */
function figures(different: Partial<Omit<SiteFigures, 'targets'>> = {}): SiteFigures {
  const all: Omit<SiteFigures, 'targets'> = {
    format: 1,
    date: '2026-03-01T09:30:00.000Z',
    machine: {
      processor: 'Some Processor 3000',
      cores: 2,
      memory: 8 * 2 ** 30,
      system: 'Some Linux 12, x64',
    },
    versions: { node: '24.1.0', astro: '7.3.5', starlight: '0.42.4', chromium: '156.0.1' },
    load: { average: 0.21, busy: false },
    builds: {
      whole: { lessons: 20, pages: 69, ...timing([16_400, 16_600]) },
      doubled: { lessons: 40, pages: 129, ...timing([22_000, 23_000]) },
      perLesson: 300,
    },
    weights: [
      weight('landing page', false, 29_300),
      { ...weight('lesson', true, 33_100), path: 'lessons/saga/' },
    ],
    lighthouse: {
      version: '13.5.0',
      rounds: 3,
      load: 1.25,
      pages: [score('landing page', 100), score('lesson', 99)],
    },
    ...different,
  };
  return { ...all, targets: siteTargets(all) };
}

function weight(kind: string, player: boolean, scripts: number) {
  return { kind, path: '', player, scripts, styles: 15_800, all: 54_900 };
}

function score(kind: string, performance: number) {
  return { kind, path: '', performance, accessibility: 100, practices: 100, search: 100 };
}

describe('the report on the site', () => {
  test('says what was measured, on what, and whether the targets are met', () => {
    expect(siteReport(figures())).toMatchInlineSnapshot(`
      "Measured 2026-03-01 09:30 UTC, load 0.2 at start
      Some Processor 3000, 2 cores, 8 GB, Some Linux 12, x64
      Node 24.1.0, Astro 7.3.5, Starlight 0.42.4, Chromium 156.0.1

      A build of the whole site, from nothing
        20 lessons, 69 pages                           16.5 s   16.4 s to 16.6 s
        40 lessons, 129 pages                          22.5 s   22.0 s to 23.0 s
          a lesson with its kata adds                  0.30 s

      What comes over the wire for a first view, compressed by gzip
                                    scripts       styles          all
        landing page                29.3 kB      15.8 kB      54.9 kB
        lesson, player              33.1 kB      15.8 kB      54.9 kB

      Lighthouse, as on a phone with a slow network
        Lighthouse 13.5.0, median of 3, load at most 1.3
                                performance   accessible    practices          SEO
        landing page                    100          100          100          100
        lesson                           99          100          100          100

      Targets
        ✓ build of the whole site: 16.5 s, at most 60.0 s wanted
        ✓ scripts without a player: 29.3 kB, at most 45.0 kB wanted
        ✓ scripts with it: 33.1 kB, at most 75.0 kB wanted
        ✓ styles: 15.8 kB, at most 30.0 kB wanted
        ✓ a whole first view: 54.9 kB, at most 250.0 kB wanted
        ✓ performance: 99, at least 98 wanted
        ✓ accessibility: 100, at least 100 wanted
        ✓ best practices: 100, at least 100 wanted
        ✓ search engines (SEO): 100, at least 100 wanted"
    `);
  });

  test('judges each page by the limit for its kind, and all by the worst', () => {
    const weights = [weight('kata', false, 50_000), weight('lesson', true, 70_000)];
    const text = siteReport(figures({ weights }));
    expect(text).toContain('✗ scripts without a player: 50.0 kB, at most 45.0 kB wanted');
    expect(text).toContain('✓ scripts with it: 70.0 kB, at most 75.0 kB wanted');
  });

  test('says which score is missed', () => {
    const pages = [score('landing page', 100), score('lesson', 91)];
    const text = siteReport(
      figures({ lighthouse: { version: '13.5.0', rounds: 3, load: 9, pages } }),
    );
    expect(text).toContain('✗ performance: 91, at least 98 wanted');
    expect(text).toContain('✓ accessibility: 100, at least 100 wanted');
  });

  test('says why something was not measured', () => {
    const problem = 'There is no such thing on this machine.';
    const text = siteReport(figures({ weights: { problem }, lighthouse: { problem } }));
    expect(text.match(/Not measured\. There is no such thing on this machine\./g)).toHaveLength(2);
    expect(text).toContain('? performance: not measured');
    expect(text).toContain('✓ build of the whole site');
  });

  test('fits 80 columns', () => {
    for (const line of siteReport(figures()).split('\n')) {
      expect(line.length, line).toBeLessThanOrEqual(80);
    }
  });
});

test('growth is measured on lessons that are there twice, each with its kata', async () => {
  const root = await mkdtemp(join(tmpdir(), 'dojo-double-'));
  try {
    const folders = ['lessons', 'katas', 'solutions', 'test/transcripts'];
    for (const folder of folders) {
      for (const lesson of ['01-first', '02-second']) {
        await mkdir(join(root, folder, lesson), { recursive: true });
        await writeFile(join(root, folder, lesson, 'file'), lesson);
      }
    }
    await doubleLessons(root);
    for (const folder of folders) {
      expect((await readdir(join(root, folder))).toSorted()).toEqual([
        '01-first',
        '02-second',
        '03-first-again',
        '04-second-again',
      ]);
    }
  } finally {
    await rm(root, { recursive: true, force: true });
  }
});
