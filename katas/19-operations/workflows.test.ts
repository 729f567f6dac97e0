import {
  count,
  dies,
  kata,
  list,
  type Faults,
  type Run,
  tableLines,
  type CallRecord,
  type RunOptions,
  type Tools,
} from '#kit';
import type { Assessment } from './services.ts';
import {
  ISLAND,
  MINUTE,
  NETWORK,
  OFFSHORE,
  SMALL,
  STATIONS,
  VALLEY,
  activitiesOf,
  answered,
  asked,
  askerOf,
  assessmentOf,
  attemptsTaken,
  confirmedAfter,
  diesOnce,
  lineDown,
  lines,
  metricLines,
  observatory,
  onlyTheIsland,
  putsOf,
  sorted,
  unread,
} from './world.ts';

const AT_ONCE = 4;
/** What one event may carry, and a whole history. */
const EVENT_BYTES = 4_000;
const HISTORY_BYTES = 20_000;

const operations = kata('operations', { services: observatory, queues: ['heavy'] });

operations.check(
  {
    id: 'publishes-the-quake',
    promise: 'what the stations felt is published once, and returned',
    hurts: 'Nothing else matters for a workflow that does not do its work.',
    read: 'still-running',
  },
  async (tools) => {
    for (const quake of [SMALL, OFFSHORE, VALLEY]) {
      mustPublish(tools, await assess(tools, { quake }), assessmentOf(quake.stations));
    }
  },
);

operations.check(
  {
    id: 'keeps-data-out',
    promise: 'a seismogram is in no event, neither whole nor in pieces',
    hurts:
      'The history holds it twice, as a result and as an input, and each replay loads it again. A new station sends 3 MB: that is refused outright, attempt after attempt.',
    read: 'large-payloads',
  },
  async (tools) => {
    const run = await assess(tools, {});
    const words = { expected: `No event carries more than ${EVENT_BYTES / 1000} kB.` };
    for (const one of run.tree) tools.expect(one, words).toHavePayloadsBelow(EVENT_BYTES);
    const events = run.tree.flatMap((one) => one.events);
    const bytes = events.reduce((sum, event) => sum + event.bytes, 0);
    if (bytes < HISTORY_BYTES) return;
    tools.fail(run, {
      expected: `All events of ${STATIONS.length} stations together carry less than ${HISTORY_BYTES / 1000} kB.`,
      happened: `They carry ${Math.round(bytes / 1000)} kB, in ${events.length} events.`,
      marked: (event) => event.bytes > 1000,
    });
  },
);

operations.check(
  {
    id: 'one-copy-each',
    promise: 'in the archive, each seismogram has one key of its own, in every attempt',
    hurts:
      'Under a key that two seismograms share, one quake is assessed with the other one’s waves. Under a key that is new in every attempt, each retry leaves a copy that nobody knows of.',
    read: 'keys',
  },
  async (tools) => {
    const when = `Two quakes are assessed. In ${OFFSHORE.id}, the Worker dies right after each seismogram is put into the archive.`;
    const faults = () => ({ 'archive.put': dies('after the effect') });
    const run = await assess(tools, { when, faults });
    const other = await assess(tools, { quake: VALLEY });
    const puts = [...putsOf(run), ...putsOf(other)];
    for (const [index, { whose, key }] of puts.entries()) {
      const twin = puts.find(
        (put, at) => at !== index && (put.key === key) !== (put.whose === whose),
      );
      if (!twin) continue;
      const lines = tableLines(
        puts.map((put) => [put.whose, '→', put.key]),
        (_, at) => at === index || puts[at] === twin,
      );
      tools.failData({
        when,
        expected: 'Each seismogram is put under one key, and under that key no other.',
        happened:
          twin.key === key
            ? `Two seismograms were put under the key '${key}'.`
            : `The seismogram of ${whose} was put under two keys.`,
        lines,
      });
    }
  },
);

