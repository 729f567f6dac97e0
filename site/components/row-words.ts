/**
 * What the player says of an event. An activity's steps, and a child's, have the kit's words; what
 * the run itself goes through is told as somebody walks through it, in the present.
 */
import { duration } from '../../src/kit/duration.ts';
import { eventText, stepText } from '../../src/kit/lines.ts';
import type { EventLine } from '../../src/kit/run-history.ts';
import { causes } from '../../src/kit/run.ts';
import type { HistoryEvent } from '../../src/kit/runtime.ts';
import { capital } from '../../src/kit/sentence.ts';

const PRESENT: Readonly<Record<string, string>> = {
  WorkflowExecutionStarted: 'starts',
  WorkflowExecutionCompleted: 'Run ends as Completed',
  WorkflowExecutionFailed: 'Run ends as Failed',
  WorkflowExecutionCanceled: 'Run ends as Canceled',
  WorkflowExecutionCancelRequested: 'Cancellation of the run is requested',
  WorkflowTaskFailed: 'Workflow task failed',
  MarkerRecorded: 'marker recorded',
  UpsertWorkflowSearchAttributes: 'Search attributes are set',
  TimerStarted: 'starts',
  TimerFired: 'fires',
  TimerCanceled: 'is cancelled',
};

/**
 * What happened, in words that follow the name where there is one.
 *
 * @param line the event as the kit draws it
 * @param opening the event that began what it is about
 */
export function rowWords(
  event: HistoryEvent,
  { kind, closes, failed }: EventLine,
  opening = event,
): string {
  const step = stepText(event);
  if (step !== undefined) return kind === 'child' ? `child ${step}` : step;
  const told = PRESENT[event.type];
  if (kind === 'timer') return `Timer of ${duration(opening.duration ?? 0)} ${told}`;
  if (told !== undefined) return told;
  if (kind === 'task' && !failed) return `workflow task${closes ? '' : ', not over yet'}`;
  const { name = '' } = event;
  switch (event.type) {
    case 'WorkflowExecutionSignaled':
      return `Signal ${name} arrives`;
    case 'WorkflowExecutionUpdateAccepted':
      return `Update ${name} is accepted`;
    case 'WorkflowExecutionUpdateCompleted':
      return `Update ${name} is answered`;
    default:
      return capital(eventText(event, [opening]));
  }
}

/** The failure that began it, or a short result. */
export function rowDetail({ failure, result }: HistoryEvent): string | undefined {
  const root = causes(failure).at(-1);
  if (root) {
    if (root.timeout !== undefined) return `${root.timeout} timeout`;
    return root.message === '' ? root.type : `${root.type}: ${root.message}`;
  }
  if (result === undefined || result === null) return undefined;
  const text = JSON.stringify(result);
  return text.length <= 60 ? text : undefined;
}
