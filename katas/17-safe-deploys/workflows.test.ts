import { cutAfter, kata, type Tools } from '#kit';
import type { Adoption, WaitsFor, WaysBack } from './adoptions.ts';
import type { Changes, Way } from './changes.ts';
import foster from './histories/foster.json' with { type: 'json' };
import v1 from './histories/v1.json' with { type: 'json' };
import v2 from './histories/v2.json' with { type: 'json' };
import v3 from './histories/v3.json' with { type: 'json' };
import v4 from './histories/v4.json' with { type: 'json' };
import { ADOPTIONS, CASES, REACHES, shelter, SPARES, type Case } from './world.ts';

type Step = keyof WaitsFor;
type History = typeof v1 | typeof v2 | typeof v3 | typeof v4;

const VISITED = ['reserve', 'visitHome', 'handOver', 'register'];
const deploys = kata('safe-deploys', { services: shelter });

deploys.check(
  {
    id: 'step-two-takes-the-visited',
    promise: 'step 2 visits every new home, and takes over adoptions that were visited before it',
    hurts:
      'Every adoption of the last month has the marker of the patch. If step 2 can’t replay one of them, it can’t replay any.',
    read: 'gone-too-early',
  },
  async (tools) => {
    await tools.replays(v2, {
      as: 'adoptStep2',
      when: 'An adoption that was visited under the code of today goes on under your step 2.',
    });
    await mustVisit(tools, 'adoptStep2');
    await tools.replays(v3, {
      as: 'adoptStep2',
      when: 'An adoption that was visited under an earlier deployment of step 2 goes on under yours.',
    });
  },
);

deploys.check(
  {
    id: 'step-two-has-one-way',
    promise: 'step 2 has no way without a visit left',
    hurts:
      'A patch is retired to have one way less to read and to test. With both ways still there, nothing is won, and the next step is no safer.',
    read: 'the-life-of-a-patch',
  },
  async ({ refuses }) => {
    await refuses(v1, {
      as: 'adoptStep2',
      when: 'An adoption from before the visits, handed over without one, is replayed by your step 2.',
      expected: 'Step 2 has no such way, and refuses it.',
    });
  },
);

deploys.check(
  {
    id: 'step-three-follows-step-two',
    promise: 'step 3 takes over whatever step 2 has recorded, and visits every new home',
    hurts:
      'Step 2 is there for one thing: to leave histories that can do without it. If step 3 can’t replay them, the way out is no shorter than before.',
    read: 'the-life-of-a-patch',
  },
  async (tools) => {
    await tools.replays(v3, {
      as: 'adoptStep3',
      when: 'An adoption that was visited under step 2 goes on under your step 3.',
    });
    await mustVisit(tools, 'adoptStep3');
    const { id } = await mustVisit(tools, 'adoptStep2');
    await tools.replays(await tools.suite.runtime.recording(id), {
      as: 'adoptStep3',
      when: 'A new adoption runs under your step 2. Then your step 3 is deployed, and replays it.',
    });
  },
);

deploys.check(
  {
    id: 'step-three-is-free-of-the-patch',
    promise: 'step 3 knows nothing of the patch any more',
    hurts:
      'What is never taken out stays for years: an id that nobody dares to touch, two events in each new run, and a reader who asks what it guards.',
    read: 'the-life-of-a-patch',
  },
  async (tools) => {
    await tools.refuses(v2, {
      as: 'adoptStep3',
      when: 'An adoption that was visited under the code of today is replayed by your step 3.',
      expected: 'Step 3 does not ask for the patch, and refuses its marker.',
    });
    const run = await mustVisit(tools, 'adoptStep3');
    tools.expect(run).toHaveRecorded('MarkerRecorded', 0);
  },
);

