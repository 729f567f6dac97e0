import type { HistoryLine } from './diagnosis.ts';
import { duration } from './duration.ts';
import { tellingInputs } from './inputs.ts';
import type { Entry } from './ledger.ts';
import { causes, typeText } from './run.ts';
import type { HistoryEvent } from './runtime.ts';

/** More lines than this do not help a person to see what happened. */
const MAX_LINES = 16;

/** The server's bookkeeping, which says nothing about the answer's decisions. */
const QUIET =
  /^(WorkflowTask(Scheduled|Started|Completed|Repeated)|ActivityTaskStarted|WorkflowExecutionStarted|UpsertWorkflow.*|WorkflowPropertiesModified)$/;

/** Whether an event is the server's bookkeeping, and tells nothing of what the answer decided. */
export function isBookkeeping({ type }: HistoryEvent): boolean {
  return QUIET.test(type);
}

/**
 * The history of a run as lines to print, some of them marked as those to look at. Long stretches
 * without a marked line are folded.
 */
export function historyLines(
  {
    events,
    title,
  }: { readonly events: readonly HistoryEvent[]; readonly title?: string | undefined },
  marked: (event: HistoryEvent) => boolean,
): HistoryLine[] {
  const began = events[0]?.at ?? 0;
  const inputs = tellingInputs(events);
  const lines = events
    .filter((event) => !isBookkeeping(event) || marked(event))
    .map((event) => {
      const given = inputs.get(event.id) ?? [];
      return {
        event: event.id,
        at: event.at - began,
        text: eventText(event, events),
        ...(given.length > 0 ? { given } : {}),
        marked: marked(event),
      };
    });
  return [
    ...(title === undefined ? [] : [{ text: title, marked: false, heading: true }]),
    ...fold(lines),
  ];
}

/** Marks the event that makes a history too long, or the first one after it that has a line. */
export function marksTooMany(
  events: readonly HistoryEvent[],
  limit: number,
): ((event: HistoryEvent) => boolean) | undefined {
  const first = events.slice(limit - 1).find((event) => !isBookkeeping(event));
  return first && (({ id }) => id === first.id);
}

/** What the world saw, as lines: the ledger's side of the story. */
export function ledgerLines(
  entries: readonly Entry[],
  began: number,
  text: (entry: Entry) => string,
): HistoryLine[] {
  return entries.map((entry) => ({ at: entry.at - began, text: text(entry), marked: true }));
}

/** Types that the SDK and the server give to errors that have none. */
const NAMELESS = new Set(['Error', 'ServerFailure']);

/** What happens to an activity or to a child, in the words that follow its name. */
const STEPS: Readonly<Record<string, string>> = {
  ActivityTaskScheduled: 'scheduled',
  ActivityTaskStarted: 'started',
  ActivityTaskCompleted: 'completed',
  ActivityTaskFailed: 'failed',
  ActivityTaskTimedOut: 'timed out',
  ActivityTaskCancelRequested: 'asked to cancel',
  ActivityTaskCanceled: 'cancelled',
  StartChildWorkflowExecutionInitiated: 'asked for',
  StartChildWorkflowExecutionFailed: 'could not be started',
  ChildWorkflowExecutionStarted: 'started',
  ChildWorkflowExecutionCompleted: 'completed',
  ChildWorkflowExecutionFailed: 'failed',
  ChildWorkflowExecutionCanceled: 'cancelled',
  ChildWorkflowExecutionTerminated: 'was terminated',
  ChildWorkflowExecutionTimedOut: 'timed out',
};

/** What an event says of an activity or a child, without its name; nothing of anything else. */
export function stepText({ type }: Pick<HistoryEvent, 'type'>): string | undefined {
  return STEPS[type];
}

