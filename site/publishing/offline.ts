/** Lets the site be read without a network, by a service worker that keeps its files. */
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { AstroIntegration } from 'astro';
import { build } from 'esbuild';

/** What no reader needs without a network: for hosts, for other sites, and searches of another look. */
const LEFT_OUT =
  /^(?:_headers|404\.html|[a-z-]+\/404\/.*|offline-worker\.js|cards\/.*|.*\.xml|pagefind\/pagefind-(?:\w+-)?(?:ui|highlight)\.\w+)$/;

/** Writes the worker, when all files that it keeps are as they will be. */
export function offline(): AstroIntegration {
  return {
    name: 'offline',
    hooks: { 'astro:build:done': ({ dir }) => writeOfflineWorker(fileURLToPath(dir)) },
  };
}

/** Writes the worker that keeps the files of a built site, as they are now. */
export async function writeOfflineWorker(folder: string): Promise<void> {
  await build({
    entryPoints: [fileURLToPath(new URL('offline-worker.ts', import.meta.url))],
    outfile: join(folder, 'offline-worker.js'),
    define: { FILES: JSON.stringify(await filesIn(folder)) },
    bundle: true,
    minify: true,
    logLevel: 'warning',
  });
}

/** Every file to keep, by the address that readers ask for, with a hash of what is in it. */
async function filesIn(folder: string): Promise<Record<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .filter((path) => !LEFT_OUT.test(path))
    .sort();
  const files = await Promise.all(
    paths.map(async (path) => {
      const content = await readFile(join(folder, path));
      const hash = createHash('sha256').update(content).digest('hex').slice(0, 12);
      return [path.replace(/(^|\/)index\.html$/, '$1'), hash] as const;
    }),
  );
  return Object.fromEntries(files);
}
