import type { Finding } from './diagnosis.ts';
import { divergence } from './divergence.ts';
import { endless } from './endless.ts';
import { failureText, historyLines } from './lines.ts';
import { heldThread, isLastOf, list, toAnEnd } from './phrases.ts';
import { causes, type Run } from './run.ts';
import type { HistoryEvent, LoadProblem } from './runtime.ts';
import { TOPICS } from './topics.ts';

/**
 * What is wrong with a run whatever the check wanted of it: it did not end, it replays
 * differently, it asked for what does not exist. Undefined when there is nothing of that kind.
 *
 * @param exported the names of the workflows that the answer exports
 */
export function generalFinding(run: Run, exported: readonly string[]): Finding | undefined {
  const finding =
    unknownActivity(run) ??
    first(run, (one) => (one.state === 'waiting' ? undefined : unfinished(one, exported))) ??
    unpolled(run) ??
    waiting(run) ??
    first(run, nondeterminism);
  if (!finding || run.when === undefined) return finding;
  return { when: run.when, ...finding };
}

/** The first thing wrong in a tree; children come before their parents, who may suffer from it. */
function first(run: Run, wrong: (one: Run) => Finding | undefined): Finding | undefined {
  for (const one of run.tree.toReversed()) {
    const finding = wrong(one);
    if (finding) return { run: one, ...finding };
  }
  return undefined;
}

/** A run that sent something to a task queue from which nobody takes it. */
function unpolled(run: Run): Finding | undefined {
  if (run.state !== 'waiting') return undefined;
  for (const one of run.tree) {
    const ended = new Set(one.events.flatMap(({ of, type }) => (ENDS.test(type) ? [of] : [])));
    const sent = one.events.find(({ id, taskQueue }) => taskQueue !== undefined && !ended.has(id));
    if (!sent) continue;
    return {
      run: one,
      expected: 'Whatever the workflow sends to a task queue is taken from it by a Worker.',
      happened: `${sent.name} was sent to the task queue '${sent.taskQueue}', and nobody polls it for that.`,
      lines: historyLines(one, ({ id }) => id === sent.id),
      hurts:
        'A task queue comes into being by its name. A misspelt one is a queue like any other, without a Worker: what is sent to it waits until a timeout ends it, if there is one.',
    };
  }
  return undefined;
}

const ENDS =
  /^(ActivityTask(Started|Completed|Failed|TimedOut|Canceled)|ChildWorkflowExecution.*)$/;

/** A run that waits for good, or the child that it waits for. A child may outlive its parent. */
function waiting(run: Run): Finding | undefined {
  if (run.state !== 'waiting') return undefined;
  const asleep = run.tree.findLast(({ state }) => state === 'waiting') ?? run;
  return {
    run: asleep,
    expected: toAnEnd(asleep),
    happened:
      'The workflow waits, but for no activity, timer or child: nothing is under way that would wake it.',
    lines: historyLines(asleep, isLastOf(asleep)),
    hurts:
      'In production this run stays Running for good. Nobody is told, and whoever waits for its result waits too.',
    topic: TOPICS.waitsForNothing,
  };
}

function unfinished(run: Run, exported: readonly string[]): Finding | undefined {
  switch (run.state) {
    case 'broken':
      return broken(run, exported);
    case 'endless':
      return endless(run);
    case 'blocked':
      return blocked(run);
    case 'unanswered':
      return unanswered(run);
    default:
      return undefined;
  }
}

/** A workflow task failed, and the server would try it again for ever. */
function broken(run: Run, exported: readonly string[]): Finding {
  const reason = run.reason ?? '';
  const lines = historyLines(run, isFailedTask);
  if (/TMPRL1100|[Nn]ondeterminis/.test(reason)) {
    return diverged(
      run,
      reason,
      'A Worker that did not remember the run replayed it, with nothing but the history',
    );
  }
  const missing = /Failed to initialize workflow of type '(.*)': no such function/.exec(
    reason,
  )?.[1];
  if (missing !== undefined) {
    return {
      expected: `There is a workflow named '${missing}'.`,
      happened: `workflows.ts exports ${list(exported)}, and no function of that name.`,
      lines,
      hurts:
        'Workflows are found by name. A run whose name no Worker knows is tried again and again, and stays open.',
      topic: TOPICS.unknownWorkflow,
    };
  }
  const failure = run.last('WorkflowTaskFailed')?.failure;
  if (reason.startsWith('UnhandledRejectionError')) {
    const told = failureText(failure?.cause ? { failure: failure.cause } : {});
    return {
      expected: 'When something that the workflow began fails, its code hears of it.',
      happened: `A promise failed, and nobody heard it: ${told || lastLine(reason)}.`,
      lines,
      hurts:
        'An error that nobody hears is no result. Temporal takes it for a bug, tries the same task again and again, and the run stays open.',
      topic: TOPICS.unheardError,
    };
  }
  return {
    expected: toAnEnd(run),
    happened: [
      'The workflow’s own code threw an error that does not end the workflow:',
      ...ownLines(reason),
      ...causes(failure?.cause).map((cause) => `caused by ${failureText({ failure: cause })}`),
    ].join('\n'),
    lines,
    hurts:
      'Temporal takes such an error for a bug, not for a result. It tries the same task again and again; the run stays open until somebody mends the code.',
    ...topicOf(reason),
  };
}

