import {
  late,
  Refusal,
  required,
  type ActivityRecord,
  type ActivityTask,
  type CallRecord,
  type Fault,
  type HistoryEvent,
  type OpenRun,
  type Run,
  type ServicesOf,
  type Tools,
} from '#kit';
import type { Assessment, Services, Waves } from './services.ts';

export const MINUTE = 60_000;

export const STATIONS = ['ridge', 'harbor', 'forest', 'island'];
/** The one that has trouble, asked last. */
export const ISLAND = 'island';
/** A whole network, for runs in which the number counts. */
export const NETWORK = Array.from({ length: 10 }, (_, index) => `post-${index + 1}`);

export const OFFSHORE = { id: '2031-04-06-offshore', stations: STATIONS };
/** The simplest there is. */
export const SMALL = { id: '2031-01-02-ridge', stations: STATIONS.slice(0, 1) };
export const VALLEY = { id: '2031-09-17-valley', stations: STATIONS };

const LENGTH = 20_000;

/** The waves that a station felt. */
function wavesOf(station: string): Waves {
  const place = [...STATIONS, ...NETWORK].indexOf(station);
  if (place < 0) throw new Refusal('UnknownStation', `there is no station '${station}'`);
  return { station, arrival: 31 + 7 * place, amplitude: 900 - 40 * place };
}

/** A seismogram: the waves stand at its beginning, and noise follows, which no packing makes small. */
function seismogramOf(quake: string, station: string): string {
  return `${JSON.stringify({ quake, waves: wavesOf(station) })}\n${NOISE}`.slice(0, LENGTH);
}

const NOISE = noise(LENGTH);

/** Digits without a pattern, the same each time. */
function noise(length: number): string {
  let text = '';
  for (let value = 1; text.length < length;) {
    value = (value * 48_271) % 2_147_483_647;
    text += `${value % 1000},`;
  }
  return text;
}

/** What is kept, by run and key. */
const archived = new Map<string, string>();

/** The observatory, and its books: what was archived, what was published. */
export const observatory: ServicesOf<Services> = {
  stations: {
    download({ quake, station }) {
      return seismogramOf(required(quake, 'quake'), required(station, 'station'));
    },
  },
  archive: {
    put({ key, text }, pen, { run }) {
      archived.set(`${run} ${required(key, 'key')}`, required(text, 'text'));
      pen.once('archive', 1, key);
    },
    get({ key }, _, { run }) {
      const text = archived.get(`${run} ${required(key, 'key')}`);
      if (text === undefined) throw new Refusal('NotFound', `nothing is kept under '${key}'`);
      return text;
    },
  },
  analysis: {
    findWaves({ seismogram }) {
      const text: unknown = required(seismogram, 'seismogram');
      if (typeof text !== 'string' || text.length !== LENGTH) {
        throw new Refusal('Unreadable', 'this is no whole seismogram');
      }
      const { waves } = JSON.parse(text.split('\n')[0] ?? '') as { waves: Waves };
      return waves;
    },
  },
  duty: {
    isConfirmed({ quake }) {
      return required(quake, 'quake') !== '';
    },
  },
  bulletin: {
    publish({ quake, waves, silent }, pen) {
      required(waves, 'waves');
      required(silent, 'silent');
      pen.once('bulletins', 1, required(quake, 'quake'));
    },
  },
};

/** The line to one station is down: for so many milliseconds, or for good. */
export function lineDown({ down, back = Infinity }: Outage): Fault {
  let since: number | undefined;
  return async (task, act) => {
    if (stationOf(task) !== down) return act();
    since ??= task.startedAt;
    if (task.startedAt - since >= back) return act();
    const message = `the line to ${down} is down`;
    return { kind: 'failed', failure: { type: 'LineDown', message, retryable: true } };
  };
}

/** Each line has a speed of its own, so that no race decides a run; and one may be down. */
export function lines(outage?: Outage): Fault {
  const trouble = outage && lineDown(outage);
  return async (task, act, world) => {
    const station = stationOf(task);
    if (trouble && station === outage.down) return trouble(task, act, world);
    const place = [...STATIONS, ...NETWORK].indexOf(station);
    if ((task.args[0] as { quake?: string } | undefined)?.quake === SMALL.id) return act();
    return late({ by: (place + 1) * LINE_MS })(task, act, world);
  };
}

interface Outage {
  readonly down: string;
  /** After so many milliseconds it works again. */
  readonly back?: number;
}

function stationOf({ args: [request] }: ActivityTask): string {
  return (request as { station?: string } | undefined)?.station ?? '';
}

const LINE_MS = 5000;

/** The seismologist confirms so many milliseconds after the first question. */
export function confirmedAfter(length: number): Fault {
  let since: number | undefined;
  return async ({ startedAt }, act) => {
    since ??= startedAt;
    return startedAt - since >= length ? act() : { kind: 'completed', result: false };
  };
}

/** The Worker dies after the first call has taken effect, and never again. */
export function diesOnce(): Fault {
  let died = false;
  return async (_, act) => {
    const reply = await act();
    if (died) return reply;
    died = true;
    return { kind: 'lost' };
  };
}

