import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import type { ServerProgram } from '../src/server/index.ts';

/**
 * A test server as one executable file, which is all that the SDK takes. It starts as fast as ours
 * does, with the same flags and archive.
 *
 * @param folder where a script is written, if one is needed
 * @returns its path, or one sentence on why there can be none
 */
export async function serverFile(
  { kind, command = '', args = [] }: ServerProgram,
  folder: string,
): Promise<{ readonly path: string } | { readonly problem: string }> {
  if (kind === 'running') {
    return {
      problem: 'DOJO_TEST_SERVER names a server that runs; the SDK wants to start its own.',
    };
  }
  if (args.length === 0) return { path: command };
  if (process.platform === 'win32') {
    return { problem: 'On Windows the SDK can start no server that is a Java program.' };
  }
  const path = join(folder, 'test-server');
  const words = [command, ...args].map((word) => `'${word.replaceAll("'", "'\\''")}'`);
  await writeFile(path, `#!/bin/sh\nexec ${words.join(' ')} "$@"\n`);
  await chmod(path, 0o755);
  return { path };
}