deploys.check(
  {
    id: 'nobody-is-stranded',
    promise: 'no adoption that your plan lets stay open is stopped by a step',
    hurts:
      'It says Running, and nothing happens: the family has the dog, and nobody will ever write down that it is theirs.',
    read: 'who-must-be-gone',
  },
  async (tools) => {
    const plan = await tools.exported<WaitsFor>('waitsFor');
    const gone = mustBeDecided(tools, plan.adoptStep2, 'waitsFor.adoptStep2');
    const later = mustBeDecided(tools, plan.adoptStep3, 'waitsFor.adoptStep3');
    await mustTake(tools, 'adoptStep2', gone);
    await mustTake(tools, 'adoptStep3', [...gone, ...later]);
  },
);

deploys.check(
  {
    id: 'nobody-waits-for-nothing',
    promise: 'your plan waits for no adoption that a step could have taken over',
    hurts:
      'There is always a newer adoption. Whoever waits for all of them waits for ever, and after two months deploys without waiting for any.',
    read: 'who-must-be-gone',
  },
  async (tools) => {
    const plan = await tools.exported<WaitsFor>('waitsFor');
    for (const step of ['adoptStep2', 'adoptStep3'] as const) {
      for (const adoption of mustBeDecided(tools, plan[step], `waitsFor.${step}`)) {
        await tools.refuses(openRun(adoption), {
          as: step,
          when: `Your plan waits for ${adoption} before ${step}: ${ADOPTIONS[adoption].story}`,
          expected: `${step} refuses this adoption, as it stands. Otherwise there is nothing to wait for.`,
        });
      }
    }
  },
);

deploys.check(
  {
    id: 'knows-the-way-back',
    promise: 'a step can be rolled back to each code that you named, and to no other',
    hurts:
      'A rollback is decided in a hurry, by somebody who has slept badly. What it may go back to is written down before.',
    read: 'rolling-back',
  },
  async (tools) => {
    const back = await tools.exported<WaysBack>('waysBack');
    const from2 = mustBeDecided(tools, back.fromStep2, 'waysBack.fromStep2');
    const from3 = mustBeDecided(tools, back.fromStep3, 'waysBack.fromStep3');
    await mustLeadBack(tools, 'step 2', v3, 'adopt', from2);
    await mustLeadBack(tools, 'step 3', v4, 'adoptStep2', from3);
    await mustLeadBack(tools, 'step 3', v4, 'adopt', from3);
  },
);

deploys.check(
  {
    id: 'new-type-gets-the-new-runs',
    promise: 'new foster care is of the new type, and what is open stays of the old one',
    hurts:
      'A new type that nobody starts changes nothing. A new type that took the place of the old one strands everybody who was on it.',
    read: 'a-new-workflow-type',
  },
  async (tools) => {
    const { client, expect, failData, replays } = tools;
    await replays(foster, {
      when: 'An animal that was placed yesterday, as foster, is still with its family. Your code is deployed.',
      hurts:
        'Its workflow looks for the type that it began as, by name. Nobody will fetch the animal.',
    });
    const when = 'The website places Olive in foster care.';
    const desk = client({ when });
    const outcome = await desk.call('placeInFoster', 'olive');
    const [start] = await desk.starts();
    if (start === undefined) {
      failData({
        when,
        expected: 'placeInFoster starts a workflow.',
        happened:
          outcome.kind === 'threw' ? `It threw: ${outcome.error.message}` : 'It started none.',
      });
    }
    const [run] = await desk.ends();
    if (run === undefined) throw new Error('A run that was started is not there.');
    expect(run).toHaveCompleted().toHaveScheduled(['examine', 'handOver', 'examine', 'takeBack']);
    if ((await desk.run('foster-olive')) === undefined) {
      failData({
        when,
        expected: 'The workflow’s id is foster-olive, as ever.',
        happened:
          'It has another id. So if Olive is in foster care already, under the old type, she is given away a second time.',
        hurts:
          'An id is unique among the open runs of all types. With a new pattern of ids, old and new runs don’t know of each other.',
      });
    }
  },
);

