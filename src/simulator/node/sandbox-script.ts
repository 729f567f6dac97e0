import { resolve } from 'node:path';
import vm from 'node:vm';
import { build, type BuildOptions } from 'esbuild';

const ENTRY = resolve(import.meta.dirname, '../sandbox/entry.ts');

/**
 * How `async` becomes something that the simulator's own async context can follow. Only where there
 * is no `AsyncLocalStorage` of Node's.
 */
export const LOWERED = {
  supported: { 'async-await': false, 'async-generator': false, 'for-await': false },
} as const satisfies BuildOptions;

/** Bundles the SDK's workflow runtime with all that executes code by it. */
export async function sandboxScript({ lowered = false } = {}): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [ENTRY],
    bundle: true,
    write: false,
    format: 'iife',
    platform: 'browser',
    target: 'es2022',
    mainFields: ['main'],
    conditions: ['require'],
    legalComments: 'none',
    logLevel: 'silent',
    alias: {
      __temporal_custom_payload_converter: resolve(import.meta.dirname, '../sandbox/none.ts'),
      __temporal_custom_failure_converter: resolve(import.meta.dirname, '../sandbox/none.ts'),
    },
    ...(lowered ? LOWERED : {}),
  });
  return outputFiles[0]?.text ?? '';
}

export async function compiledSandbox(options: { lowered?: boolean } = {}): Promise<vm.Script> {
  return new vm.Script(await sandboxScript(options), { filename: 'sandbox.js' });
}
