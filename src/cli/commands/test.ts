import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { fetchServer } from '../../server/index.ts';
import { serverCache } from '../../judge/dojo.ts';
import { EXIT } from '../exit.ts';
import { ROOT } from '../root.ts';

/** Runs the project's own tests; what a learner wrote is not among them. */
export async function test(filters: readonly string[]): Promise<number> {
  // Tests would fetch it too, but silently and within their time limits.
  await fetchServer(serverCache(ROOT), (line) => console.log(line));
  const vitest = join(ROOT, 'node_modules', 'vitest', 'vitest.mjs');
  return runNode([vitest, 'run', '--project', 'sweep', '--project', 'dojo', ...filters]);
}

/** Runs a script in this Node with the terminal as it is; resolves with its exit code. */
export async function runNode(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<number> {
  const child = spawn(process.execPath, args, {
    cwd: ROOT,
    stdio: 'inherit',
    env: { ...process.env, ...env },
  });
  process.once('exit', () => child.kill());
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => resolve(code ?? EXIT.infra));
  });
}
