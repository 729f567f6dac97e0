/**
 * Everything that a realm needs to execute workflow code: bundled into one script, and evaluated
 * where nothing else is. In Node that is a context of its own, in a browser a Web Worker.
 */
import './context-setup.ts';
import * as common from '@temporalio/common';
import * as workflow from '@temporalio/workflow';
import { overrideGlobals } from '@temporalio/workflow/lib/global-overrides.js';
import { withOwnWorkflows } from './own-workflows.ts';
import { SandboxRuns, type Code, type Place } from './runs.ts';

/** What workflow code may import. */
const PROVIDED: Readonly<Record<string, unknown>> = {
  '@temporalio/workflow': workflow,
  '@temporalio/common': common,
};

export interface OpenOptions extends Omit<Code, 'load'> {
  /** The answer as one CommonJS script. */
  readonly code: string;
}

/** As stack traces name the answer's script. */
const ANSWER = 'answer.js';

/** Makes the realm ready for one answer. */
export function open(place: Place, { code, ...facts }: OpenOptions): SandboxRuns {
  const wrapped = `(function (module, exports, require) {${code}\n})\n//# sourceURL=${ANSWER}`;
  // Indirect: what is evaluated sees the realm's globals, and nothing of ours.
  // oxlint-disable-next-line no-eval -- this is what the realm is for
  const evaluate = (0, eval)(wrapped) as (
    module: { exports: Record<string, unknown> },
    exports: Record<string, unknown>,
    require: (id: string) => unknown,
  ) => void;
  const load = () => {
    const module = { exports: {} as Record<string, unknown> };
    evaluate(module, module.exports, (id) => {
      if (!(id in PROVIDED)) throw new Error(`Workflow code cannot import '${id}'`);
      return PROVIDED[id];
    });
    return withOwnWorkflows(module.exports);
  };
  return new SandboxRuns(place, { load, ...facts });
}

const scope = globalThis as { __TEMPORAL__?: object; __DOJO_SANDBOX__?: { open: typeof open } };
scope.__TEMPORAL__ = {};
overrideGlobals();
scope.__DOJO_SANDBOX__ = { open };