operations.check(
  {
    id: 'heavy-on-heavy',
    promise: 'the search for waves runs on the task queue heavy, and nothing else does',
    hurts:
      'On an ordinary Worker, one search too many takes the memory of all that runs there. And a slow download that occupies one of the few heavy Workers keeps all other quakes waiting.',
    read: 'task-queues',
  },
  async (tools) => {
    const run = await assess(tools, {});
    // Calls of one moment come in any order; the history's is always the same.
    const place = (call: CallRecord) => askerOf(run, call)?.scheduled.id ?? 0;
    const calls = run.world.calls.toSorted((one, other) => place(one) - place(other));
    for (const call of calls) {
      const asker = askerOf(run, call);
      const heavy = call.name === 'analysis.findWaves';
      // The archive is quick: it may be asked from anywhere.
      if (!asker || call.name.startsWith('archive.')) continue;
      if ((asker.taskQueue === 'heavy') === heavy) continue;
      tools.fail(run, {
        expected: `${call.name} is called by an activity on ${heavy ? HEAVY : ORDINARY}.`,
        happened: `${asker.name} calls it, and event ${asker.scheduled.id} sends that to ${asker.taskQueue === 'heavy' ? HEAVY : ORDINARY}.`,
        marked: ({ id }) => id === asker.scheduled.id,
      });
    }
  },
);

const HEAVY = 'the task queue heavy';
const ORDINARY = 'the workflow’s own task queue';

operations.check(
  {
    id: 'never-more',
    promise: 'however many stations there are, no more than 4 activities are open at once',
    hurts:
      'A network of 150 stations puts 150 tasks into the queue at one stroke. Whatever comes after them waits, and the workflow that did it looks well.',
    read: 'batches-and-bounds',
  },
  async (tools) => {
    const run = await assess(tools, {
      quake: { id: '2031-11-02-plain', stations: NETWORK },
      when: `A quake is felt by ${NETWORK.length} stations.`,
    });
    const names = [...new Set(activitiesOf(run).map(({ name }) => name))];
    const words = { expected: `No more than ${AT_ONCE} activities are open at any time.` };
    for (const one of run.tree) tools.expect(one, words).toHaveAtMostAtOnce(AT_ONCE, names);
    tools.expect(run, words).toHaveAtMostAtOnceInAll(AT_ONCE, names);
    mustPublish(tools, run, assessmentOf(NETWORK));
  },
);

operations.check(
  {
    id: 'outages-leave-no-trace',
    promise:
      'a station that is back within an hour is read, one that is not is silent, and neither adds to the history',
    hurts:
      'On the day of a large outage, thousands of runs write a round of events for each try, all at once. The server and the Workers get slow when they are needed most.',
    read: 'retry-loops',
  },
  async (tools) => {
    const before = asked(await assess(tools, {})).length;
    await tools.each([back, gone], async (outage) => {
      const run = await assess(tools, outage);
      mustPublish(tools, run, assessmentOf(STATIONS, outage === gone ? [ISLAND] : []));
      mustNotGrow(tools, run, before);
    });
  },
);

operations.check(
  {
    id: 'waiting-costs-nothing',
    promise: 'waiting for the confirmation adds nothing to the history, however long it takes',
    hurts:
      'A round of timer and activity is eleven events. Once a minute, a weekend makes 30,000 of them; and at 51,200 the run is terminated.',
    read: 'polling-loops',
  },
  async (tools) => {
    const before = asked(await assess(tools, {})).length;
    const run = await assess(tools, late);
    mustPublish(tools, run, assessmentOf(STATIONS));
    mustNotGrow(tools, run, before);
  },
);

