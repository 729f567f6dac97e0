import { readKatas } from '../../src/course/katas.ts';
import type { Kata } from '../../src/course/kata.ts';

/** Where the learner writes the tests, they bring a Worker of their own, which polls a server. */
const NEEDS_SERVER = 'tests.ts';

/** The katas whose every answer the simulator can judge. */
export async function simulatedKatas(root: string): Promise<Kata[]> {
  const katas = await readKatas(root);
  return katas.filter(({ solution }) => !(NEEDS_SERVER in solution));
}
