import { join } from 'node:path';
import { fetchServer } from '../../server/index.ts';
import { serverCache } from '../dojo.ts';
import { ROOT } from '../root.ts';
import { runNode } from './test.ts';

/** Measures verdicts on this machine; see `bench/` for what and how. */
export async function bench({ json }: { readonly json?: string }): Promise<number> {
  await fetchServer(serverCache(ROOT), (line) => console.log(line));
  return runNode([join(ROOT, 'bench', 'main.ts'), ...(json === undefined ? [] : ['--json', json])]);
}
