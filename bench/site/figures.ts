import { target, type Target, type Unmeasured } from '../figures.ts';
import type { Load, Machine } from '../machine.ts';
import type { Timing } from '../statistics.ts';

/** The version of the format of `--site --json`; it grows when a field changes its meaning. */
export const SITE_FORMAT = 1;

/** Everything that one run of the site's bench found. Times in milliseconds, sizes in bytes. */
export interface SiteFigures {
  readonly format: typeof SITE_FORMAT;
  /** When it began, as ISO 8601. */
  readonly date: string;
  readonly machine: Machine;
  readonly versions: SiteVersions;
  readonly load: Load;
  readonly builds: Builds;
  readonly weights: readonly Weight[] | Unmeasured;
  readonly lighthouse: Lighthouse | Unmeasured;
  readonly targets: readonly Target[];
}

export interface SiteVersions {
  readonly node: string;
  readonly astro: string;
  readonly starlight: string;
  /** Absent where there is none. */
  readonly chromium?: string;
}

/** The whole site, built with nothing kept from an earlier build. */
export interface Builds {
  readonly whole: Build;
  /** With every lesson a second time. */
  readonly doubled: Build;
  /** What a lesson more adds: its own page, and those of its kata. */
  readonly perLesson: number;
}

export interface Build extends Timing {
  readonly lessons: number;
  readonly pages: number;
}

/** What comes over the wire until nothing more is asked for, compressed by gzip. */
export interface Weight {
  readonly kind: string;
  readonly path: string;
  /** Whether a history on it can be walked through. */
  readonly player: boolean;
  /** Files, and what stands in the page itself. */
  readonly scripts: number;
  readonly styles: number;
  readonly all: number;
}

export interface Lighthouse {
  readonly version: string;
  readonly rounds: number;
  readonly pages: readonly Score[];
  /** The highest that was seen before a round; not known on Windows. */
  readonly load: number | undefined;
}

/** The median of all rounds; each out of 100. */
export interface Score extends Points {
  readonly kind: string;
  readonly path: string;
}

export interface Points {
  readonly performance: number;
  readonly accessibility: number;
  readonly practices: number;
  readonly search: number;
}

const BUILD_AT_MOST_MS = 60_000;
const SCRIPTS_AT_MOST = 45_000;
const SCRIPTS_WITH_PLAYER_AT_MOST = 75_000;
const STYLES_AT_MOST = 30_000;
const ALL_AT_MOST = 250_000;
const POINTS_AT_LEAST: Points = {
  performance: 98,
  accessibility: 100,
  practices: 100,
  search: 100,
};

/** What the site promises itself, each by its worst page. */
export function siteTargets({
  builds,
  weights,
  lighthouse,
}: Pick<SiteFigures, 'builds' | 'weights' | 'lighthouse'>): Target[] {
  const heaviest = (part: 'scripts' | 'styles' | 'all', player?: boolean) => {
    if ('problem' in weights) return undefined;
    const counted = weights.filter((one) => player === undefined || one.player === player);
    return Math.max(...counted.map((one) => one[part]));
  };
  return [
    target('build of the whole site', 'ms', BUILD_AT_MOST_MS, builds.whole.median),
    target('scripts without a player', 'bytes', SCRIPTS_AT_MOST, heaviest('scripts', false)),
    target('scripts with it', 'bytes', SCRIPTS_WITH_PLAYER_AT_MOST, heaviest('scripts', true)),
    target('styles', 'bytes', STYLES_AT_MOST, heaviest('styles')),
    target('a whole first view', 'bytes', ALL_AT_MOST, heaviest('all')),
    ...pointTargets(lighthouse),
  ];
}

const POINTS: readonly [name: string, part: keyof Points][] = [
  ['performance', 'performance'],
  ['accessibility', 'accessibility'],
  ['best practices', 'practices'],
  ['search engines (SEO)', 'search'],
];

function pointTargets(lighthouse: Lighthouse | Unmeasured): Target[] {
  return POINTS.map(([name, part]) => {
    const atLeast = POINTS_AT_LEAST[part];
    if ('problem' in lighthouse) return { name, unit: 'points', atLeast, met: false };
    const measured = Math.min(...lighthouse.pages.map((page) => page[part]));
    return { name, unit: 'points', atLeast, measured, met: measured >= atLeast };
  });
}
