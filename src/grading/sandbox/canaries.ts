import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo, type ListenOptions } from 'node:net';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { ending, machinery, spawnIn, TMP_BYTES } from './sandbox.ts';

/** Every way out that is tried. One that does not report has not been seen to fail. */
export const CANARIES = [
  'reads-a-file',
  'lists-a-folder',
  'writes-beside-it',
  'fills-a-disk',
  'reaches-the-machine',
  'sees-a-process',
  'sees-a-secret',
  'makes-a-sandbox',
  'has-no-limits',
] as const;

const MAIN = fileURLToPath(new URL('./canaries-main.mjs', import.meta.url));
/** They take half a second. */
const PATIENCE_MS = 30_000;

const report = z.object({ name: z.enum(CANARIES), got: z.string().optional() });

/** One that got out, and what it got hold of. */
export interface Escape {
  readonly name: (typeof CANARIES)[number];
  readonly got: string;
}

/** Starts a program in the sandbox that is tried. */
export type Spawn = typeof spawnIn;

/**
 * Lets canaries out in a sandbox, around which lies what they are after: a file with a secret, a
 * server, the course's own solutions, this very process.
 *
 * @param root the repository
 * @param spawn starts the sandbox
 * @returns those that got out, or were not heard of
 */
export async function escapes(root: string, spawn: Spawn = spawnIn): Promise<Escape[]> {
  const secret = randomUUID();
  const bait = await mkdtemp(join(tmpdir(), 'dojo-bait-'));
  const abstract = `dojo-${randomUUID()}`;
  const near = await listen({ host: '127.0.0.1', port: 0 });
  const nearer = await listen({ path: `\0${abstract}` });
  try {
    await writeFile(join(bait, 'secret'), secret);
    const about = {
      files: [
        join(bait, 'secret'),
        join(root, 'solutions', '07-saga', 'workflows.ts'),
        join(root, '.git', 'HEAD'),
        '/etc/passwd',
      ],
      folders: [bait, homedir(), join(root, 'katas'), join(root, 'solutions')],
      port: (near.address() as AddressInfo).port,
      abstract,
      pid: process.pid,
      reversed: Array.from(secret).toReversed().join(''),
      tmpBytes: TMP_BYTES,
    };
    return await letOut(spawn, secret, JSON.stringify(about));
  } finally {
    for (const server of [near, nearer]) server.close();
    await rm(bait, { recursive: true, force: true });
  }
}

async function letOut(spawn: Spawn, secret: string, about: string) {
  // Whoever starts the sandbox has secrets in its environment.
  process.env[SECRET_VARIABLE] = secret;
  const child = spawn(
    { readable: machinery(), env: {} },
    [process.execPath, MAIN, about],
    ['ignore', 'pipe', 'pipe'],
  );
  delete process.env[SECRET_VARIABLE];
  const patience = setTimeout(() => child.kill('SIGKILL'), PATIENCE_MS);
  const { code, printed, errors } = await ending(child);
  clearTimeout(patience);
  const reports = printed.split('\n').flatMap((line) => {
    const { success, data } = report.safeParse(line === '' ? undefined : JSON.parse(line));
    return success ? [data] : [];
  });
  return CANARIES.flatMap((name): Escape[] => {
    const found = reports.find((one) => one.name === name);
    if (!found) return [{ name, got: `nothing was heard of it (${String(code)}) ${errors}` }];
    return found.got === undefined ? [] : [{ name, got: found.got }];
  });
}

const SECRET_VARIABLE = 'DOJO_CANARY';

function listen(options: ListenOptions) {
  const server = createServer((socket) => socket.destroy());
  return new Promise<typeof server>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options, () => resolve(server));
  });
}
