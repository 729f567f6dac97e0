import { circumstances, kilobytes, row, seconds, spread, targetRows, unmeasured } from '../rows.ts';
import type { Build, SiteFigures } from './figures.ts';

const KIND = 22;
const COLUMN = 13;

/** The figures of the site for people, in at most 80 columns. */
export function siteReport(figures: SiteFigures): string {
  const { versions, builds } = figures;
  return [
    ...circumstances(figures, [
      `Node ${versions.node}`,
      `Astro ${versions.astro}`,
      `Starlight ${versions.starlight}`,
      ...(versions.chromium ? [`Chromium ${versions.chromium}`] : []),
    ]),
    '',
    'A build of the whole site, from nothing',
    buildRow(builds.whole),
    buildRow(builds.doubled),
    row('  a lesson with its kata adds', seconds(builds.perLesson), ''),
    '',
    'What comes over the wire for a first view, compressed by gzip',
    ...weightRows(figures),
    '',
    'Lighthouse, as on a phone with a slow network',
    ...scoreRows(figures),
    '',
    ...targetRows(figures.targets),
  ].join('\n');
}

function buildRow(build: Build): string {
  const { lessons, pages, median } = build;
  return row(`${lessons} lessons, ${pages} pages`, seconds(median), spread(build));
}

function weightRows({ weights }: SiteFigures): string[] {
  if ('problem' in weights) return unmeasured(weights);
  return [
    columns('', ['scripts', 'styles', 'all']),
    ...weights.map(({ kind, player, scripts, styles, all }) =>
      columns(`${kind}${player ? ', player' : ''}`, [scripts, styles, all].map(kilobytes)),
    ),
  ];
}

function scoreRows({ lighthouse }: SiteFigures): string[] {
  if ('problem' in lighthouse) return unmeasured(lighthouse);
  const { pages, version, rounds, load } = lighthouse;
  const busy = load === undefined ? '' : `, load at most ${load.toFixed(1)}`;
  return [
    `  Lighthouse ${version}, median of ${rounds}${busy}`,
    columns('', ['performance', 'accessible', 'practices', 'SEO']),
    ...pages.map(({ kind, performance, accessibility, practices, search }) =>
      columns(kind, [performance, accessibility, practices, search].map(String)),
    ),
  ];
}

function columns(label: string, values: readonly string[]): string {
  return `  ${label.padEnd(KIND)}${values.map((value) => value.padStart(COLUMN)).join('')}`;
}
