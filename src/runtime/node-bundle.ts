import { access, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { SourceMapPayload } from 'node:module';
import { build, type BuildFailure } from 'esbuild';
import { BundleProblem, explain } from './bundle.ts';
import { locator, type Locate } from './stack.ts';

export interface NodeBundle {
  readonly code: string;
  /** Finds places of the bundle in the learner's files. */
  readonly locate: Locate;
}

/**
 * Bundles a file of an answer for Node: activities, or a client. They may use all that a process
 * has, and the SDK is the host's own.
 *
 * @param folder where the staged answer is
 * @param shown the folder's name as the learner knows it, for source positions
 * @param file such as `activities.ts`
 * @returns undefined when there is no such file, or nothing in it but types
 * @throws BundleProblem
 */
export async function bundleForNode(
  folder: string,
  shown: string,
  file: string,
): Promise<NodeBundle | undefined> {
  const path = join(folder, file);
  const exists = await access(path).then(
    () => true,
    () => false,
  );
  if (!exists || !hasValues(await readFile(path, 'utf8'))) return undefined;
  const outfile = file.replace(/\.ts$/, '.js');
  const result = await build({
    absWorkingDir: folder,
    entryPoints: [`./${file}`],
    bundle: true,
    write: false,
    format: 'cjs',
    platform: 'node',
    target: 'node20',
    sourcemap: 'external',
    outfile,
    logLevel: 'silent',
    external: ['@temporalio/*'],
    tsconfigRaw: {},
  }).catch((failure: BuildFailure) => {
    throw new BundleProblem(explain(failure.errors ?? [], { shown, entry: file }, failure));
  });
  const code = result.outputFiles.find((output) => output.path.endsWith('.js'))?.text ?? '';
  const map = result.outputFiles.find((output) => output.path.endsWith('.map'))?.text ?? '{}';
  const parsed = JSON.parse(map) as SourceMapPayload;
  const sources = parsed.sources.map((source) => `${shown}/${source}`);
  return { code, locate: locator({ ...parsed, sources }, outfile) };
}

/** Whether a file exports anything that is there when it runs; most katas give types alone. */
function hasValues(text: string): boolean {
  return /\bexport\s+(?!interface\b|type\b)/.test(text);
}
