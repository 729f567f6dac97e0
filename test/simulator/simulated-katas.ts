import { readKatas } from '../../src/course/katas.ts';
import type { Kata } from '../../src/course/kata.ts';

/** Files of answers that only the official server can judge so far. */
const NEEDS_SERVER = ['client.ts', 'tests.ts'];

/** The katas whose every answer the simulator can judge. */
export async function simulatedKatas(root: string): Promise<Kata[]> {
  const katas = await readKatas(root);
  return katas.filter(({ solution }) => NEEDS_SERVER.every((file) => !(file in solution)));
}
