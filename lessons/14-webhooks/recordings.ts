import type { ActivityReply, ActivityTask, Runtime } from '../../src/kit/runtime.ts';
import type { Recording } from '../../src/recording/recording.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

function obliging(): ActivityReply {
  return { kind: 'completed', result: null };
}

/** Customs sends notices, so many hours after the start. */
function notices(...all: readonly { hour: number; id: string; stage: string }[]) {
  return async (runtime: Runtime, run: string) => {
    await runtime.resting(run, 0);
    let passed = 0;
    for (const { hour, id, stage } of all) {
      await runtime.passTime((hour - passed) * HOUR_MS);
      passed = hour;
      await runtime.resting(run, 0);
      await runtime.update(run, 'notify', [{ id, stage }]);
    }
  };
}

/** Lets a notice come while `declare` is under way; a refusal is the sender's to deal with. */
function earlyNotice() {
  const runs = new Map<
    string,
    { asked: PromiseWithResolvers<void>; heard: PromiseWithResolvers<void> }
  >();
  const of = (run: string) => {
    const known = runs.get(run) ?? {
      asked: Promise.withResolvers(),
      heard: Promise.withResolvers(),
    };
    runs.set(run, known);
    return known;
  };
  return {
    async perform({ name, run }: ActivityTask): Promise<ActivityReply> {
      if (name === 'declare') {
        of(run).asked.resolve();
        await of(run).heard.promise;
      }
      return obliging();
    },
    async meanwhile(runtime: Runtime, run: string) {
      await of(run).asked.promise;
      await runtime.update(run, 'notify', [{ id: 'n-1', stage: 'released' }]).catch(() => null);
      of(run).heard.resolve();
    },
  };
}

/**
 * The scanner takes its orders and says nothing for so many minutes. Then it completes the first
 * attempt that it was given, and the latest.
 */
function scanner(minutes: number) {
  const runs = new Map<string, string[]>();
  return {
    perform({ run, token }: ActivityTask): ActivityReply {
      runs.set(run, [...(runs.get(run) ?? []), token]);
      return { kind: 'pending' };
    },
    async meanwhile(runtime: Runtime, run: string) {
      await runtime.resting(run, 0);
      await runtime.passTime(minutes * MINUTE_MS);
      const attempts = runs.get(run) ?? [];
      const reply: ActivityReply = { kind: 'completed', result: 'nothing odd' };
      for (const attempt of attempts) {
        const took = await runtime.answerFor(attempt, reply);
        // The page says so: what belongs to an earlier attempt is refused.
        if (took !== (attempt === attempts.at(-1))) throw new Error(`It was ${String(took)}.`);
      }
    },
  };
}

const clear = { code: 'clearance.ts', workflow: 'clearGoods', args: ['shipment-7'] };
const inspect = { code: 'scan.ts', workflow: 'inspect', args: ['container-3'] };

export const recordings: readonly Recording[] = [
  {
    ...clear,
    file: 'cleared',
    title: 'Two notices',
    about: 'Customs inspects the shipment after a day, and releases it after two.',
    perform: obliging,
    meanwhile: notices(
      { hour: 24, id: 'n-1', stage: 'inspected' },
      { hour: 48, id: 'n-2', stage: 'released' },
    ),
  },
  {
    ...clear,
    file: 'early',
    title: 'Faster than its own reply',
    about: 'Customs calls the webhook while the activity that declares is still under way.',
    ...earlyNotice(),
  },
  {
    ...clear,
    file: 'repeated',
    title: 'The same notice twice',
    about: 'The notice “inspected” is sent again an hour later. Then the shipment is released.',
    perform: obliging,
    meanwhile: notices(
      { hour: 24, id: 'n-1', stage: 'inspected' },
      { hour: 25, id: 'n-1', stage: 'inspected' },
      { hour: 48, id: 'n-2', stage: 'released' },
    ),
  },
  {
    code: 'clearance-wrong.ts',
    workflow: 'clearLate',
    args: ['shipment-7'],
    file: 'nobody-listens',
    title: 'Nobody listens yet (wrong)',
    about: 'The notice comes while the activity is under way, and the handler is set up after it.',
    ...earlyNotice(),
  },
  {
    ...inspect,
    file: 'scanned',
    title: 'A scan that takes 50 minutes',
    about: 'The activity has returned at once. The scanner completes it 50 minutes later.',
    ...scanner(50),
  },
  {
    ...inspect,
    file: 'silent-scan',
    title: 'A scan without a heartbeat',
    about:
      'Nothing is heard for an hour, so a second attempt begins. After 90 minutes it is completed.',
    ...scanner(90),
  },
];
