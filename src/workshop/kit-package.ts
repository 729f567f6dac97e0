import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { packTar } from 'modern-tar';
import { readFiles } from '../course/files.ts';
import type { KitBundle } from './bundles.ts';

/** What the package tells the starter. */
export interface KitAddress {
  /** The board's own: `http://192.168.1.20:4600`. */
  readonly board: string;
  /** Below which the kit is: `http://192.168.1.20:4600/kit`. */
  readonly kit: string;
}

const STARTER = fileURLToPath(new URL('./starter', import.meta.url));
/**
 * npm asks for a package twice, and wants the same bytes: so there is no time in it but this, the
 * one that npm itself gives to the files of a package.
 */
const THEN = new Date('1985-10-26T08:15:00Z');

/**
 * What a learner types to have the course from a kit. Since version 12, npm takes no package from an
 * address unless told; older ones do not mind being told.
 */
export function kitCommand(kit: string): string {
  return `npx --yes --allow-remote=root ${kit}/dojo.tgz`;
}

/** The package that `npx` runs on a learner's machine: it knows this board, and has no dependency. */
export async function kitPackage(
  address: KitAddress,
  bundles: readonly KitBundle[],
): Promise<Uint8Array<ArrayBuffer>> {
  const manifest = {
    name: 'durable-dojo-kit',
    version: '1.0.0',
    description: 'Fetches Durable Dojo from the board of a workshop.',
    license: 'MIT',
    type: 'module',
    bin: { 'durable-dojo-kit': 'starter.mjs' },
  };
  const files = {
    'package.json': json(manifest),
    'kit.json': json({ ...address, command: kitCommand(address.kit), bundles }),
    ...(await readFiles(STARTER)),
  };
  const archive = await packTar(
    Object.entries(files).map(([name, text]) => ({
      header: {
        name: `package/${name}`,
        size: Buffer.byteLength(text),
        mtime: THEN,
        mode: name === 'starter.mjs' ? 0o755 : 0o644,
      },
      body: text,
    })),
  );
  return new Uint8Array(await promisify(gzip)(archive));
}

function json(value: unknown): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}
