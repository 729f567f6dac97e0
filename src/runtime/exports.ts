import { z } from 'zod';
import type { Exported, LoadProblem, Settled } from '../kit/runtime.ts';
import { HostLost } from './answer-host.ts';
import { DATA_WORKFLOW, EXPORTS_WORKFLOW } from './host-protocol.ts';
import { heldAtLoad, noExports, throwsAtLoad } from './load-problem.ts';

/** Runs a workflow of the bundle's own to its end. */
type Ask = (workflow: string, args: unknown[]) => Promise<Settled>;

// What the bundle's own workflows return comes from a process in which the answer's code runs too.
const names = z.object({ workflows: z.array(z.string()), data: z.array(z.string()) });
const data = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('data'), value: z.unknown() }),
  z.object({ kind: z.literal('missing') }),
  z.object({ kind: z.literal('not-plain'), path: z.string(), is: z.string() }),
]);

/** The names that an answer exports. */
export type ExportedNames = z.infer<typeof names>;

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
    const { data: exported = { workflows: [], data: [] } } = names.safeParse(events.at(-1)?.result);
    const found = asked.file === WORKFLOWS.file ? [] : exported.data;
    if (exported.workflows.length + found.length > 0) return exported;
    return { problem: noExports(shown, asked) };
  }
  if (state === 'broken') return { problem: throwsAtLoad(reason ?? '', `${shown}/${asked.file}`) };
  if (state === 'blocked') return { problem: heldAtLoad(new HostLost('held', '')) };
  throw new Error(`The answer host did not load the answer: ${reason ?? state}.`);
}

/** Reads what the answer exports under a name, which must be one of its data. */
export async function exportedData(ask: Ask, name: string): Promise<Exported> {
  const { state, reason, events } = await ask(DATA_WORKFLOW, [name]);
  if (state === 'completed') {
    return data.safeParse(events.at(-1)?.result).data ?? { kind: 'missing' };
  }
  throw new Error(`The answer's data could not be read: ${reason ?? state}.`);
}
