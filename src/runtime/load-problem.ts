import type { LoadProblem } from '../kit/runtime.ts';
import { HostLost } from './answer-host.ts';
import { BundleProblem } from './bundle.ts';
import type { Asked } from './exports.ts';

/**
 * The answer exports nothing at all.
 *
 * @param shown its folder, as the learner knows it
 */
export function noExports(shown: string, { file, names = [] }: Asked): LoadProblem {
  const isWorkflows = file === 'workflows.ts';
  const what = isWorkflows ? 'no workflow' : 'nothing';
  const [name = '…'] = names;
  const asked = names.length === 0 ? '' : `, and ${names.join(' and ')} is asked for`;
  return {
    kind: 'exports-nothing',
    message: `${shown}/${file} exports ${what}${asked}.`,
    details: [
      isWorkflows
        ? `A workflow is an exported async function: \`export async function ${name}\`.`
        : `What others should find is exported: \`export const ${name}\`.`,
    ],
  };
}

/** activities.ts exports something, and not what makes the activities. */
export function noActivities(exported: readonly string[], shown: string): LoadProblem {
  const told = exported.length > 0 ? exported.join(', ') : 'nothing';
  return {
    kind: 'exports-nothing',
    message: exported.includes('createActivities')
      ? `createActivities in ${shown}/activities.ts returns no activity.`
      : `${shown}/activities.ts exports ${told}, and no function named createActivities.`,
    details: [
      'It is given the services, and returns an object of async functions: the activities.',
    ],
  };
}

/** tests.ts exports something, and not the tests. */
export function noTests(exported: readonly string[], shown: string): LoadProblem {
  const told = exported.length > 0 ? exported.join(', ') : 'nothing';
  return {
    kind: 'exports-nothing',
    message: exported.includes('tests')
      ? `There is no test in the tests that ${shown}/tests.ts exports.`
      : `${shown}/tests.ts exports ${told}, and nothing named tests.`,
    details: ['It is an object of async functions, each under the name of a test.'],
  };
}

/** Importing the answer throws. */
export function throwsAtLoad(reason: string, file: string): LoadProblem {
  const lines = reason
    .split('\n')
    .filter((line) => !/node_modules|node:|src\/runtime\//.test(line));
  return {
    kind: 'throws-at-load',
    message: `${file} throws while it is loaded, before any workflow starts.`,
    details: [
      ...lines.slice(0, 6).map((line) => line.slice(0, 200)),
      'Code outside of functions runs whenever a Worker loads the file.',
    ],
  };
}

/**
 * What is wrong with an answer that could not be loaded.
 *
 * @throws the error itself, when it says nothing about the answer
 */
export function problemIn(error: unknown): LoadProblem {
  if (error instanceof BundleProblem) return error.problem;
  if (error instanceof HostLost && error.kind !== 'not-started') return heldAtLoad(error);
  throw error;
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