operations.check(
  {
    id: 'counts-stations',
    promise:
      'each station is counted once as read or as silent, whatever crashes, and under tags that stay few',
    hurts:
      'No run fails when stations fall silent, so no alert of the SDK’s own tells of it. A number that counts replays and repetitions is worse than none.',
    read: 'metrics',
  },
  async (tools) => {
    const run = await assess(tools, gone);
    const { when } = gone;
    const counted = (outcome: string) =>
      run.metrics
        .filter(
          ({ name, kind, tags }) =>
            name === 'stations' && kind === 'counter' && tags['outcome'] === outcome,
        )
        .reduce((sum, { value }) => sum + value, 0);
    const [read, silent] = [counted('read'), counted('silent')];
    if (read !== STATIONS.length - 1 || silent !== 1) {
      tools.failData({
        when,
        expected: `The counter stations says read ${count(STATIONS.length - 1)}, silent once.`,
        happened:
          metricLines(run, 'stations').length > 0
            ? `It says read ${count(read)}, silent ${count(silent)}.`
            : 'The workflow’s code added nothing to it.',
        lines: metricLines(run, 'stations'),
      });
    }
    const many = run.metrics.find(({ tags }) =>
      Object.values(tags).some((value) => String(value).includes(OFFSHORE.id) || value === run.id),
    );
    if (!many) return;
    tools.failData({
      when,
      expected: 'Tags take few values: two quakes have the same ones.',
      happened: `${many.name} has a tag with the name of this quake.`,
      lines: metricLines(run, many.name),
      hurts:
        'Each new value of a tag is a new time series, kept and paid for. One for each quake is more every day, and no alert can be set on any of them.',
    });
  },
);

operations.check(
  {
    id: 'measures',
    promise: 'how many attempts a download took, and how long a run took, are measured once each',
    hurts:
      'Retries hide trouble until they no longer help. Who sees the third attempt rise has a week to act; who sees only failures has none.',
    read: 'metrics',
  },
  async (tools) => {
    const run = await assess(tools, back);
    const { when } = back;
    const attempts = recorded(run, 'download_attempts');
    const taken = attemptsTaken(run);
    if (attempts.join() !== taken.join()) {
      tools.failData({
        when,
        expected: `The histogram download_attempts has a value for each station that was read: ${list(taken.map(String))}.`,
        happened: attempts.length > 0 ? `It has ${list(attempts.map(String))}.` : 'It has none.',
        lines: metricLines(run, 'download_attempts'),
      });
    }
    for (const one of [run, await assess(tools, late)]) {
      const times = recorded(one, 'assessment_time');
      const [time = NaN] = times;
      if (times.length === 1 && Math.abs(time - one.length) < MINUTE) continue;
      const minutes = Math.round(one.length / MINUTE);
      tools.fail(one, {
        expected: `The histogram assessment_time has one value: the ${minutes} minutes that the run took, in milliseconds.`,
        happened: times.length > 0 ? `It has ${list(times.map(inWords))}.` : 'It has none.',
      });
    }
  },
);

operations.check(
  {
    id: 'tells-what-is-pending',
    promise: 'while a run waits for stations, the query pending names them, and no others',
    hurts:
      'A run that says Running says nothing. At night somebody has to find out which of 150 lines to call, and a history shows what was asked, not what is missing.',
    read: 'pending',
  },
  async (tools) => {
    const when = `The line to ${ISLAND} is down. When all that works has been done, somebody asks what is pending.`;
    await assess(tools, { quake: SMALL });
    // In the middle: to count how many stations are left does not tell which.
    const [first = '', ...others] = STATIONS.filter((station) => station !== ISLAND);
    const quake = { ...OFFSHORE, stations: [first, ISLAND, ...others] };
    const open = await tools.start('assessQuake', [quake], {
      when,
      faults: { byName: { 'stations.download': lineDown({ down: ISLAND, back: 20 * MINUTE }) } },
    });
    await onlyTheIsland(tools, open);
    const due = unread(open);
    const answer = await open.query('pending').then(
      (told) => JSON.stringify(Array.isArray(told) ? told.map(String).toSorted() : told),
      (error: unknown) =>
        `with an error: ${(error instanceof Error ? error.message : String(error)).replace(/\.$/, '')}`,
    );
    await open.ends();
    if (answer === JSON.stringify(due.toSorted())) return;
    tools.failData({
      when,
      expected: `The query pending answers ${JSON.stringify(due)}: no waves are found there yet.`,
      happened: `It answered ${answer}.`,
    });
  },
);

operations.chaos(
  {
    promise: 'what the stations felt is published once, and returned',
    hurts: 'An assessment waits for a weekend, and Workers do not live that long.',
    read: 'still-running',
  },
  async (tools) => {
    const run = await tools.run('assessQuake', [SMALL], {
      when: `A quake is felt by ${list(SMALL.stations)}: ${SMALL.id}.`,
    });
    mustPublish(tools, run, assessmentOf(SMALL.stations));
  },
);