/** An assessment whose order says nothing. */
export function sorted({ waves, silent }: Assessment): Assessment {
  return {
    waves: waves.toSorted((one, other) => one.arrival - other.arrival),
    silent: silent.toSorted(),
  };
}

/** What is to be published, when some stations are silent. */
export function assessmentOf(stations: readonly string[], silent: string[] = []): Assessment {
  return { waves: stations.filter((one) => !silent.includes(one)).map(wavesOf), silent };
}

/** All activities of a run and of what hangs on it. */
export function activitiesOf(run: Run): ActivityRecord[] {
  return run.tree.flatMap(({ activities }) => activities);
}

/** The activity that made a call. */
export function askerOf(run: Run, { activityId }: CallRecord): ActivityRecord | undefined {
  return activitiesOf(run).find((activity) => activity.activityId === activityId);
}

/** Calls on one service that were answered. */
export function answered(run: Run, name: string): CallRecord[] {
  return run.world.calls.filter((call) => call.name === name && call.reply?.kind === 'completed');
}

/** What a run has put into the archive, by whose seismogram it is: what the activity downloaded. */
export function putsOf(run: Run): { readonly whose: string; readonly key: string }[] {
  const { calls } = run.world;
  const puts = calls.filter(({ name }) => name === 'archive.put');
  return puts
    .map((put) => {
      const key = String((put.input as { key: unknown }).key);
      const download = calls.findLast(
        ({ name, activityId }, index) =>
          name === 'stations.download' &&
          activityId === put.activityId &&
          index < calls.indexOf(put),
      );
      const { quake, station } = (download?.input ?? {}) as Record<string, unknown>;
      return { whose: download ? `${String(quake)}, ${String(station)}` : key, key };
    })
    .toSorted((one, other) => one.whose.localeCompare(other.whose));
}

/** In which attempt each station's download worked, as far as it did. */
export function attemptsTaken(run: Run): number[] {
  const downloads = answered(run, 'stations.download');
  const last = new Map(
    downloads.map(({ input, attempt }) => [(input as { station: string }).station, attempt]),
  );
  return [...last.values()].toSorted((one, other) => one - other);
}

/** What a run has scheduled, timers too: what grows when a workflow waits by itself. */
export function asked(run: Run): HistoryEvent[] {
  return run.tree.flatMap(({ events }) =>
    events.filter(({ type }) =>
      /^(ActivityTaskScheduled|TimerStarted|StartChildWorkflowExecutionInitiated|WorkflowExecutionContinuedAsNew)$/.test(
        type,
      ),
    ),
  );
}

/** Metrics of one name as lines of a diagnosis, in no order of their own. */
export function metricLines(run: Run, name: string) {
  const told = run.metrics
    .filter((metric) => metric.name === name)
    .map(({ kind, value, tags }) => {
      const words = Object.entries(tags)
        .filter(([tag]) => tag !== 'workflowType') // The SDK adds it.
        .map(([tag, is]) => `${tag}: ${is}`);
      return `${kind} ${name}: ${value} ${words.length > 0 ? `(${words.join(', ')})` : ''}`.trim();
    })
    .toSorted();
  return told.map((text) => ({ text, marked: false }));
}

/** Waits until nothing more happens but attempts to reach the island; or until that surely won't be. */
export async function onlyTheIsland({ suite: { runtime } }: Tools, open: OpenRun): Promise<void> {
  const until = performance.now() + PATIENCE_MS;
  while (performance.now() < until) {
    const asked = open.world.calls.some(
      ({ input }) => (input as { station?: string }).station === ISLAND,
    );
    const histories = Object.values(await runtime.histories(open.id));
    if (asked && histories.every(hasOneOpen)) return;
    await new Promise((resolve) => setTimeout(resolve, 3));
  }
}

/** The stations in whose seismograms no waves have been found. */
export function unread({ world: { calls } }: OpenRun): string[] {
  const found = calls.flatMap(({ name, reply }) =>
    name === 'analysis.findWaves' && reply?.kind === 'completed' ? [reply.result as Waves] : [],
  );
  return STATIONS.filter((station) => !found.some((waves) => waves.station === station));
}

/** Whether a history has come to rest with no more than one activity or child under way. */
function hasOneOpen(events: readonly HistoryEvent[]): boolean {
  if (NEWS.test(events.at(-1)?.type ?? '')) return false;
  const count = (pattern: RegExp) => events.filter(({ type }) => pattern.test(type)).length;
  return count(BEGINS) - count(ENDS) <= 1;
}

/** Events after which the workflow has something to do. */
const NEWS =
  /^(WorkflowTask(Scheduled|Started)|TimerFired|(ActivityTask|ChildWorkflowExecution)(Started|Completed|Failed))$/;
const BEGINS = /^(ActivityTaskScheduled|StartChildWorkflowExecutionInitiated)$/;
const ENDS = /^(ActivityTask|ChildWorkflowExecution)(Completed|Failed|TimedOut|Canceled)$/;

/** Real milliseconds that something may take which surely happens. */
const PATIENCE_MS = 4000;
