import {
  dies,
  duration,
  ending,
  firstAttempts,
  flaky,
  kata,
  late,
  list,
  type CallRecord,
  type Fault,
  type Run,
  type RunOptions,
  type Tools,
} from '#kit';
import {
  LARGE,
  SMALL,
  callLines,
  chunkList,
  chunkOf,
  dueReport,
  observatory,
  readAgain,
  readsOf,
  wrongStars,
} from './world.ts';

const MINUTE = 60_000;
/** The longest that a read may take, and that it then may go unnoticed. */
const NOTICED = 20 * MINUTE;

const heartbeats = kata('heartbeats', { services: observatory });

heartbeats.check(
  {
    id: 'imports-the-file',
    promise: 'every readable star is in the catalogue once, and the report says what was found',
    hurts: 'An import that leaves something out, or reports something else, is not to be trusted.',
    read: 'in-code',
  },
  async (tools) => {
    const run = await undisturbed(tools);
    tools.expect(run).toHaveCompleted();
    mustHaveAll(tools, run);
    mustHaveNoDoubles(tools, run);
    mustReport(tools, run);
  },
);

heartbeats.check(
  {
    id: 'keeps-history-small',
    promise: 'the history of the workflow does not grow with the file',
    hurts:
      'A workflow has room for 51,200 events. With 10,000 chunks, an activity for each is more than that, and the server ends the run in the middle.',
    read: 'one-activity-or-many',
  },
  async (tools) => {
    const small = await undisturbed(tools);
    const large = await tools.run('importFile', [LARGE], {
      when: 'A file of 16 chunks is imported, instead of one of 6.',
    });
    tools.expect(large).toHaveCompleted();
    const [few, many] = [small.events.length, large.events.length];
    if (many <= few + 12) return;
    tools.fail(large, {
      expected: 'The history of the larger file is about as long.',
      happened: `It has ${many} events; with 6 chunks it had ${few}.`,
    });
  },
);

heartbeats.check(
  {
    id: 'takes-its-time',
    promise: 'as long as chunk follows chunk, an import may take hours',
    hurts:
      'A healthy import that is broken off begins again somewhere, and is broken off again. It may never come to an end.',
    read: 'two-clocks',
  },
  async (tools) => {
    const run = await tools.run('importFile', [LARGE], {
      when: 'The tape winds a lot: each of the 16 chunks takes nearly five minutes.',
      faults: { byName: { 'archive.read': windsALot() } },
    });
    tools.expect(run).toHaveCompleted();
    if (readAgain(run).length === 0) return;
    const second = run.world.calls.find(({ attempt }) => attempt > 1);
    tools.fail(run, {
      expected: 'Nothing went wrong, so every chunk is read once, in one go.',
      happened: `The first attempt was broken off. ${since(run, second)} after the import had begun, another one was at work.`,
    });
  },
);

heartbeats.check(
  {
    id: 'notices-trouble',
    promise: 'a Worker that dies, and a read that hangs, are noticed within minutes',
    hurts:
      'Nobody tells the server that a Worker is gone. If the only limit is the one for the whole file, the import stands still for a day, and its run is Running.',
    read: 'progress-not-a-pulse',
  },
  async (tools) => {
    const slow = late({ by: 4 * MINUTE });
    const cases: { file: string; when: string; trouble: Fault }[] = [
      {
        file: SMALL,
        when: 'Each read takes four minutes. In the middle of the 4th, the Worker dies.',
        trouble: firstAttempts(1, async (task, _, world) => {
          await world.passTime(task, MINUTE);
          return { kind: 'lost' };
        }),
      },
      {
        // Long enough for the late answer to come while the import goes on.
        file: LARGE,
        when: 'Each read takes four minutes. The 4th hangs, and the Worker is well.',
        trouble: firstAttempts(1, late({ by: NOTICED + 8 * MINUTE })),
      },
    ];
    const fourth = (await readAt(tools, 4))?.id ?? '';
    await tools.each(cases, async ({ file, when, trouble }) => {
      const byId = new Map([[fourth, trouble]]);
      const faults = { byName: { 'archive.read': slow }, byId };
      const run = await tools.run('importFile', [file], { when, faults });
      const { calls } = run.world;
      const index = calls.findIndex(({ id }) => id === fourth);
      const [read, next] = [calls[index], calls[index + 1]];
      const gap = (next?.at ?? Infinity) - (read?.at ?? 0);
      if (gap > NOTICED) {
        tools.fail(run, {
          expected: 'At most 20 minutes after this read began, the import goes on.',
          happened: `It went on ${duration(Math.floor(gap / 1000) * 1000)} later.`,
          lines: callLines(run, { marked: (call) => call === read || call === next }),
        });
      }
      tools.expect(run).toHaveCompleted();
    });
  },
);

