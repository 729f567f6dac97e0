import type { Finding } from './diagnosis.ts';
import { historyLines } from './lines.ts';
import type { Run } from './run.ts';
import type { LoadProblem } from './runtime.ts';

/**
 * What is wrong with a run whatever the check wanted of it: it did not end, it replays
 * differently, it asked for what does not exist. Undefined when there is nothing of that kind.
 */
export function generalFinding(run: Run): Finding | undefined {
  return unknownActivity(run) ?? unfinished(run) ?? nondeterminism(run);
}

function unfinished(run: Run): Finding | undefined {
  const { state, workflow } = run;
  const about = run.when === undefined ? {} : { when: run.when };
  switch (state) {
    case 'broken':
      if (/TMPRL1100|[Nn]ondeterminis/.test(run.reason ?? '')) {
        return differently(run, run.reason ?? '');
      }
      return {
        ...about,
        expected: `${workflow} runs to an end.`,
        happened: `The workflow’s own code threw an error that does not end the workflow:\n${shortReason(run)}`,
        lines: historyLines(run, ({ type }) => type === 'WorkflowTaskFailed'),
        hurts:
          'Temporal takes such an error for a bug, not for a result. It tries the same task again and again; the run stays open until somebody mends the code.',
      };
    case 'waiting':
      return {
        ...about,
        expected: `${workflow} runs to an end.`,
        happened:
          'The workflow is open and waits, but not for an activity, a timer or a child: nothing will ever wake it.',
        lines: historyLines(run, ({ id }) => id === run.events.at(-1)?.id),
        hurts:
          'In production this run stays Running for good. Nobody is told, and whoever waits for its result waits too.',
      };
    case 'endless':
      return {
        ...about,
        expected: `${workflow} runs to an end.`,
        happened: `The run goes on and on: ${duties(run)}.`,
        lines: historyLines(run, ({ id }) => id === run.events.at(-1)?.id),
        hurts:
          'A history has a hard limit of 51,200 events; long before that, every replay gets slower. A retry that never stops is a bill that never stops.',
      };
    case 'blocked':
      return {
        ...about,
        expected: `${workflow} gives the thread back whenever it waits.`,
        happened: `The workflow’s code did not give back the thread: ${run.reason ?? ''}.`,
        lines: historyLines(run, ({ id }) => id === run.events.at(-1)?.id),
        hurts:
          'One such loop stops every workflow on its Worker. The server takes the Worker for dead and gives the task to the next one, which stops too.',
      };
    default:
      return undefined;
  }
}

function unknownActivity(run: Run): Finding | undefined {
  const [name] = run.world.unknown;
  if (name === undefined) return undefined;
  return {
    ...(run.when === undefined ? {} : { when: run.when }),
    expected: 'The workflow schedules activities that exist.',
    happened: `It scheduled '${name}', and there is no activity of that name.`,
    lines: historyLines(run, (event) => event.name === name),
    hurts:
      'Activities are found by name. A name that no Worker knows is tried again and again, and the run hangs.',
  };
}

function nondeterminism(run: Run): Finding | undefined {
  return run.replay?.same === false ? differently(run, run.replay.message) : undefined;
}

function differently(run: Run, message: string): Finding {
  const event = Number(/\(id: (\d+)/.exec(message)?.[1] ?? Number.NaN);
  return {
    ...(run.when === undefined ? {} : { when: run.when }),
    expected: `${run.workflow} does the same when it is replayed from its history.`,
    happened: `Replayed in another process, in another time zone, it did something else.\n${told(message)}`,
    lines: historyLines(run, ({ id }) => id === event),
    hurts:
      'After a deployment or a crash, another Worker replays the history. If the code then takes another way, the run is stuck until somebody repairs it by hand.',
  };
}

/** The heart of the SDK's long message. */
function told(message: string): string {
  const heart = /\[TMPRL\d+\][^"]*/.exec(message)?.[0] ?? message.split('\n')[0] ?? '';
  return heart.slice(0, 300);
}

function duties(run: Run): string {
  const open = run.activities.filter(({ outcome }) => outcome === 'open');
  const name = open[0]?.name;
  return name
    ? `${name} was tried more than 500 times`
    : `its history has ${run.events.length} events and grows`;
}

function shortReason(run: Run): string {
  return (run.reason ?? '')
    .split('\n')
    .filter((line) => !/node_modules|node:internal|\(?native/.test(line))
    .slice(0, 4)
    .map((line) => line.slice(0, 160))
    .join('\n');
}

/** An answer that could not be loaded, as a finding. */
export function loadFinding(problem: LoadProblem): Finding {
  return {
    expected: 'The answer loads.',
    happened: [problem.message, ...problem.details].join('\n'),
    lines: [],
    hurts: 'A Worker that cannot load its workflows does not start, and every run waits for it.',
  };
}
