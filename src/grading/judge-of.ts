import { Dojo, serverCache } from '../judge/dojo.ts';
import { fetchServer } from '../server/index.ts';
import type { Judging } from './grade.ts';
import type { Tier } from './report.ts';
import { SealedJudge } from './sandbox/sealed-judge.ts';

/**
 * Who judges, by the rules of the tier. That nothing escapes from a sandbox is to be seen before:
 * see `mustSeal`.
 *
 * @param tell takes one line at a time
 */
export async function judgeOf(
  root: string,
  tier: Tier,
  tell: (line: string) => void,
): Promise<{ judge: Judging; close: () => Promise<void> }> {
  if (tier === 'open') {
    const dojo = await Dojo.open(root, tell);
    return { judge: (...answer) => dojo.verdict(...answer), close: () => dojo.close() };
  }
  await fetchServer(serverCache(root), tell);
  const sealed = await SealedJudge.open(root);
  return { judge: (...answer) => sealed.judge(...answer), close: () => sealed.close() };
}
