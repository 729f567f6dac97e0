import type { Target, Unmeasured } from './figures.ts';
import type { Load, Machine } from './machine.ts';
import type { Timing } from './statistics.ts';

const WIDTH = 80;
const LABEL = 44;
const BUSY = 'The machine was busy with other work: a quiet one gives better figures.';

/** What was measured when and on what, and by which programs. */
export function circumstances(
  { date, machine, load }: { date: string; machine: Machine; load: Load },
  programs: readonly string[],
): string[] {
  const day = date.slice(0, 16).replace('T', ' ');
  const memory = `${(machine.memory / 2 ** 30).toFixed(0)} GB`;
  const cores = `${machine.cores} ${machine.cores === 1 ? 'core' : 'cores'}`;
  const average = load.average === undefined ? [] : [`load ${load.average.toFixed(1)} at start`];
  return [
    ...lines([`Measured ${day} UTC`, ...average]),
    ...lines([machine.processor, cores, memory, machine.system]),
    ...lines(programs),
    ...(load.busy ? [BUSY] : []),
  ];
}

/** The targets below their heading, each with whether it is met. */
export function targetRows(targets: readonly Target[]): string[] {
  return ['Targets', ...targets.map(targetRow)];
}

function targetRow(target: Target): string {
  const { name, unit, measured, met } = target;
  if (measured === undefined) return `  ? ${name}: not measured`;
  const text = { ms: seconds, share, percent, bytes: size, points: String }[unit];
  const wanted =
    target.unit === 'points' ? `at least ${target.atLeast}` : `at most ${text(target.atMost)}`;
  return `  ${met ? '✓' : '✗'} ${name}: ${text(measured)}, ${wanted} wanted`;
}

function size(bytes: number): string {
  return bytes < 10e6 ? kilobytes(bytes) : megabytes(bytes);
}

export function unmeasured({ problem }: Unmeasured): string[] {
  return lines([`  Not measured. ${problem}`]);
}

export function row(label: string, value: string, more: string): string {
  return `  ${label.padEnd(LABEL)} ${value.padStart(8)}   ${more}`.trimEnd();
}

export function spread({ least, most }: Timing): string {
  return `${seconds(least)} to ${seconds(most)}`;
}

export function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(milliseconds < 9995 ? 2 : 1)} s`;
}

/** In thousands of bytes. */
export function kilobytes(bytes: number): string {
  return `${(bytes / 1000).toFixed(1)} kB`;
}

/** In millions of bytes. */
export function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(0)} MB`;
}

/** `1/37`: how small a part is. */
export function share(part: number): string {
  const fold = (1 / part).toFixed(part > 0.1 ? 1 : 0);
  return `1/${fold.replace(/\.0$/, '')}`;
}

/** A share as people say it. */
export function percent(part: number): string {
  return `${(part * 100).toFixed(1)} %`;
}

/** Sets words side by side as far as they fit. */
export function lines(words: readonly string[]): string[] {
  const set: string[] = [];
  for (const word of words) {
    const last = set.at(-1);
    const longer = last === undefined ? undefined : `${last}, ${word}`;
    if (longer !== undefined && longer.length < WIDTH) set[set.length - 1] = longer;
    else set.push(word);
  }
  return set;
}
