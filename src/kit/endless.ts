import type { Finding } from './diagnosis.ts';
import { historyLines } from './lines.ts';
import { isLastOf, toAnEnd } from './phrases.ts';
import type { Run } from './run.ts';
import { TOPICS } from './topics.ts';

/** An activity that was tried more often than this, without success, is tried for ever. */
const MANY_TRIES = 100;

/** The run goes on, as far as anybody watched. */
export function endless(run: Run): Finding {
  const [worst] = run.world.tries.toSorted((one, other) => other.attempts - one.attempts);
  if (worst && worst.attempts >= MANY_TRIES && worst.failure !== undefined) {
    const { name, failure } = worst;
    return {
      expected: toAnEnd(run),
      happened: `${name} was tried more than ${MANY_TRIES} times, and failed each time: ${failure.type}, ${failure.message}.`,
      lines: historyLines(
        run,
        ({ type, activityId }) =>
          type === 'ActivityTaskScheduled' && activityId === worst.activityId,
      ),
      hurts:
        'Attempts that fail leave no events, so this history looks like a run that waits. It stays Running, and every attempt costs whoever is asked.',
      topic: TOPICS.triedForEver,
    };
  }
  if (run.reason?.startsWith('The history holds')) {
    return {
      expected: toAnEnd(run),
      happened: `${run.reason}, and nobody watched any longer.`,
      lines: [...historyLines({ events: run.events.slice(0, 8) }, () => false)],
      hurts:
        'The server warns at 10 MB and terminates a run at 50 MB. Long before that, each replay takes longer than the one before.',
      topic: TOPICS.endlessHistory,
    };
  }
  if (run.reason !== undefined) {
    return {
      expected: toAnEnd(run),
      happened: `${run.reason}. The server gave each of these attempts up, and began another.`,
      lines: historyLines(run, isLastOf(run)),
      hurts:
        'Such attempts leave no events, so this history looks like a run that waits. All of them do the same work again, some of them at once, and none is ever heard.',
      topic: TOPICS.triedForEver,
    };
  }
  return {
    expected: toAnEnd(run),
    happened:
      run.last('WorkflowExecutionContinuedAsNew') === undefined
        ? 'The run goes on and on. It began like this:'
        : `It continued as new ${run.chain.length} times, and would go on. Its last run looked like this:`,
    lines: [
      ...historyLines({ events: run.events.slice(0, 40) }, () => false).slice(0, 8),
      { text: '… and so on', marked: true },
    ],
    hurts:
      'At 51,200 events the server terminates a run. Long before that, each replay takes longer than the one before.',
    topic: TOPICS.endlessHistory,
  };
}
