import { CheckFailure } from './diagnosis.ts';
import { divergence } from './divergence.ts';
import type { Words } from './expect.ts';
import { historyLines } from './lines.ts';
import { readRecorded } from './recorded.ts';
import type { Suite } from './suite.ts';

export interface ReplayWords extends Words {
  /** Where the history comes from: `This run began before the first deployment.` */
  readonly when?: string;
}

/**
 * Replays a recorded history with the answer's code.
 *
 * @throws CheckFailure when the code goes another way, OurFault when the history is none
 */
export async function replays(
  suite: Suite,
  history: unknown,
  words: ReplayWords = {},
): Promise<void> {
  const events = readRecorded(history);
  const replay = await suite.runtime.replayRecorded(history);
  if (replay.same) return;
  const { text, events: marked } = divergence(replay.message, events);
  throw new CheckFailure({
    when: words.when ?? 'A run that began under earlier code is replayed by the code of today.',
    expected: words.expected ?? `${events[0]?.name} follows the recorded history to its end.`,
    happened: text,
    lines: historyLines({ events }, ({ id }) => marked.includes(id)),
    ...(words.hurts === undefined ? {} : { hurts: words.hurts }),
    ...(words.read === undefined ? {} : { read: words.read }),
  });
}
