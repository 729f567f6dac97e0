import type { Kata } from '../../src/course/kata.ts';
import { readKatas } from '../../src/course/katas.ts';
import { isFast } from '../../src/judge/fast.ts';

/** The katas whose every answer the simulator can judge. */
export async function simulatedKatas(root: string): Promise<Kata[]> {
  return (await readKatas(root)).filter(isFast);
}
