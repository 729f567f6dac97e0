import { readdir, readFile } from 'node:fs/promises';
import process from 'node:process';

const KILOBYTE = 1024;

/**
 * The memory that a process and all below it hold, in bytes. What several of them share, such as
 * the program itself, is counted once, in parts.
 *
 * @returns undefined where the system does not tell: it takes Linux
 */
export async function memoryOf(root: number): Promise<number | undefined> {
  if (process.platform !== 'linux') return undefined;
  const parents = new Map<number, number>();
  for (const name of await readdir('/proc')) {
    const [, parent] = /^PPid:\s+(\d+)/m.exec(await read(`/proc/${name}/status`)) ?? [];
    if (parent !== undefined) parents.set(Number(name), Number(parent));
  }
  const tree = [root];
  // What is added is visited too.
  for (const parent of tree) {
    for (const [child, its] of parents) if (its === parent) tree.push(child);
  }
  let sum = 0;
  for (const pid of tree) {
    const [, share] = /^Pss:\s+(\d+)/m.exec(await read(`/proc/${pid}/smaps_rollup`)) ?? [];
    sum += Number(share ?? 0) * KILOBYTE;
  }
  return sum;
}

/** Nothing where the process has gone, or the name is none of a process. */
async function read(path: string): Promise<string> {
  return readFile(path, 'utf8').catch(() => '');
}