/** One event in words. */
export function eventText(event: HistoryEvent, events: readonly HistoryEvent[]): string {
  const opened = eventOf(event, events);
  const name = event.name ?? opened?.name ?? '';
  const step = stepText(event);
  if (step !== undefined) {
    const whose = event.type.startsWith('ActivityTask') ? name : `child ${name}`;
    return `${whose} ${step}${more(event)}`;
  }
  switch (event.type) {
    case 'WorkflowExecutionStarted':
      return `workflow ${name} started`;
    case 'TimerStarted':
      return `timer of ${duration(event.duration ?? 0)} started`;
    case 'TimerFired':
      return `timer of ${duration(opened?.duration ?? 0)} fired`;
    case 'TimerCanceled':
      return `timer of ${duration(opened?.duration ?? 0)} cancelled`;
    case 'MarkerRecorded':
      if (event.patch !== undefined) return `marker of patch '${event.patch}' recorded`;
      return name === 'core_patch' ? 'marker of a patch recorded' : `marker ${name} recorded`;
    case 'RequestCancelExternalWorkflowExecutionInitiated':
      return 'cancel of a child asked for';
    case 'ExternalWorkflowExecutionCancelRequested':
      return 'the child was told to cancel';
    case 'WorkflowExecutionCancelRequested':
      return 'somebody asked to cancel the workflow';
    case 'WorkflowExecutionSignaled':
      return `signal ${name}`;
    case 'WorkflowExecutionUpdateAccepted':
      return `update ${name} accepted`;
    case 'WorkflowExecutionUpdateCompleted':
      return event.failure
        ? `${named('update', name)} failed: ${failureText(event)}`
        : `${named('update', name)} answered`;
    case 'WorkflowExecutionContinuedAsNew':
      return 'workflow continued as new';
    case 'WorkflowExecutionCompleted':
      return 'workflow ended as Completed';
    case 'WorkflowExecutionFailed':
      return `workflow ended as Failed: ${failureText(event)}`;
    case 'WorkflowExecutionCanceled':
      return 'workflow ended as Canceled';
    case 'WorkflowExecutionTerminated':
      return 'workflow was terminated';
    case 'WorkflowExecutionTimedOut':
      return 'workflow ended as Timed Out';
    case 'WorkflowTaskFailed':
      return `the workflow’s own code failed: ${failureText(event)}`;
    default:
      return `${spaced(event.type)}${name ? ` ${name}` : ''}`;
  }
}

/** What there is to say of a step besides its words. */
function more(event: HistoryEvent): string {
  switch (event.type) {
    case 'ActivityTaskStarted':
      return `, attempt ${event.attempt ?? 1}`;
    case 'ActivityTaskFailed':
    case 'ChildWorkflowExecutionFailed':
      return `: ${failureText(event)}`;
    case 'ActivityTaskTimedOut':
      return timeoutText(event);
    default:
      return '';
  }
}

/** What there is to say of a timeout besides that it was one: which it was, and what came before. */
function timeoutText({ failure }: HistoryEvent): string {
  if (failure?.timeout === undefined) {
    const told = failureText(failure ? { failure } : {});
    return told === '' || told === 'TimeoutFailure' ? '' : ` (${told})`;
  }
  const told = failureText(failure.cause ? { failure: failure.cause } : {});
  return `: ${failure.timeout} timeout${told === '' ? '' : ` (${told})`}`;
}

/** What an event failed with, in words: the failure, and behind each arrow what caused it. */
export function failureText({ failure }: Pick<HistoryEvent, 'failure'>): string {
  return causes(failure)
    .filter(({ type }) => type !== 'ActivityFailure' && type !== 'ChildWorkflowFailure')
    .map((each) => {
      if (NAMELESS.has(each.type)) return each.message;
      // A server has words of its own for the clock that ran out.
      const enough = each.message === '' || each.timeout !== undefined;
      return enough ? typeText(each) : `${each.type}, ${each.message}`;
    })
    .map((text) => text.split('\n')[0]?.slice(0, 160) ?? '')
    .filter((text) => text !== '')
    .join(' ← ');
}

/** A recorded history may name an update that it answers by its id alone. */
function named(what: string, name: string): string {
  return name === '' ? what : `${what} ${name}`;
}

/** The event that another one belongs to. */
function eventOf({ of }: HistoryEvent, events: readonly HistoryEvent[]): HistoryEvent | undefined {
  if (of === undefined) return undefined;
  // A whole history has event 1 first, and so on.
  const there = events[of - 1];
  return there?.id === of ? there : events.find(({ id }) => id === of);
}

function spaced(type: string): string {
  return type.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase();
}

/** Keeps the marked lines with their neighbours, and says how many were left out between. */
function fold(lines: readonly HistoryLine[]): HistoryLine[] {
  if (lines.length <= MAX_LINES) return [...lines];
  const marks = lines.flatMap(({ marked }, index) => (marked ? [index] : []));
  const reach = marks.length > 0 ? 2 : 0;
  const keep = new Set<number>([0, lines.length - 1]);
  for (const mark of marks.slice(0, 6)) {
    for (let index = mark - reach; index <= mark + reach; index += 1) keep.add(index);
  }
  // A fold takes a line too, so a single line is not worth one.
  for (const [index] of lines.entries()) {
    if (keep.has(index - 1) && keep.has(index + 1)) keep.add(index);
  }
  const folded: HistoryLine[] = [];
  let left = 0;
  for (const [index, line] of lines.entries()) {
    if (!keep.has(index)) {
      left += 1;
      continue;
    }
    if (left > 0) folded.push({ text: `… ${left} more`, marked: false });
    left = 0;
    folded.push(line);
  }
  return folded;
}
