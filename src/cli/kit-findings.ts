import { join } from 'node:path';
import { inPath, runCommand } from '../server/command.ts';
import { sha256 } from '../server/index.ts';
import { fingerprint, readKit, type KitBundle } from '../workshop/bundles.ts';
import type { Finding } from './findings.ts';

const LIMIT_MS = 120_000;
/** In a bundle, where the test servers are. */
const CACHE = 'durable-dojo/.dojo/server';
/** There, what says that one is whole, and for which machines it is. */
const SERVERS = /\/(?:sdk-[\d.]+-(\w+-\w+)|(maven)-[\d.]+)\/record\.json$/gm;

/**
 * Looks at the offline bundles of a workshop.
 *
 * @param folder where they are; undefined when nobody said
 * @param wanted the kinds of machines for which there should be one
 */
export async function* kitFindings(
  folder: string | undefined,
  wanted: readonly string[],
): AsyncGenerator<Finding> {
  const name = 'kit';
  if (folder === undefined) {
    const next =
      'Make one: npx dojo setup --offline-bundle kit/\nThen: npx dojo doctor --workshop --kit kit';
    yield { name, state: 'absent', text: 'No offline kit was named, for a bad network.', next };
    return;
  }
  const { bundles, refused } = await readKit(folder);
  for (const bundle of bundles) yield { name, ...(await bundleFinding(folder, bundle)) };
  for (const { file, why } of refused) {
    const next = 'Make it again, or take it away.';
    yield { name, state: 'missing', text: `${file} is given to nobody: ${why}.`, next };
  }
  const there = new Set(bundles.map(({ platform }) => platform));
  if (there.size === 0) {
    const next = `Make one: ${makes(folder)}`;
    yield { name, state: 'missing', text: `There is no bundle in ${folder}.`, next };
  }
  for (const platform of new Set(wanted)) {
    if (!/^\w+-\w+$/.test(platform) || there.has(platform)) continue;
    const count = wanted.filter((each) => each === platform).length;
    const text = `No bundle for ${platform}, which ${count} of the reports are from.`;
    yield { name, state: 'missing', text, next: `Make one: ${makes(folder, platform)}` };
  }
}

async function bundleFinding(
  folder: string,
  { file, platform, bytes, sha256: sum }: KitBundle,
): Promise<Omit<Finding, 'name'>> {
  if ((await sha256(join(folder, file))) !== sum) {
    const next = `Make it again: ${makes(folder, platform)}`;
    return { state: 'missing', text: `${file} is damaged: its checksum is wrong.`, next };
  }
  const size = `${Math.round(bytes / 1e6)} MB`;
  const text = `Kit: ${file}, ${size}, its SHA-256 is right and begins with ${fingerprint(sum)}`;
  const servers = await serversIn(folder, file);
  if (servers === undefined || servers.has(platform)) return { state: 'good', text };
  if (servers.has('maven')) {
    return { state: 'good', text, next: 'Its test server wants Java 11 or newer on each machine.' };
  }
  const next = `Make it on such a machine: ${makes(folder)}`;
  return { state: 'missing', text: `${file} has no test server for ${platform}.`, next };
}

/** For which kinds of machines a bundle has a test server, `maven` for any with Java. */
async function serversIn(folder: string, file: string): Promise<Set<string> | undefined> {
  const tar = inPath('tar');
  if (tar === undefined) return undefined;
  // Relative, because some tars take what is before a colon for a machine's name.
  const options = { cwd: folder, limit: LIMIT_MS };
  // Where there are none, tar says so, and ends with a code.
  const { output } = await runCommand(tar, ['-tf', file, CACHE], options);
  return new Set(
    [...output.matchAll(SERVERS)].map(([, platform, maven]) => platform ?? maven ?? ''),
  );
}

function makes(folder: string, platform?: string): string {
  const path = /[/\\]$/.test(folder) ? folder : `${folder}/`;
  return `npx dojo setup --offline-bundle ${path}${platform === undefined ? '' : ` --platform ${platform}`}`;
}
