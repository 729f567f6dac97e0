import { join } from 'node:path';
import type { LoadProblem } from '../kit/runtime.ts';
import type { JudgedRuntime } from '../runtime/judged.ts';
import { LocalRuntime } from '../runtime/local.ts';
import type { Chaos } from '../runtime/reaper.ts';
import { fetchServer, startServer, type RunningServer } from '../server/index.ts';
import { TypeChecker } from './typecheck.ts';

/** What one answer is judged with: where it runs, and who checks its types. */
export interface Bench {
  readonly runtime: JudgedRuntime;
  /** Where it is staged; by default, at the process's own desk. */
  readonly desk?: string;
  /**
   * Type-checks a staged answer.
   *
   * @param shown the folder's name as the learner knows it
   */
  check(folder: string, shown: string): Promise<LoadProblem | undefined>;
  close(): Promise<void>;
}

/** Where what can be made again is kept, inside the repository. */
export function cacheOf(root: string): string {
  return join(root, '.dojo', 'cache');
}

/**
 * A bench for one answer after another, with all that this user may do.
 *
 * @param root the repository
 * @param address the test server's; what does not need it is warmed while it starts
 * @param chaos says when answers' Workers are killed
 */
export async function openBench(
  root: string,
  address: string | Promise<string>,
  chaos?: Chaos,
): Promise<Bench> {
  const types = TypeChecker.open(root);
  try {
    const startServer = () => anotherServer(root);
    const runtime = await LocalRuntime.open(address, cacheOf(root), { startServer, chaos });
    return {
      runtime,
      check: (folder, shown) => types.check(folder, shown),
      close: async () => {
        await types.close();
        await runtime.close();
      },
    };
  } catch (error) {
    await types.close();
    throw error;
  }
}

/** A test server for answers that are tests; the program is there, for one runs already. */
export async function anotherServer(root: string): Promise<RunningServer> {
  return startServer(await fetchServer(join(root, '.dojo', 'server'), () => undefined));
}
