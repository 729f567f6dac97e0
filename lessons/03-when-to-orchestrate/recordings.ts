import type { ActivityReply, ActivityTask, Runtime } from '../../src/kit/runtime.ts';
import type { Recording } from '../../src/recording/recording.ts';
import type { Pass } from './resort-activities.ts';

const pass: Pass = { id: 'pass-3112', price: 58, skier: 'skier@example.org' };

/** The resort's systems do as they are told. */
function obliging(task: ActivityTask): ActivityReply {
  return { kind: 'completed', result: task.name === 'lookUpPass' ? { valid: true } : undefined };
}

/** The Worker dies when the pass is void, before anybody hears of it. */
function diesAfterVoiding(task: ActivityTask): ActivityReply {
  return task.name === 'voidPass' && task.attempt === 1 ? { kind: 'lost' } : obliging(task);
}

/** The sensor tells the speed, again and again; the workflow goes to sleep in between. */
async function readings(runtime: Runtime, run: string): Promise<void> {
  for (const reading of [5, 5, 0]) {
    const last = (await runtime.resting(run, 0)).at(-1)?.id ?? 0;
    await runtime.signal(run, 'speed', [reading]);
    await runtime.resting(run, last);
  }
}

export const recordings: readonly Recording[] = [
  {
    file: 'refund',
    title: 'A refund in which every process dies',
    about:
      'The Worker’s memory is lost after every workflow task, and once while the pass is made void.',
    code: 'storm.ts',
    workflow: 'refundPass',
    args: [pass],
    worker: 'lost',
    perform: diesAfterVoiding,
  },
  {
    file: 'gate',
    title: 'A turnstile asks (wrong)',
    about: 'One look-up, made durable.',
    code: 'gate.ts',
    workflow: 'mayPass',
    args: [{ id: pass.id }],
    perform: obliging,
  },
  {
    file: 'lift',
    title: 'A sensor talks to a workflow (wrong)',
    about: 'Three readings of a rope’s speed, each sent as a signal.',
    code: 'lift.ts',
    workflow: 'watchLift',
    args: [],
    perform: obliging,
    meanwhile: readings,
  },
];
