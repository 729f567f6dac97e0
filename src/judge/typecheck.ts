import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { LoadProblem } from '../kit/runtime.ts';

const require = createRequire(import.meta.url);

/** TypeScript's native compiler: starting it directly saves 0.06 s of the 0.2 s it takes. */
function compiler(): { command: string; args: string[] } {
  const { platform, arch } = process;
  try {
    const folder = dirname(
      require.resolve(`@typescript/typescript-${platform}-${arch}/package.json`),
    );
    return { command: join(folder, 'lib', platform === 'win32' ? 'tsc.exe' : 'tsc'), args: [] };
  } catch {
    const wrapper = join(dirname(require.resolve('typescript/package.json')), 'bin', 'tsc');
    return { command: process.execPath, args: [wrapper] };
  }
}

/**
 * Type-checks a staged answer.
 *
 * @param shown the folder's name as the learner knows it
 * @returns what is wrong with it, or undefined
 */
export async function typecheck(
  folder: string,
  shown: string,
  signal?: AbortSignal,
): Promise<LoadProblem | undefined> {
  const { command, args } = compiler();
  const child = spawn(command, [...args, '-p', folder, '--pretty', 'false'], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(signal ? { signal } : {}),
  });
  let printed = '';
  child.stdout.on('data', (chunk: Buffer) => (printed += chunk.toString('utf8')));
  child.stderr.on('data', (chunk: Buffer) => (printed += chunk.toString('utf8')));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  if (code === 0) return undefined;
  const errors = printed.split(/\r?\n/).filter((line) => /^\S.*error TS\d+/.test(line));
  if (errors.length === 0) throw new Error(`The type-checker failed (${code}): ${printed}`);
  return {
    kind: 'types',
    message:
      errors.length === 1
        ? 'The answer does not type-check.'
        : `The answer does not type-check: ${errors.length} errors.`,
    details: errors.slice(0, 5).map((line) => withPlace(line, shown).slice(0, 400)),
  };
}

/** `workflows.ts(12,5): error TS2322: …` as `answers/07-saga/workflows.ts:12:5  …`. */
function withPlace(line: string, shown: string): string {
  return line.replace(
    /^(.+?)\((\d+),(\d+)\): error (TS\d+): /,
    (_, file: string, row: string, column: string, code: string) =>
      `${shown}/${file.replaceAll('\\', '/')}:${row}:${column}  ${code}: `,
  );
}