heartbeats.check(
  {
    id: 'goes-on',
    promise: 'the next attempt goes on where the last one was, wherever that died',
    hurts:
      'An import of a day that begins anew after every death takes two days on a bad night, and with a deployment a day it never ends.',
    read: 'begin-with-what-the-last-attempt-said',
  },
  async (tools) => {
    await tools.each(await deaths(tools), async (options) => {
      const run = await dying(tools, options);
      const again = readAgain(run);
      // One that was in hand, and one whose heartbeat did not arrive, or that was read ahead.
      if (again.length <= 2) return;
      tools.fail(run, {
        expected: 'At most two chunks are read again.',
        happened: `${again.length} chunks were read again: ${list(again.map(String))}.`,
        lines: callLines(run, { marked: (call) => call.attempt > 1 && isAgain(run, call) }),
      });
    });
  },
);

heartbeats.check(
  {
    id: 'skips-nothing',
    promise: 'whatever goes wrong, and whenever, no star is left out',
    hurts:
      'The hole is somewhere in ten thousand chunks, and the run is Completed. Nobody will look for it.',
    read: 'after-the-work',
  },
  async (tools) => {
    const down: RunOptions = {
      when: 'The archive is down for a moment when chunk 4 is read.',
      faults: await atRead(tools, 4, flaky('Unavailable', 'try later', { times: 1 })),
    };
    const worse: RunOptions = {
      when: 'A bad night: whenever a chunk is read for the first time, the Worker dies.',
      faults: { byName: { 'archive.read': diesAtEachChunk() } },
    };
    await tools.each([...(await deaths(tools)), down, worse], async (options) => {
      mustHaveAll(tools, await dying(tools, options));
    });
  },
);

heartbeats.check(
  {
    id: 'adds-once',
    promise: 'no star is added twice, even if the last heartbeats were lost',
    hurts:
      'Heartbeats are not sent one by one, so the last ones die with the Worker. What was done after them is done again, and must not count twice.',
    read: 'heartbeats-that-nobody-heard',
  },
  async (tools) => {
    const cases = [
      ...(await deaths(tools)).map((options) => ({ options, lost: 0 })),
      ...(await unheard(tools)),
    ];
    await tools.each(cases, async ({ options, lost }) => {
      const run = await dying(tools, options);
      mustHaveNoDoubles(tools, run, lost);
      mustHaveAll(tools, run, lost);
    });
  },
);

heartbeats.check(
  {
    id: 'reports-right',
    promise: 'the report is the same, however many attempts it took',
    hurts:
      'The number that is checked against the archive’s own is that of the last attempt. It is wrong exactly in the nights in which somebody looks at it.',
    read: 'what-an-attempt-knows',
  },
  async (tools) => {
    const cases = [
      ...(await deaths(tools)).map((options) => ({ options, lost: 0 })),
      ...(await unheard(tools)),
    ];
    await tools.each(cases, async ({ options, lost }) => {
      mustReport(tools, await dying(tools, options), lost);
    });
  },
);

