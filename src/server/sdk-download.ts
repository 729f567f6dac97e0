import { readdir, rename, stat } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { inScratch, isWhole, putInPlace, seal } from './cache.ts';
import { isExecutable, runCommand } from './command.ts';
import { megabytes, seconds } from './program.ts';
import type { Attempt, Progress, ServerProgram } from './program.ts';

/** Downloads a server into a folder; resolves with nothing or with one sentence on what went wrong. */
export type Download = (folder: string, progress: Progress) => Promise<string | undefined>;

/**
 * What the download is for: a new SDK has a new server of its own, and so has another kind of
 * machine, which may find this cache in an offline bundle.
 */
const PART = `sdk-1.24.0-${process.platform}-${process.arch}`;
const EXECUTABLE =
  process.platform === 'win32' ? 'temporal-test-server.exe' : 'temporal-test-server';

const LONGEST_MS = 600_000;
const LONGEST_SILENCE_MS = 20_000;
const LOOK_EVERY_MS = 1_000;
const TELL_EVERY_MS = 5_000;

/** The server that the SDK downloaded earlier, if it is there and undamaged. */
export async function cachedFromSdk(cacheFolder: string): Promise<ServerProgram | undefined> {
  const part = join(cacheFolder, PART);
  const command = join(part, EXECUTABLE);
  if (!(await isWhole(part)) || !isExecutable(command)) return undefined;
  return {
    kind: 'executable',
    from: 'cache',
    command,
    args: [],
    describe: `the SDK's test server, downloaded earlier (${command})`,
  };
}

/**
 * Lets the SDK download its test server and keeps it in our cache, where it has no date of expiry.
 * The SDK publishes no checksum; the one recorded here guards against damage after the download.
 */
export async function fetchFromSdk(
  cacheFolder: string,
  progress: Progress,
  download: Download = downloadBySdk,
): Promise<Attempt> {
  const began = performance.now();
  progress("Test server: asking for the SDK's own download …");
  return inScratch(cacheFolder, async (scratch): Promise<Attempt> => {
    const problem = await download(scratch, progress);
    if (problem !== undefined) return { problem };
    const [file, ...more] = await readdir(scratch);
    if (file === undefined || more.length > 0) {
      return { problem: 'The SDK reported a download but left no server.' };
    }
    if (file !== EXECUTABLE) await rename(join(scratch, file), join(scratch, EXECUTABLE));
    const sealed = await seal(scratch);
    await putInPlace(scratch, join(cacheFolder, PART));
    const program = await cachedFromSdk(cacheFolder);
    if (!program || !('bytes' in sealed)) return { problem: 'The downloaded server is damaged.' };
    const spent = performance.now() - began;
    progress(`Test server: downloaded ${megabytes(sealed.bytes)} in ${seconds(spent)}`);
    return { program: { ...program, from: 'sdk', describe: "the SDK's test server" } };
  });
}

/**
 * The download itself, in a process of its own: the SDK gives its downloads no time limit, and
 * loading its native part here would stay in this process for good.
 */
const downloadBySdk: Download = async (folder, progress) => {
  const script = fileURLToPath(new URL('./sdk-download-main.ts', import.meta.url));
  const stop = new AbortController();
  let bytes = 0;
  let grew = performance.now();
  let told = grew;
  const watch = setInterval(() => {
    void sizeOf(folder).then((size) => {
      const now = performance.now();
      if (size !== bytes) grew = now;
      bytes = size;
      if (now - grew > LONGEST_SILENCE_MS) stop.abort();
      if (bytes > 0 && now - told > TELL_EVERY_MS) {
        told = now;
        progress(`Test server: ${megabytes(bytes)} so far …`);
      }
    });
  }, LOOK_EVERY_MS);
  try {
    const { code, output, late } = await runCommand(process.execPath, [script, folder], {
      limit: LONGEST_MS,
      signal: stop.signal,
      ownGroup: true,
      env: { ...process.env, NODE_OPTIONS: '' },
    });
    if (late) return `The download stood still at ${megabytes(bytes)}.`;
    if (code !== 0) return shortened(output.trim().split('\n').at(-1) ?? '');
    return undefined;
  } finally {
    clearInterval(watch);
  }
};

/** The SDK's reason without its repetitions: which address, and what went wrong there. */
function shortened(message: string): string {
  const address = /url \(([^?)]*)/.exec(message)?.[1];
  const reason = message
    .replaceAll(/error sending request for url \([^)]*\):? ?/g, '')
    .replace(
      /^.*?(failed to download ephemeral server executable|invalid ephemeral server download): /,
      '',
    )
    .trim();
  return `${address ? `${address}: ` : ''}${reason || 'the download failed without a reason'}`;
}

async function sizeOf(folder: string): Promise<number> {
  const names = await readdir(folder).catch(() => []);
  const sizes = await Promise.all(
    names.map(async (name) => (await stat(join(folder, name)).catch(() => undefined))?.size ?? 0),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}
