import type { ActivityReply, ActivityTask, HistoryEvent, Runtime } from '../../src/kit/runtime.ts';
import type { Recording } from '../../src/recording/recording.ts';

const done: ActivityReply = { kind: 'completed', result: undefined };

/** Gates of runs in which the coils take long to melt. */
const gates = new Map<string, PromiseWithResolvers<void>>();

function gate(run: string): PromiseWithResolvers<void> {
  const known = gates.get(run) ?? Promise.withResolvers<void>();
  gates.set(run, known);
  return known;
}

async function perform({ name, run }: ActivityTask): Promise<ActivityReply> {
  if (name === 'melt') await gate(run).promise;
  return done;
}

/** Sends a reading, and waits until the workflow has dealt with it. */
async function reads(runtime: Runtime, run: string, id: number, celsius = -20): Promise<void> {
  const before = await written(runtime, run);
  await runtime.signal(run, 'reading', [{ id: `r-${id}`, celsius }]);
  await rests(runtime, run, before);
}

/** Asks for a defrost, and waits until it is accepted. Its answer comes later, or never. */
async function defrosts(runtime: Runtime, run: string): Promise<void> {
  const before = await written(runtime, run);
  void runtime.update(run, 'defrost', []).catch(() => undefined);
  await rests(runtime, run, before);
}

async function written(runtime: Runtime, run: string): Promise<number> {
  return Object.values(await runtime.histories(run)).flat().length;
}

/** Waits until more is written, and nothing more happens by itself. */
async function rests(runtime: Runtime, run: string, after = 0): Promise<void> {
  const latest = performance.now() + 8000;
  for (;;) {
    const chain = Object.values(await runtime.histories(run));
    if (isResting(chain.at(-1) ?? []) && chain.flat().length > after) return;
    if (performance.now() > latest) throw new Error(`${run} does not come to rest.`);
    await new Promise((resolve) => setTimeout(resolve, 3));
  }
}

function isResting(events: readonly HistoryEvent[]): boolean {
  const last = events.at(-1)?.type ?? '';
  if (/^WorkflowExecution(Completed|Failed)$/.test(last)) return true;
  const task = events.findLast(({ type }) => type.startsWith('WorkflowTask'));
  const ringing =
    events.filter(({ type, name }) => type === 'ActivityTaskScheduled' && name === 'ring').length >
    events.filter(({ type, of }) => type === 'ActivityTaskCompleted' && isRing(events, of)).length;
  return (
    task?.type === 'WorkflowTaskCompleted' && last !== 'WorkflowExecutionContinuedAsNew' && !ringing
  );
}

function isRing(events: readonly HistoryEvent[], id: number | undefined): boolean {
  return events.some((event) => event.id === id && event.name === 'ring');
}

/** A warm freezer, then a cold one; the last reading of the first run is sent twice. */
async function twoRuns(runtime: Runtime, run: string): Promise<void> {
  await rests(runtime, run);
  await reads(runtime, run, 1);
  await reads(runtime, run, 2, -12);
  await reads(runtime, run, 3, -11);
  await reads(runtime, run, 3, -11);
  await reads(runtime, run, 4);
  await runtime.signal(run, 'scrap', []);
}

const freezer: Pick<Recording, 'code' | 'workflow' | 'args' | 'perform'> = {
  code: 'freezer.ts',
  workflow: 'freezer',
  args: [{ name: 'freezer-12', eventsPerRun: 20 }],
  perform,
};

export const recordings: readonly Recording[] = [
  {
    ...freezer,
    file: 'first-run',
    title: 'The first run',
    about: 'The second reading is too warm, and so is the third.',
    member: '',
    meanwhile: twoRuns,
  },
  {
    ...freezer,
    file: 'second-run',
    title: 'The second run',
    about: 'The third reading comes again. Then a cold one comes, and the freezer is scrapped.',
    member: 'run2',
    meanwhile: twoRuns,
  },
  {
    ...freezer,
    file: 'waits',
    title: 'A new run is due in the middle of a defrost',
    about: 'The coils are still warm while five readings come.',
    member: '',
    async meanwhile(runtime, run) {
      await rests(runtime, run);
      await defrosts(runtime, run);
      for (const id of [1, 2, 3, 4, 5]) await reads(runtime, run, id);
      const before = await written(runtime, run);
      gate(run).resolve();
      await rests(runtime, run, before);
      await runtime.signal(run, 'scrap', []);
    },
  },
  {
    file: 'cut-off',
    title: 'Continued too early (wrong)',
    about: 'The same, with a workflow that does not wait for its handlers.',
    code: 'freezer-hasty.ts',
    workflow: 'freezerHasty',
    args: ['freezer-12', 0],
    perform,
    member: '',
    async meanwhile(runtime, run) {
      await rests(runtime, run);
      await defrosts(runtime, run);
      for (const id of [1, 2, 3]) await reads(runtime, run, id);
      gate(run).resolve();
    },
  },
  {
    file: 'caught',
    title: 'Caught (wrong)',
    about: 'Two readings come.',
    code: 'freezer-caught.ts',
    workflow: 'freezerCaught',
    args: [0],
    perform,
    async meanwhile(runtime, run) {
      await rests(runtime, run);
      for (const id of [1, 2]) await reads(runtime, run, id);
    },
  },
  {
    file: 'from-handler',
    title: 'Continued from a handler (wrong)',
    about: 'A reading comes, and then a defrost, whose handler continues as new.',
    code: 'freezer-handler.ts',
    workflow: 'freezerHandler',
    args: [0],
    perform,
    member: '',
    async meanwhile(runtime, run) {
      await rests(runtime, run);
      await reads(runtime, run, 1);
      const before = await written(runtime, run);
      // The test server tells the sender nothing, so nobody waits for an answer.
      void runtime.update(run, 'defrost', []).catch(() => undefined);
      await rests(runtime, run, before);
      await runtime.signal(run, 'scrap', []);
    },
  },
];