heartbeats.check(
  {
    id: 'ends-when-stopped',
    promise:
      'a cancelled import ends as Canceled when nobody works on it any more, or as Completed when it was through',
    hurts:
      'A run that has ended is taken at its word. Half a file passes for a whole one, or rows that were just cleaned up come back.',
    read: 'told-to-stop',
  },
  async (tools) => {
    await cancelled(tools, (run) => {
      const open = run.activities.find(({ outcome }) => outcome === 'open');
      if (open) {
        tools.fail(run, {
          expected: 'The workflow ends when the activity has stopped.',
          happened: `${open.name} (event ${open.scheduled.id}) was still at work when the workflow ended.`,
          marked: ({ id }) => id === open.scheduled.id || id === run.events.at(-1)?.id,
        });
      }
      const { missing } = wrongStars(run, SMALL);
      if (run.state === 'cancelled' || (run.state === 'completed' && missing.length === 0)) return;
      tools.fail(run, {
        expected: 'The workflow ends as Canceled, unless the whole file was imported by then.',
        happened: `It ${ending(run)}. The catalogue lacks ${chunkList(missing)}.`,
        lines: callLines(run),
      });
    });
  },
);

heartbeats.check(
  {
    id: 'stops-when-cancelled',
    promise: 'when the import is cancelled, the reading stops soon',
    hurts:
      'Somebody saw that it is the wrong file, and cancelled. It is imported to its end all the same, and the tape drive is busy for the night.',
    read: 'how-a-cancel-arrives',
  },
  async (tools) => {
    await cancelled(tools, (run, during) => {
      // Who is still at work when the run ends is the business of the check before.
      if (run.activities.some(({ outcome }) => outcome === 'open')) return;
      const reads = readsOf(run);
      const after = reads.slice(reads.findIndex(({ id }) => id === during?.id) + 1);
      // Whoever reads ahead has more in hand.
      if (after.length <= 3) return;
      tools.fail(run, {
        expected: 'After the chunk that is in hand, at most one more is read.',
        happened: `${after.length} more were read: ${list(after.map((call) => String(chunkOf(call))))}.`,
        marked: ({ type }) => type.endsWith('CancelRequested'),
        lines: callLines(run, { marked: (call) => after.includes(call) }),
      });
    });
  },
);

heartbeats.chaos(
  {
    promise: 'every readable star is in the catalogue once, and the report is right',
    hurts:
      'An import of a day meets a deployment in the middle. What it had copied by then must count.',
    read: 'begin-with-what-the-last-attempt-said',
  },
  async (tools) => {
    const run = await tools.run('importFile', [SMALL], { when: 'A file of 6 chunks is imported.' });
    tools.expect(run).toHaveCompleted();
    mustHaveAll(tools, run);
    mustHaveNoDoubles(tools, run);
    mustReport(tools, run);
  },
);

/** An import of the small file in which nothing goes wrong. */
function undisturbed({ run }: Tools): Promise<Run> {
  return run('importFile', [SMALL], { share: 'an import' });
}

/** An import with deaths; equal ones are executed once. */
function dying({ run }: Tools, options: RunOptions): Promise<Run> {
  return run('importFile', [SMALL], { ...options, share: 'a death' });
}

async function readAt(tools: Tools, chunk: number): Promise<CallRecord | undefined> {
  return readsOf(await undisturbed(tools)).find((call) => chunkOf(call) === chunk);
}

async function atRead(tools: Tools, chunk: number, fault: Fault) {
  const id = (await readAt(tools, chunk))?.id ?? '';
  return { byId: new Map([[id, fault]]) };
}

/** An import for each moment at which its Worker may die: after each call and each heartbeat. */
async function deaths(tools: Tools): Promise<RunOptions[]> {
  const { calls, beats } = (await undisturbed(tools)).world;
  const moments = [
    ...calls.slice(0, 14).map((call) => ({ call, moment: momentOf(call) })),
    ...beats.slice(0, 8).map((call, index) => ({
      call,
      moment: `right after heartbeat ${index + 1} arrived`,
    })),
  ];
  return moments.map(({ call, moment }) => ({
    when: `The Worker dies ${moment}.`,
    faults: { byId: new Map([[call.id, dies('after the effect')]]) },
  }));
}

function momentOf(call: CallRecord): string {
  if (call.name === 'archive.open') return 'right after the file was opened';
  const chunk = chunkOf(call) ?? '?';
  return call.name === 'archive.read'
    ? `right after chunk ${chunk} was read`
    : `right after the stars of chunk ${chunk} were added`;
}

