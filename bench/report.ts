import type { Documented, Figures, ServerStart, Target, Unmeasured } from './figures.ts';
import type { Timing } from './statistics.ts';

const WIDTH = 80;
const LABEL = 44;

/** The figures for people, in at most 80 columns. */
export function report(figures: Figures): string {
  const { cold, warm, checks } = figures;
  return [
    ...circumstances(figures),
    '',
    `The ${checks} checks of the saga kata on its solution`,
    row('cold: the process of `npx dojo check saga`', seconds(cold.median), spread(cold)),
    row('warm: from a save to the verdict on screen', seconds(warm.median), tail(warm)),
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
    'Targets',
    ...figures.targets.map(targetRow),
  ].join('\n');
}

function circumstances({ date, machine, versions, load }: Figures): string[] {
  const day = date.slice(0, 16).replace('T', ' ');
  const memory = `${(machine.memory / 2 ** 30).toFixed(0)} GB`;
  const cores = `${machine.cores} ${machine.cores === 1 ? 'core' : 'cores'}`;
  const average = load.average === undefined ? [] : [`load ${load.average.toFixed(1)} at start`];
  return [
    ...lines([`Measured ${day} UTC`, ...average]),
    ...lines([machine.processor, cores, memory, machine.system]),
    ...lines([
      `Node ${versions.node}`,
      `Temporal SDK ${versions.temporal}`,
      `Vitest ${versions.vitest}`,
      versions.server,
    ]),
    ...(load.busy ? [BUSY] : []),
  ];
}

const BUSY = 'The machine was busy with other work: a quiet one gives better figures.';

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
    row(`${sweep.katas.length} katas, two at once`, seconds(sweep.whole), ''),
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

function targetRow({ name, unit, atMost, measured, met }: Target): string {
  const text = unit === 'ms' ? seconds : share;
  if (measured === undefined) return `  ? ${name}: not measured`;
  return `  ${met ? '✓' : '✗'} ${name}: ${text(measured)}, at most ${text(atMost)} wanted`;
}

function unmeasured({ problem }: Unmeasured): string[] {
  return lines([`  Not measured. ${problem}`]);
}

function row(label: string, value: string, more: string): string {
  return `  ${label.padEnd(LABEL)} ${value.padStart(8)}   ${more}`.trimEnd();
}

function tail({ p95, samples }: Timing): string {
  return `p95 ${seconds(p95)}, ${samples.length} saves`;
}

function spread({ least, most }: Timing): string {
  return `${seconds(least)} to ${seconds(most)}`;
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(milliseconds < 9995 ? 2 : 1)} s`;
}

/** `1/37`: how small a part is. */
function share(part: number): string {
  const fold = (1 / part).toFixed(part > 0.1 ? 1 : 0);
  return `1/${fold.replace(/\.0$/, '')}`;
}

/** Sets words side by side as far as they fit. */
function lines(words: readonly string[]): string[] {
  const set: string[] = [];
  for (const word of words) {
    const last = set.at(-1);
    const longer = last === undefined ? undefined : `${last}, ${word}`;
    if (longer !== undefined && longer.length < WIDTH) set[set.length - 1] = longer;
    else set.push(word);
  }
  return set;
}