deploys.check(
  {
    id: 'changes-reach-who-they-must',
    promise: 'a change that open runs must get reaches them',
    hurts:
      'Whoever is open today is whom it was asked for. A deployment can be green and have changed nothing for any of them, or have left a question in the code that nobody needed.',
    read: 'how-to-decide',
  },
  (tools) => mustChoose(tools, REACHES),
);

deploys.check(
  {
    id: 'changes-spare-the-others',
    promise: 'where open runs are to end as they began, they do, and the code stays readable',
    hurts:
      'What is right for one change is a burden for the next: questions that nobody takes out, names that every caller must learn, Workers that stay up for years.',
    read: 'how-to-decide',
  },
  (tools) => mustChoose(tools, SPARES),
);

/** A new adoption under this step goes the way with a visit, to its end. */
async function mustVisit({ run, expect }: Tools, step: Step) {
  const adopted = await run(step, ['Juno'], { when: `A new adoption begins under ${step}.` });
  expect(adopted).toHaveCompleted().toHaveScheduled(VISITED);
  return adopted;
}

/** A step takes over every adoption that the plan does not wait for. */
async function mustTake({ replays }: Tools, step: Step, gone: readonly Adoption[]): Promise<void> {
  for (const adoption of Object.keys(ADOPTIONS) as Adoption[]) {
    if (gone.includes(adoption)) continue;
    await replays(openRun(adoption), {
      as: step,
      when: `You deploy ${step}. Your plan has not waited for ${adoption}: ${ADOPTIONS[adoption].story}`,
      expected: `${step} takes it over and goes on with it.`,
    });
  }
}

/** An adoption as it stands in the plan's description. */
function openRun(adoption: Adoption): unknown {
  const { history, timer } = ADOPTIONS[adoption];
  return cutAfter(HISTORIES[history], nthTimer(HISTORIES[history], timer));
}

const HISTORIES = { v1, v2, v3 };

function nthTimer(history: History, nth: number): number {
  const timers = history.events.filter(({ eventType }) => eventType === 'EVENT_TYPE_TIMER_STARTED');
  const id = Number(timers[nth - 1]?.eventId);
  if (!id) throw new Error(`The recorded history has no timer number ${nth}.`);
  return id;
}

/** Runs that began under a step are taken over by an earlier code exactly if that was said. */
async function mustLeadBack(
  { replays, refuses }: Tools,
  from: string,
  history: History,
  to: 'adopt' | 'adoptStep2',
  named: readonly string[],
): Promise<void> {
  const began = `An adoption began under ${from}, and was visited. You roll back to ${to}`;
  const open = cutAfter(history, nthTimer(history, 2));
  if (named.includes(to)) {
    const expected = `${to} takes it over: you named it as a way back.`;
    return replays(open, { as: to, when: `${began}.`, expected });
  }
  await refuses(open, {
    as: to,
    when: `${began}, which you did not name as a way back.`,
    expected: `${to} refuses it.`,
  });
}

async function mustChoose(
  { exported, failData }: Tools,
  changes: readonly (keyof Changes)[],
): Promise<void> {
  const ways = await exported<Changes>('ways');
  for (const change of changes) {
    const { must, way, but }: Case = CASES[change];
    const chosen: Way = ways[change];
    if (chosen === way) continue;
    if (chosen === 'undecided') {
      return failData({ expected: must, happened: `${change} is still undecided.` });
    }
    failData({
      when: `Your table says of ${change}: ${chosen}.`,
      expected: must,
      happened: but[chosen] ?? '',
    });
  }
}

function mustBeDecided<Name extends string>(
  { failData }: Tools,
  names: 'undecided' | readonly Name[],
  what: string,
): readonly Name[] {
  if (names !== 'undecided') return names;
  return failData({ expected: `${what} is a list of names.`, happened: 'It is still undecided.' });
}
