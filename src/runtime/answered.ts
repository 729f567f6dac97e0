import type { HistoryEvent, RunState } from '../kit/runtime.ts';
import { isTaskPending } from '../kit/idle.ts';

/** How often to see whether an answer can still come, in real milliseconds. */
const LOOK_MS = 200;
/** So long nothing at all may happen before a question counts as unanswered, in real milliseconds. */
const UNANSWERED_MS = 4000;

/** The run that was asked. */
interface Asked {
  isStuck(): Promise<boolean>;
  history(): Promise<HistoryEvent[]>;
  stop(state: RunState, reason: string): void;
}

/**
 * Waits for a run's answer to a query or an update, unless it is sure that none will come: because
 * the run is stuck, or because nobody does anything any more. Then the run's watch is told so.
 *
 * @param question what was asked, in words
 * @param others what happens outside of the run: how much has been done so far, and whether
 *   somebody is at it
 * @throws whatever the answer throws; an Error when there is none
 */
export async function answered<T>(
  watch: Asked,
  question: string,
  answer: Promise<T>,
  others: () => { readonly done: number; readonly busy: boolean },
): Promise<T> {
  let over = false;
  const none = async (): Promise<T> => {
    let quiet = { since: performance.now(), done: -1 };
    while (!over) {
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
      if (await watch.isStuck()) break;
      const events = await watch.history();
      const { done, busy } = others();
      const count = events.length + done;
      if (busy || isTaskPending(events) || count !== quiet.done) {
        quiet = { since: performance.now(), done: count };
      } else if (performance.now() - quiet.since > UNANSWERED_MS) {
        watch.stop('unanswered', question);
      }
    }
    if (over) return answer;
    throw new Error(`The ${question} was not answered.`);
  };
  return Promise.race([answer.finally(() => (over = true)), none()]);
}
