import type { Exported, LoadProblem, Settled } from '../kit/runtime.ts';
import { HostLost } from './answer-host.ts';
import { DATA_WORKFLOW, EXPORTS_WORKFLOW } from './host-protocol.ts';
import { heldAtLoad, noExports, throwsAtLoad } from './load-problem.ts';

/** Runs a workflow of the bundle's own to its end. */
type Ask = (workflow: string, args: unknown[]) => Promise<Settled>;

/** The names that an answer exports. */
export interface ExportedNames {
  readonly workflows: string[];
  readonly data: string[];
}

/**
 * Asks a loaded bundle what the answer in it exports. It returns only when the answer loads.
 *
 * @param file the file whose exports count, as the learner knows it. `workflows.ts` must export a
 *   workflow; a file of another name may export data alone
 */
export async function exportedNames(
  ask: Ask,
  file: string,
): Promise<ExportedNames | { readonly problem: LoadProblem }> {
  const { state, reason, events } = await ask(EXPORTS_WORKFLOW, []);
  if (state === 'completed') {
    const names = events.at(-1)?.result as ExportedNames;
    const wanted = file.endsWith('/workflows.ts')
      ? names.workflows
      : [...names.workflows, ...names.data];
    return wanted.length === 0 ? { problem: noExports(file) } : names;
  }
  if (state === 'broken') return { problem: throwsAtLoad(reason ?? '', file) };
  if (state === 'blocked') return { problem: heldAtLoad(new HostLost('held', '')) };
  throw new Error(`The answer host did not load the answer: ${reason ?? state}.`);
}

/** Reads what the answer exports under a name, which must be one of its data. */
export async function exportedData(ask: Ask, name: string): Promise<Exported> {
  const { state, reason, events } = await ask(DATA_WORKFLOW, [name]);
  if (state === 'completed') return events.at(-1)?.result as Exported;
  throw new Error(`The answer's data could not be read: ${reason ?? state}.`);
}
