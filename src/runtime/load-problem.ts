import type { LoadProblem } from '../kit/runtime.ts';
import type { HostLost } from './answer-host.ts';

/** The answer's files export no function at all. */
export function noExports(shown: string): LoadProblem {
  return {
    kind: 'exports-nothing',
    message: `${shown}/workflows.ts exports no workflow.`,
    details: ['A workflow is an exported async function: `export async function …`.'],
  };
}

/** Importing the answer throws. */
export function throwsAtLoad(reason: string, shown: string): LoadProblem {
  const lines = reason.split('\n').filter((line) => !/node_modules|node:internal/.test(line));
  return {
    kind: 'throws-at-load',
    message: `${shown}/workflows.ts throws while it is loaded, before any workflow starts.`,
    details: [
      ...lines.slice(0, 6).map((line) => line.slice(0, 200)),
      'Code outside of functions runs whenever a Worker loads the file.',
    ],
  };
}

/** Importing the answer does not end, or fills the memory. */
export function heldAtLoad(lost: HostLost): LoadProblem {
  const memory = lost.kind === 'out-of-memory';
  return {
    kind: 'loops-at-load',
    message: memory
      ? 'Loading the answer used up the memory of its process.'
      : 'Loading the answer does not end: its code keeps the thread for itself.',
    details: ['Look for a loop outside of the workflow functions that has no way out.'],
  };
}
