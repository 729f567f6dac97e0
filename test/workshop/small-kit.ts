import { createHash, randomBytes } from 'node:crypto';
import { readFile, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { packTar } from 'modern-tar';
import { bundleFile } from '../../src/workshop/bundles.ts';

export const HERE = `${process.platform}-${process.arch}`;

/** How much there is to download, in bytes: more than a socket buffers. */
const BYTES = 4_000_000;

/** Writes something that a learner takes for the course, and its checksum, into the folder of a kit. */
export async function smallBundle(kit: string, platform = HERE): Promise<string> {
  const body = randomBytes(BYTES);
  const archive = await packTar([
    { header: { name: 'durable-dojo/', size: 0, type: 'directory' } },
    { header: { name: 'durable-dojo/README.md', size: 9 }, body: '# Course\n' },
    { header: { name: 'durable-dojo/much', size: BYTES }, body },
  ]);
  await mkdir(kit, { recursive: true });
  const path = join(kit, bundleFile(platform));
  await writeFile(path, archive);
  await sum(path);
  return path;
}

/** Writes the checksum of a bundle beside it. */
export async function sum(path: string): Promise<string> {
  const sha256 = createHash('sha256')
    .update(await readFile(path))
    .digest('hex');
  await writeFile(`${path}.sha256`, `${sha256}  dojo.tar\n`);
  return sha256;
}