interface Case extends Pick<RunOptions, 'worker'> {
  readonly quake?: typeof OFFSHORE;
  readonly when?: string;
  /** Which line is down. */
  readonly outage?: Parameters<typeof lineDown>[0];
  /** What else goes wrong, by service. */
  readonly faults?: () => Faults['byName'];
}

const back = {
  when: `The line to ${ISLAND} is down for 20 minutes. The Worker dies after every workflow task.`,
  outage: { down: ISLAND, back: 20 * MINUTE },
  worker: 'lost',
} as const;
const gone = {
  when: `The line to ${ISLAND} is down for good. The Worker dies after every workflow task, and right after the first search for waves.`,
  outage: { down: ISLAND },
  faults: () => ({ 'analysis.findWaves': diesOnce() }),
  worker: 'lost',
} as const;
const late: Case = {
  when: 'The seismologist on duty confirms after 65 minutes.',
  faults: () => ({ 'duty.isConfirmed': confirmedAfter(65 * MINUTE) }),
};

/** One assessment. Equal ones are executed once. */
async function assess(tools: Tools, one: Case): Promise<Run> {
  const { quake = OFFSHORE, outage, faults, worker } = one;
  // What never works is told of the smallest quake: nothing is under way besides.
  if (quake !== SMALL) await assess(tools, { quake: SMALL });
  const when = one.when ?? `A quake is felt by ${list(quake.stations)}: ${quake.id}.`;
  return tools.run('assessQuake', [quake], {
    when,
    share: 'assessment',
    faults: { byName: { 'stations.download': lines(outage), ...faults?.() } },
    ...(worker ? { worker } : {}),
  });
}

function mustPublish({ expect, fail }: Tools, run: Run, due: Assessment): void {
  expect(run).toHaveCompleted();
  const calls = answered(run, 'bulletin.publish');
  const published = calls.map(({ input }) => input as Assessment);
  // Repeated because a Worker died, it is the same bulletin: the service knows the quake again.
  const times = new Set(calls.map(({ activityId }) => activityId)).size;
  const told = (assessment: Assessment) =>
    JSON.stringify({ waves: assessment.waves?.length, silent: assessment.silent });
  const wrong = [...published, run.result as Assessment].find(
    (assessment) => !isSame(assessment, due),
  );
  if (times === 1 && !wrong) return;
  fail(run, {
    expected: `One assessment is published and returned: waves of ${due.waves.length} stations, ${due.silent.length > 0 ? `and ${list(due.silent)} silent` : 'and none silent'}.`,
    happened:
      times === 1
        ? `Published or returned was ${wrong ? told(wrong) : 'nothing'}, in numbers.`
        : `bulletin.publish was called ${count(times)}.`,
  });
}

function isSame(one: unknown, due: Assessment): boolean {
  const { waves, silent } = (one ?? {}) as Partial<Assessment>;
  if (!Array.isArray(waves) || !Array.isArray(silent)) return false;
  const plain = waves.map(({ station, arrival, amplitude }) => ({ station, arrival, amplitude }));
  return JSON.stringify(sorted({ waves: plain, silent })) === JSON.stringify(sorted(due));
}

function mustNotGrow({ fail }: Tools, run: Run, before: number): void {
  const now = asked(run);
  if (now.length <= before) return;
  fail(run, {
    expected: `The workflow asks for ${before} activities and timers, as it does when nothing goes wrong.`,
    happened: `It asked for ${now.length}, and ${run.events.length} events were recorded.`,
    marked: (event) => now.slice(before).includes(event),
  });
}

/** The values of a histogram. */
function recorded(run: Run, histogram: string): number[] {
  return run.metrics
    .filter(({ name, kind }) => name === histogram && kind === 'histogram')
    .map(({ value }) => value)
    .toSorted((one, other) => one - other);
}

/** A time in milliseconds, as large as it is: a busy machine adds seconds of its own. */
function inWords(time: number): string {
  return time < MINUTE
    ? 'a value below 60,000, which is less than a minute'
    : `${Math.round(time / MINUTE)} minutes in milliseconds`;
}
