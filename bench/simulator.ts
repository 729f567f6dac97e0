import { Comparer, type Comparison } from '../test/simulator/program/compare.ts';
import { target, type Target } from './figures.ts';
import { load, machine, type Load, type Machine } from './machine.ts';
import type { Progress } from './progress.ts';
import { circumstances, row, seconds, targetRows } from './rows.ts';

const PROGRAMS = 2000;
/** So many are played at the same time. */
const AT_ONCE = 20;

/** How faithful the simulator is; what `--simulator --json` writes. All times in milliseconds. */
export interface SimulatorFigures {
  readonly format: 1;
  readonly date: string;
  readonly machine: Machine;
  readonly load: Load;
  /** Generated programs that were played on both. */
  readonly programs: number;
  /** Of these, those that were also grouped alike into workflow tasks. */
  readonly sameGrouping: number;
  /** Events of the official histories. */
  readonly events: number;
  /** Histories that were replayed by both cores; and those that both refused. */
  readonly replays: number;
  readonly refused: number;
  /** What differed, by seed. */
  readonly differences: Readonly<Record<number, readonly string[]>>;
  /** How long all programs took on the official server, and on the simulator. */
  readonly took: { readonly official: number; readonly simulated: number };
  readonly targets: readonly Target[];
}

/** Plays generated programs on the official server and on the simulator, and compares all of it. */
export async function measureSimulator(progress: Progress): Promise<SimulatorFigures> {
  const date = new Date().toISOString();
  const atStart = load();
  const comparer = new Comparer();
  const all: Comparison[] = [];
  progress.begin('Programs');
  try {
    await comparer.open();
    for (let first = 1; first <= PROGRAMS; first += AT_ONCE) {
      const began = performance.now();
      const seeds = Array.from({ length: AT_ONCE }, (_, index) => first + index);
      all.push(...(await comparer.compare(seeds)));
      progress.took(performance.now() - began);
    }
  } finally {
    await comparer.close();
  }
  const sum = (of: (one: Comparison) => number) => all.reduce((total, one) => total + of(one), 0);
  const different = all.filter(({ differences }) => differences.length > 0);
  return {
    format: 1,
    date,
    machine: await machine(),
    load: atStart,
    programs: all.length,
    sameGrouping: sum(({ sameGrouping }) => Number(sameGrouping)),
    events: sum(({ events }) => events),
    replays: sum(({ replays }) => replays),
    refused: sum(({ refused }) => refused),
    differences: Object.fromEntries(different.map(({ seed, differences }) => [seed, differences])),
    took: comparer.took,
    targets: [target('programs that differ', 'percent', 0, (100 * different.length) / all.length)],
  };
}

export function simulatorReport(figures: SimulatorFigures): string {
  const { programs, sameGrouping, events, replays, refused, took } = figures;
  const differences = Object.entries(figures.differences).flatMap(([seed, found]) =>
    found.map((what) => `  ${seed}: ${what}`),
  );
  return [
    ...circumstances(figures, []),
    '',
    'The simulator beside the official server',
    row('programs', String(programs), `${sameGrouping} grouped alike, too`),
    row('events', String(events), 'of the official histories'),
    row('replays by both cores', String(replays), `${refused} refused by both`),
    row('played on the official server', seconds(took.official), `${AT_ONCE} at once`),
    row('played on the simulator', seconds(took.simulated), ''),
    ...(differences.length > 0 ? ['', 'What differs, by seed', ...differences] : []),
    '',
    ...targetRows(figures.targets),
  ].join('\n');
}