/** What to read about an error that the workflow's own code threw. */
function topicOf(reason: string): Pick<Finding, 'topic'> {
  // What is still to be written is what the check is about.
  if (reason.startsWith('Error: Not written yet')) return {};
  if (NO_TIMEOUT.test(reason)) return { topic: TOPICS.noTimeout };
  const [, missing] = MISSING.exec(reason) ?? [];
  // This very process is one of Node's, so it has what the answer looked for in vain.
  const known = missing !== undefined && (missing in globalThis || missing === 'require');
  return { topic: known ? TOPICS.missingGlobal : TOPICS.plainError };
}

const MISSING = /^ReferenceError: (\w+) is not defined/;

const NO_TIMEOUT = /Required either scheduleToCloseTimeout or startToCloseTimeout/;

/** The code keeps the thread, or used up the memory. */
function blocked(run: Run): Finding {
  const held = /held the thread/.test(run.reason ?? '');
  // What the server made of the silence says nothing more.
  const late = run.events.findIndex(({ type }) => type === 'WorkflowTaskTimedOut');
  const events = run.events.slice(0, late < 0 ? undefined : late);
  return {
    expected: `${run.workflow} gives the thread back whenever it waits.`,
    happened: held
      ? heldThread('The workflow’s code')
      : `The process that ran the workflow’s code broke down: ${run.reason ?? 'nobody knows why'}.`,
    lines: historyLines({ events }, isLastOf({ events })),
    hurts: held
      ? 'A Worker cuts such code off after 5 seconds and fails the workflow task. The server tries it again, for ever, and each time the other workflows on that thread stand still.'
      : 'A Worker that breaks down takes all its workflows with it. The server gives them to the next one, which breaks down too.',
    topic: TOPICS.heldThread,
  };
}

/** Somebody asked, and hears nothing. */
function unanswered(run: Run): Finding {
  const question = run.reason ?? '';
  const accepted = run.last('WorkflowExecutionUpdateAccepted');
  return {
    expected: `The ${question} is answered, by a result or by an error.`,
    happened: accepted
      ? `The workflow took the ${question} on, and never finished it: nothing is under way that would.`
      : `The workflow neither took the ${question} on nor rejected it.`,
    lines: historyLines(run, accepted ? ({ id }) => id === accepted.id : isLastOf(run)),
    hurts:
      'Whoever asked waits until their own patience ends, and then does not know whether it was done.',
    topic: TOPICS.unansweredUpdate,
  };
}

function unknownActivity(run: Run): Finding | undefined {
  const [name] = run.world.unknown;
  if (name === undefined) return undefined;
  const asking = run.tree.find(({ events }) => events.some((event) => event.name === name)) ?? run;
  return {
    run: asking,
    expected: 'The workflow schedules activities that exist.',
    happened: `It scheduled '${name}', and there is no activity of that name.`,
    lines: historyLines(asking, (event) => event.name === name),
    hurts:
      'Activities are found by name. In production, one that no Worker knows fails and is tried again, for ever: the run hangs.',
    topic: TOPICS.unknownActivity,
  };
}

function nondeterminism(run: Run): Finding | undefined {
  if (run.replay?.same !== false) return undefined;
  return diverged(
    run,
    run.replay.message,
    'Another Worker replayed it, with nothing but the history, in another time zone and language',
  );
}

function diverged(run: Run, message: string, replayed: string): Finding {
  const parted = divergence(message, run.events);
  const { text, events } = parted;
  return {
    divergence: parted,
    expected: `${run.workflow} does the same when it is replayed from its history.`,
    happened: `${replayed}. It went another way.\n${text}`,
    lines: historyLines(run, ({ id }) => events.includes(id)),
    hurts:
      'After a deployment or a crash, another Worker replays the history. If the code then goes another way, the run is stuck until somebody mends the code.',
    topic: TOPICS.divergence,
  };
}

function isFailedTask({ type }: HistoryEvent): boolean {
  return type === 'WorkflowTaskFailed';
}

/** The error itself and where it was thrown, without what caused it. */
function ownLines(reason: string): string[] {
  const [own = ''] = reason.split('\ncaused by ');
  return own
    .split('\n')
    .filter((line) => !/node_modules|node:internal|\(?native/.test(line))
    .slice(0, 4)
    .map((line) => line.trim().slice(0, 160));
}

function lastLine(text: string): string {
  return text.split('\n').at(-1) ?? '';
}

/** An answer that could not be loaded, as a finding. */
export function loadFinding(problem: LoadProblem): Finding {
  return {
    expected: 'The answer loads.',
    happened: [problem.message, ...problem.details].join('\n'),
    lines: [],
    hurts: 'A Worker that cannot load its workflows does not start, and every run waits for it.',
    ...(problem.kind === 'forbidden-module' ? { topic: TOPICS.forbiddenModule } : {}),
    ...(problem.details.some((line) => NO_TIMEOUT.test(line)) ? { topic: TOPICS.noTimeout } : {}),
  };
}