/** Deaths with which heartbeats are lost: some, and all. */
async function unheard(tools: Tools): Promise<{ options: RunOptions; lost: number }[]> {
  const { calls } = (await undisturbed(tools)).world;
  const adds = calls.filter(({ name }) => name === 'catalogue.add');
  return [2, 99].flatMap((lost) =>
    adds.slice(3, 5).map((call) => ({
      lost,
      options: {
        when: `The Worker dies ${momentOf(call)}, and ${lost === 99 ? 'none of its heartbeats had been sent' : `its last ${lost} heartbeats had not been sent`}.`,
        faults: { lostBeats: lost, byId: new Map([[call.id, dies('after the effect')]]) },
      },
    })),
  );
}

/**
 * Each read takes nearly five minutes. An import that is broken off again and again would never
 * end; so from the second attempt on, the tape is quicker, and the first attempt soon runs out.
 */
function windsALot(): Fault {
  let brokenOff = false;
  return async (task, act, world) => {
    brokenOff ||= task.attempt > 1;
    if (!brokenOff) return late({ by: 5 * MINUTE - 10_000 })(task, act, world);
    return task.attempt > 1 ? late({ by: 25_000 })(task, act, world) : act();
  };
}

/** The Worker dies at the first read of every chunk. */
function diesAtEachChunk(): Fault {
  const seen = new Set<unknown>();
  return async ({ args: [request] }, act) => {
    const { chunk } = (request ?? {}) as { chunk?: number };
    if (seen.has(chunk)) return act();
    seen.add(chunk);
    return { kind: 'lost' };
  };
}

/** Cancels the import while each chunk is read in turn. */
function cancelled(
  { cancelEverywhere }: Tools,
  judge: (run: Run, during: CallRecord | undefined) => void,
): Promise<void> {
  const subject = {
    workflow: 'importFile',
    args: [SMALL],
    steps: ['archive.read'],
    options: { share: 'an import' },
  };
  return cancelEverywhere(subject, (run, step) => judge(run, step?.call));
}

function mustHaveAll({ fail }: Tools, run: Run, lost = 0): void {
  const { missing } = wrongStars(run, SMALL);
  if (missing.length === 0) return;
  fail(run, {
    expected: 'The stars of every chunk but the damaged one are in the catalogue.',
    happened: `It lacks those of ${chunkList(missing)}, and the workflow ${ending(run)}.`,
    lines: callLines(run, { lost, marked: (call) => missing.includes(chunkOf(call) ?? 0) }),
  });
}

function mustHaveNoDoubles({ fail }: Tools, run: Run, lost = 0): void {
  const { doubled } = wrongStars(run, SMALL);
  if (doubled.length === 0) return;
  fail(run, {
    expected: 'Every star is in the catalogue once.',
    happened: `Those of ${chunkList(doubled)} are in it more than once.`,
    lines: callLines(run, {
      lost,
      marked: (call) => call.name === 'catalogue.add' && doubled.includes(chunkOf(call) ?? 0),
    }),
  });
}

function mustReport({ expect, fail }: Tools, run: Run, lost = 0): void {
  expect(run).toHaveCompleted();
  const due = dueReport(SMALL);
  const { stars, damaged } = (run.result ?? {}) as Partial<typeof due>;
  if (stars === due.stars && JSON.stringify(damaged) === JSON.stringify(due.damaged)) return;
  fail(run, {
    expected: `The report says: ${due.stars} stars; damaged is ${chunkList(due.damaged)}.`,
    happened: `The workflow returned ${JSON.stringify(run.result) ?? 'nothing'}.`,
    lines: callLines(run, { lost }),
  });
}

function since(run: Run, call: CallRecord | undefined): string {
  return duration(Math.floor(((call?.at ?? run.began) - run.began) / 1000) * 1000);
}

function isAgain(run: Run, call: CallRecord): boolean {
  return call.name === 'archive.read' && readAgain(run).includes(chunkOf(call) ?? 0);
}
