import type { ActivityReply, ActivityTask, RunRequest, Runtime } from '../../src/kit/runtime.ts';
import type { Recording } from '../../src/recording/recording.ts';
import { createActivities } from './toll-activities.ts';
import type { Passage, TollServices } from './toll-services.ts';
import { createRandom } from './toll-wrong-activities.ts';

const passage: Passage = { id: 'bridge-2-0417', plate: 'KX 204', cents: 480 };

type Activities = ReturnType<typeof createActivities>;

/** The services of one road. They keep their promises. */
function openRoad(): TollServices {
  const receipts = new Map<string, string>();
  const rows = new Map<string, string>();
  let debits = 0;
  return {
    accounts: {
      async debit({ key }) {
        const receipt = (key && receipts.get(key)) ?? `debit ${(debits += 1)}`;
        if (key) receipts.set(key, receipt);
        return { receipt };
      },
      async statement() {
        return [];
      },
    },
    passages: {
      async insert({ id, receipt }) {
        if (rows.has(id)) throw Object.assign(new Error('taken'), { name: 'UniqueViolation' });
        rows.set(id, receipt);
      },
      async upsert({ id, receipt }) {
        rows.set(id, receipt);
      },
    },
  };
}

/** Runs the lesson's own activities, each run on a road of its own. */
function road(make: (services: TollServices) => Activities = createActivities) {
  const roads = new Map<string, Activities>();
  return async ({ run, name, args }: ActivityTask): Promise<ActivityReply> => {
    const activities = roads.get(run) ?? make(openRoad());
    roads.set(run, activities);
    const activity = activities[name as keyof Activities] as (...given: unknown[]) => unknown;
    return { kind: 'completed', result: await activity(...args) };
  };
}

/** The debit is made, and its first reply is lost. */
function replyLost(perform: ReturnType<typeof road>) {
  return async (task: ActivityTask): Promise<ActivityReply> => {
    const reply = await perform(task);
    return task.name === 'debit' && task.attempt === 1 ? { kind: 'lost' } : reply;
  };
}

/** The other camera asks for the same run while this one is open. */
async function askAgain(runtime: Runtime, run: string): Promise<void> {
  const again: RunRequest = { id: run, workflow: 'billPassage', args: [passage], worker: 'kept' };
  const refused = await runtime.start(again).then(
    () => false,
    () => true,
  );
  if (!refused) throw new Error('The second start was not refused.');
}

export const recordings: readonly Recording[] = [
  {
    file: 'reply-lost',
    title: 'The debit’s reply is lost, and its key is the passage',
    about: 'The account service is asked twice. It debits once.',
    code: 'toll.ts',
    workflow: 'billPassage',
    args: [passage],
    perform: replyLost(road()),
  },
  {
    file: 'random-key',
    title: 'The debit’s reply is lost, and its key is random (wrong)',
    about: 'The account service is asked twice, and debits twice.',
    code: 'toll.ts',
    workflow: 'billPassage',
    args: [passage],
    perform: replyLost(
      road((services) => ({ ...createActivities(services), ...createRandom(services) })),
    ),
  },
  {
    file: 'one-attempt',
    title: 'The debit’s reply is lost, and there is one attempt (wrong)',
    about: 'The account was debited. The run does not know it.',
    code: 'toll-wrong.ts',
    workflow: 'billOnce',
    args: [passage],
    perform: replyLost(road()),
  },
  {
    file: 'seen-twice',
    title: 'Two cameras see one lorry',
    about: 'While the run is open, the second camera asks for a run of the same id. It is refused.',
    code: 'toll.ts',
    workflow: 'billPassage',
    args: [passage],
    perform: road(),
    meanwhile: askAgain,
  },
];
