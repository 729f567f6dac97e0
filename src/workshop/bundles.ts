import { lstat, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** A bundle of the course for one kind of machine, as it lies in the kit's folder. */
export interface KitBundle {
  readonly file: string;
  /** As Node names it: `linux-x64`. */
  readonly platform: string;
  readonly bytes: number;
  /** What `setup` wrote beside it. */
  readonly sha256: string;
}

/** What lies in the folder of a kit. */
export interface Kit {
  readonly bundles: readonly KitBundle[];
  /** Files that look as if they were meant, and why nobody gets them. */
  readonly refused: readonly { readonly file: string; readonly why: string }[];
}

const NAMED = /^dojo-((?:linux|darwin|win32)-(?:x64|arm64))\.tar$/;
const BESIDE = '.sha256';

/** The file of the bundle for one kind of machine: `dojo-linux-x64.tar`. */
export function bundleFile(platform: string): string {
  return `dojo-${platform}.tar`;
}

/** As much of a checksum as people compare: what they see against what the screen shows. */
export function fingerprint(sha256: string): string {
  return sha256.slice(0, 8);
}

/** Reads what is in the folder of a kit. From none, nothing; no link is followed. */
export async function readKit(folder: string): Promise<Kit> {
  const bundles: KitBundle[] = [];
  const refused: { file: string; why: string }[] = [];
  const names: string[] = await readdir(folder).catch(() => []);
  for (const file of names.sort()) {
    const platform = NAMED.exec(file)?.[1];
    if (platform === undefined) {
      if (file.endsWith('.tar')) {
        refused.push({ file, why: `a bundle has a name such as ${bundleFile('linux-x64')}` });
      }
      continue;
    }
    const found = await bundle(folder, file, platform);
    if (typeof found === 'string') refused.push({ file, why: found });
    else bundles.push(found);
  }
  return { bundles, refused };
}

async function bundle(folder: string, file: string, platform: string): Promise<KitBundle | string> {
  const about = await lstat(join(folder, file)).catch(() => undefined);
  if (!about?.isFile()) return 'it is no file';
  const beside = await lstat(join(folder, file + BESIDE)).catch(() => undefined);
  if (!beside?.isFile() || beside.size > 1_000) return `there is no ${file}${BESIDE} beside it`;
  const text = await readFile(join(folder, file + BESIDE), 'utf8').catch(() => '');
  const sha256 = /^([0-9a-f]{64})(?:\s|$)/.exec(text)?.[1];
  if (sha256 === undefined) return `${file}${BESIDE} has no SHA-256`;
  return { file, platform, bytes: about.size, sha256 };
}
