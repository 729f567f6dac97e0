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

/** What an answer is asked to export. */
export interface Asked {
  /**
   * The file whose exports count. `workflows.ts` must export a workflow; a file of another name may
   * export data alone.
   */
  readonly file: string;
  /** The names that are asked for, as far as they are known. */
  readonly names?: readonly string[];
}

export const WORKFLOWS: Asked = { file: 'workflows.ts' };

/**
 * Asks a loaded bundle what the answer in it exports. It returns only when the answer loads.
 *
 * @param shown the answer's folder, as the learner knows it
 */
export async function exportedNames(
  ask: Ask,
  shown: string,
  asked: Asked,
): Promise<ExportedNames | { readonly problem: LoadProblem }> {
  const { state, reason, events } = await ask(EXPORTS_WORKFLOW, []);
  if (state === 'completed') {
    const names = events.at(-1)?.result as ExportedNames;
    const data = asked.file === WORKFLOWS.file ? [] : names.data;
    if (names.workflows.length + data.length > 0) return names;
    return { problem: noExports(shown, asked) };
  }
  if (state === 'broken') return { problem: throwsAtLoad(reason ?? '', `${shown}/${asked.file}`) };
  if (state === 'blocked') return { problem: heldAtLoad(new HostLost('held', '')) };
  throw new Error(`The answer host did not load the answer: ${reason ?? state}.`);
}

/** Reads what the answer exports under a name, which must be one of its data. */
export async function exportedData(ask: Ask, name: string): Promise<Exported> {
  const { state, reason, events } = await ask(DATA_WORKFLOW, [name]);
  if (state === 'completed') return events.at(-1)?.result as Exported;
  throw new Error(`The answer's data could not be read: ${reason ?? state}.`);
}
