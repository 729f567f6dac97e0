import { CourseError } from '../course/error.ts';
import type {
  ActivityReply,
  ActivityTask,
  HistoryEvent,
  Runtime,
  Settled,
  Waits,
  World,
} from '../kit/runtime.ts';
import { steadyEvents, steadyHistory } from './normalise.ts';
import { waitingPlaces } from './waiting-places.ts';
import type { RecordedRun, Recording } from './recording.ts';

/** What executes the runs to record: a runtime that takes its world from whoever uses it. */
export interface Recorder extends Runtime {
  world: World | undefined;
  /** Where an execution waited after each workflow task: the run itself, or one of its tree. */
  waits(run: string, member?: string): Promise<readonly Waits[]>;
}

/** A run as it is kept. */
export interface Kept {
  readonly run: Omit<RecordedRun, 'code'>;
  /** The full history, where the recording asks for one. */
  readonly history?: unknown;
}

/** How long a run may take, in real milliseconds; virtual time is free. */
const PATIENCE_MS = 15_000;
/** A machine that stalls may spoil a run; one that is spoiled this often is not the machine's fault. */
const TRIES = 4;
const NO_RECORDING = new Set(['infra', 'blocked', 'endless']);

let runs = 0;

/**
 * Records one run. It is run until two runs in a row agree, so that whoever records it again gets
 * the same.
 *
 * @throws CourseError when no two runs agree, or the run does not come to rest
 */
export async function recordRun(runtime: Recorder, recording: Recording): Promise<Kept> {
  let before = await recordOnce(runtime, recording);
  let difference = '';
  for (let turn = 1; turn < TRIES; turn += 1) {
    const next = await recordOnce(runtime, recording);
    if (JSON.stringify(before) === JSON.stringify(next)) return next;
    difference = firstDifference(before.run.events, next.run.events);
    before = next;
  }
  throw new CourseError(
    `The recording '${recording.file}' is another one each time: ${difference}.`,
    'Make it depend on its args alone: no random ids, no race between activities.',
  );
}

async function recordOnce(runtime: Recorder, recording: Recording): Promise<Kept> {
  const { title, workflow, about, args, deployment, queues = [] } = recording;
  const { worker = deployment ? 'lost' : 'kept' } = recording;
  const held = recording.meanwhile !== undefined;
  const run = `${recording.file}-${process.pid}-${(runs += 1)}`;
  const world = new RecordedWorld(runtime, recording);
  runtime.world = world;
  try {
    if (held) await runtime.holdTime();
    try {
      const request = { id: run, workflow, args, worker, queues };
      await runtime.start({ ...request, ...(deployment ? { deployment } : {}) });
      await recording.meanwhile?.(runtime, run);
    } finally {
      if (held) await runtime.releaseTime();
    }
    const settled = await runtime.settled(run, PATIENCE_MS);
    const { state, reason } = settled;
    if (world.trouble) throw world.trouble;
    if (NO_RECORDING.has(state)) {
      throw new CourseError(
        `The run '${recording.file}' can't be recorded: it is ${state}${reason ? `, ${reason}` : ''}.`,
        'Correct its recordings.ts or its workflow, and type: npm run record',
      );
    }
    const { events } = memberOf(settled, recording);
    const waits = waitingPlaces(events, await runtime.waits(run, recording.member));
    const kept = { run: { title, workflow, about, waits, events: steadyEvents(events) } };
    if (recording.fullHistory === undefined) return kept;
    return { ...kept, history: await fullHistory(runtime, recording, run) };
  } finally {
    runtime.world = undefined;
  }
}

/** The execution to keep, of all that belong to the run. */
function memberOf(settled: Settled, { file, member }: Recording): Pick<Settled, 'events'> {
  if (member === undefined) return settled;
  const found = settled.members?.find((one) => one.member === member);
  if (found) return found;
  const names = settled.members?.map((one) => `'${one.member}'`).join(', ') || 'none';
  throw new CourseError(
    `The recording '${file}' would keep '${member}' of its run, which has ${names}.`,
    'Correct its recordings.ts, and type: npm run record',
  );
}

async function fullHistory(
  runtime: Recorder,
  { file, member }: Recording,
  run: string,
): Promise<unknown> {
  const history = steadyHistory(JSON.stringify(await runtime.recording(run, member)));
  const replay = await runtime.replayRecorded(history);
  if (replay.same) return history;
  throw new CourseError(
    `The full history of '${file}' does not replay: ${replay.message}`,
    'A workflow whose history is kept must be deterministic.',
  );
}

/** Answers the activities of one recorded run, and cancels it where that is asked for. */
class RecordedWorld implements World {
  readonly #runtime: Runtime;
  readonly #recording: Recording;
  /** What the recording itself threw. */
  trouble: unknown;

  constructor(runtime: Runtime, recording: Recording) {
    this.#runtime = runtime;
    this.#recording = recording;
  }

  async perform(task: ActivityTask): Promise<ActivityReply> {
    try {
      const reply = await this.#recording.perform(task);
      const cancels = task.name === this.#recording.cancelDuring && task.attempt === 1;
      if (cancels) await this.#cancel(task.run);
      return reply;
    } catch (error) {
      this.trouble ??= error;
      const message = 'the recording has a fault';
      return { kind: 'failed', failure: { type: 'RecordingFault', message, retryable: false } };
    }
  }

  /** Cancels the run, and lets the workflow hear of it before the activity ends. */
  async #cancel(run: string): Promise<void> {
    const last = (await this.#runtime.history(run)).at(-1)?.id ?? 0;
    await this.#runtime.cancel(run);
    await this.#runtime.resting(run, last);
  }
}

/** In which event two histories differ first, in words. */
function firstDifference(one: readonly HistoryEvent[], other: readonly HistoryEvent[]): string {
  const length = Math.max(one.length, other.length);
  for (let index = 0; index < length; index += 1) {
    const [left, right] = [one[index], other[index]];
    if (JSON.stringify(left) === JSON.stringify(right)) continue;
    if (!left || !right) return `one ends at event ${index}, the other goes on`;
    if (left.type !== right.type) return `event ${left.id} is ${left.type}, then ${right.type}`;
    return `event ${left.id}, ${left.type}, is ${JSON.stringify(left)}, then ${JSON.stringify(right)}`;
  }
  return 'the full histories differ';
}
