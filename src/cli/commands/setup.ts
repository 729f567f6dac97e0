import { statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { Judge } from '../../judge/judge.ts';
import { fetchServer, startServer } from '../../server/index.ts';
import { serverCache } from '../../judge/dojo.ts';
import { bundleFile } from '../../workshop/bundles.ts';
import { EXIT } from '../exit.ts';
import { HERE, writeBundle, type Bundle, type Platform } from '../offline-bundle.ts';
import { paint } from '../paint.ts';
import { ROOT } from '../root.ts';

export interface SetupOptions {
  /**
   * Where to write a bundle for machines without a network: a file for all kinds of machines, or a
   * folder for one file each, the kit of a workshop.
   */
  readonly offlineBundle?: string;
  /** For which kinds of machines; for this one unless told. */
  readonly platform?: readonly Platform[];
}

/** Fetches and prepares everything that is needed later, so that nothing is left to the network. */
export async function setup({ offlineBundle, platform }: SetupOptions): Promise<number> {
  console.log(`${paint('good', '✓')} Packages, and Node ${process.versions.node}`);
  const program = await fetchServer(serverCache(ROOT), (line) => console.log(line));
  console.log(`${paint('good', '✓')} Test server: ${program.describe}`);
  const began = performance.now();
  const server = await startServer(program);
  try {
    // Makes the workflow bundle, and shows that all parts start on this machine.
    const judge = await Judge.open(ROOT, server.address);
    await judge.prepare();
    await judge.close();
  } finally {
    await server.stop();
  }
  const spent = ((performance.now() - began) / 1000).toFixed(1);
  console.log(`${paint('good', '✓')} The judge starts (${spent} s)`);
  if (offlineBundle !== undefined) {
    await pack(offlineBundle, platform ?? [HERE]);
    return EXIT.pass;
  }
  console.log('\nAll is here; you can go offline. Begin: npm start');
  return EXIT.pass;
}

async function pack(path: string, platforms: readonly Platform[]): Promise<void> {
  const progress = (line: string) => console.log(line);
  if (!isFolder(path)) {
    const bundle = await writeBundle({ root: ROOT, path, platforms, progress });
    console.log(
      `${wrote(bundle)}\nOn a machine without a network, with Node 20 or newer:\n` +
        `  tar -xf ${basename(bundle.path)}\n  cd durable-dojo\n  npm start`,
    );
    return;
  }
  for (const platform of platforms) {
    const file = join(path, bundleFile(`${platform.os}-${platform.cpu}`));
    console.log(
      wrote(await writeBundle({ root: ROOT, path: file, platforms: [platform], progress })),
    );
  }
  console.log(`Look at them: npx dojo doctor --workshop --kit ${path}`);
}

function isFolder(path: string): boolean {
  return /[/\\]$/.test(path) || (statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false);
}

function wrote({ path, bytes, sha256 }: Bundle): string {
  return (
    `${paint('good', '✓')} ${path}: ${Math.round(bytes / 1e6)} MB\n` +
    `  SHA-256 ${sha256}, also in ${path}.sha256\n`
  );
}
