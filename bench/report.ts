import type { Documented, Figures, ServerStart, Unmeasured } from './figures.ts';
import {
  circumstances,
  lines,
  megabytes,
  row,
  seconds,
  share,
  spread,
  targetRows,
  unmeasured,
} from './rows.ts';
import type { Timing } from './statistics.ts';

/** The figures for people, in at most 80 columns. */
export function report(figures: Figures): string {
  const { cold, warm, checks, versions } = figures;
  return [
    ...circumstances(figures, [
      `Node ${versions.node}`,
      `Temporal SDK ${versions.temporal}`,
      `Vitest ${versions.vitest}`,
      versions.server,
    ]),
    '',
    `The ${checks} checks of the saga kata on its solution`,
    row('cold: the process of `npx dojo check saga`', seconds(cold.median), spread(cold)),
    row('warm: from a save to the verdict on screen', seconds(warm.median), tail(warm)),
    ...memoryRows(figures),
    '',
    'The same suite, in the watch of Vitest alone: `npx vitest --watch`',
    row('from a save to its report', seconds(figures.plain.median), spread(figures.plain)),
    row('  warm is', share(warm.median / figures.plain.median), 'of it'),
    '',
    'The same checks, as the documentation of the SDK writes tests',
    ...documentedRows(figures),
    '',
    'The floor: the SDK and the test server alone, with nobody who judges',
    ...floorRows(figures),
    '',
    ...kataRows(figures),
    ...sweepRows(figures),
    'Start of the test server, until it answers',
    ...serverRows(figures.server),
    '',
    ...targetRows(figures.targets),
  ].join('\n');
}

function memoryRows({ memory, warm }: Figures): string[] {
  if ('problem' in memory) return unmeasured(memory);
  const { early, late } = memory;
  const after = ` after ${warm.samples.length} saves`;
  return [
    row(`memory${after}, with the server`, megabytes(early), ''),
    ...(late ? [row(`  after ${late.saves}`, megabytes(late.bytes), '')] : []),
  ];
}

function documentedRows({ documented, warm }: Figures): string[] {
  if ('problem' in documented) return unmeasured(documented);
  const kinds: readonly [label: string, kind: keyof Documented][] = [
    ['environment per test, webpack per Worker', 'own'],
    ['thrifty: one environment and one bundle', 'shared'],
  ];
  return kinds.flatMap(([label, kind]) => {
    const { process, tests } = documented[kind];
    return [
      row(label, seconds(tests), `${seconds(process)} with Vitest`),
      row('  warm is', share(warm.median / tests), 'of it'),
    ];
  });
}

function floorRows({ floor, warm }: Figures): string[] {
  const { runs, activities, median } = floor;
  return [
    row(
      `${runs} runs of ${activities} activities, about as the saga’s`,
      seconds(median),
      spread(floor),
    ),
    row('  warm is', `${(warm.median / median).toFixed(1)} times`, 'as long'),
  ];
}

function kataRows({ katas }: Figures): string[] {
  if (katas.length === 0) return [];
  const rows = katas.map(({ kata, checks, median, least, most }) =>
    row(`${kata} (${checks})`, seconds(median), `${seconds(least)} to ${seconds(most)}`),
  );
  return ['Each kata’s checks on its solution, warm', ...rows, ''];
}

function sweepRows({ sweep }: Figures): string[] {
  if (!sweep) return [];
  const slowest = [...sweep.katas].sort((one, other) => other.took - one.took).slice(0, 3);
  const most = slowest.map(({ kata, took }) => `${kata} ${seconds(took)}`);
  return [
    'The sweep of all right and wrong answers',
    row(`${sweep.katas.length} katas, one after the other`, seconds(sweep.whole), ''),
    ...lines([`  most of it: ${most[0] ?? ''}`, ...most.slice(1)]),
    '',
  ];
}

function serverRows(server: ServerStart | Unmeasured): string[] {
  if ('problem' in server) return unmeasured(server);
  const { plain, fast } = server;
  const plainRow = plain ? [row('plain', seconds(plain.median), spread(plain))] : [];
  const fastName = plain ? 'as here: flags and a class-data archive' : 'as here';
  return [...plainRow, row(fastName, seconds(fast.median), spread(fast))];
}

function tail({ p95, samples }: Timing): string {
  return `p95 ${seconds(p95)}, ${samples.length} saves`;
}
