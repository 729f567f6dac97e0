import type { Load, Machine, Versions } from './machine.ts';
import { timing, type Timing } from './statistics.ts';

/** The version of the format of `--json`; it grows when a field changes its meaning. */
export const FORMAT = 1;

/** Everything that one run of the bench found; what `--json` writes. All times in milliseconds. */
export interface Figures {
  readonly format: typeof FORMAT;
  /** When it began, as ISO 8601. */
  readonly date: string;
  readonly machine: Machine;
  readonly versions: Versions;
  readonly load: Load;
  /** How many checks the suite has. */
  readonly checks: number;
  /** The whole process of `check saga`. */
  readonly cold: Timing;
  /** From the save of a file to the verdict on the screen. */
  readonly warm: Timing;
  /** What the watch and all below it hold of memory. */
  readonly memory: WatchMemory | Unmeasured;
  /** From the save of a file to the report of plain `npx vitest --watch` on the same suite. */
  readonly plain: Timing;
  readonly documented: Documented | Unmeasured;
  /** The SDK and the server alone. */
  readonly floor: Floor;
  /** The judge's verdict on the solution of each kata, warm. */
  readonly katas: readonly KataTiming[];
  /** The sweep of the course, where it was asked for. */
  readonly sweep?: SweepTime;
  readonly server: ServerStart | Unmeasured;
  readonly targets: readonly Target[];
}

/** In bytes. */
export interface WatchMemory {
  /** After the saves that were timed. */
  readonly early: number;
  /** After so many saves, where that was asked for. */
  readonly late?: { readonly saves: number; readonly bytes: number };
}

/** The same checks as the SDK's documentation writes tests. */
export interface Documented {
  /** An environment for each test, a bundle for each Worker. */
  readonly own: DocumentedRun;
  /** One environment and one bundle for all tests. */
  readonly shared: DocumentedRun;
}

export interface DocumentedRun {
  /** The whole process of `vitest run`. */
  readonly process: number;
  /** The sum of its tests. */
  readonly tests: number;
}

/** So many runs, each with so many activities, when nobody judges them. */
export interface Floor extends Timing {
  readonly runs: number;
  readonly activities: number;
}

/** A kata's solution, judged again and again. */
export interface KataTiming extends Timing {
  /** Its slug. */
  readonly kata: string;
  /** How many checks its suite has. */
  readonly checks: number;
}

/** The sweep of every right and wrong answer of the course. */
export interface SweepTime {
  /** The whole process. */
  readonly whole: number;
  /** Each kata's part; some are swept at the same time. */
  readonly katas: readonly { readonly kata: string; readonly took: number }[];
}

/** The start of a test server, until it answers. */
export interface ServerStart {
  /** Java without any flags; absent for a server that is no Java program. */
  readonly plain?: Timing;
  /** As the course starts it: a Java program with flags and a class-data archive. */
  readonly fast: Timing;
}

/** Why a part could not be measured here, in one sentence. */
export interface Unmeasured {
  readonly problem: string;
}

/** What is wanted of a figure. `ms`: milliseconds. `share`: of what it is compared with. */
export type Target = {
  readonly name: string;
  /** Absent when it could not be measured. */
  readonly measured?: number;
  readonly met: boolean;
} & (
  | { readonly unit: 'ms' | 'share' | 'percent' | 'bytes'; readonly atMost: number }
  | { readonly unit: 'points'; readonly atLeast: number }
);

const WARM_AT_MOST_MS = 1000;
const SHARE_AT_MOST = 1 / 5;
const MEMORY_AT_MOST = 700_000_000;
const GROWTH_AT_MOST = 1.1;
const KATA_AT_MOST_MS = 1500;
const ALL_MEDIAN_AT_MOST_MS = 500;
const ALL_P95_AT_MOST_MS = 1000;
const SWEEP_AT_MOST_MS = 600_000;

/** What the course promises itself, and whether this machine shows it. */
export function targets({
  warm,
  memory,
  documented,
  katas,
  sweep,
}: Pick<Figures, 'warm' | 'memory' | 'documented' | 'katas' | 'sweep'>): Target[] {
  const share = 'problem' in documented ? undefined : warm.median / documented.own.tests;
  return [
    target('warm median', 'ms', WARM_AT_MOST_MS, warm.median),
    target('warm against the documented tests', 'share', SHARE_AT_MOST, share),
    ...memoryTargets(memory),
    ...kataTargets(katas),
    ...(sweep ? [target('the sweep of the course', 'ms', SWEEP_AT_MOST_MS, sweep.whole)] : []),
  ];
}

function memoryTargets(memory: WatchMemory | Unmeasured): Target[] {
  if ('problem' in memory)
    return [target('memory of the watch', 'bytes', MEMORY_AT_MOST, undefined)];
  const { early, late } = memory;
  return [
    target('memory of the watch', 'bytes', MEMORY_AT_MOST, late?.bytes ?? early),
    ...(late
      ? [target(`after ${late.saves} saves`, 'bytes', GROWTH_AT_MOST * early, late.bytes)]
      : []),
  ];
}

function kataTargets(katas: readonly KataTiming[]): Target[] {
  if (katas.length === 0) return [];
  const all = timing(katas.flatMap(({ samples }) => samples));
  const slowest = Math.max(...katas.map(({ median }) => median));
  return [
    target('all katas, median', 'ms', ALL_MEDIAN_AT_MOST_MS, all.median),
    target('all katas, p95', 'ms', ALL_P95_AT_MOST_MS, all.p95),
    target('the slowest kata, median', 'ms', KATA_AT_MOST_MS, slowest),
  ];
}

/** A figure that is good while it is small. */
export function target(
  name: string,
  unit: 'ms' | 'share' | 'percent' | 'bytes',
  atMost: number,
  measured: number | undefined,
): Target {
  if (measured === undefined) return { name, unit, atMost, met: false };
  return { name, unit, atMost, measured, met: measured <= atMost };
}
