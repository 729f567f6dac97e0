import {
  cancelMeanwhile,
  cutAfter,
  dies,
  Door,
  down,
  ending,
  fails,
  failsAfterEffect,
  kata,
  type Fault,
  type Run,
  type RunOptions,
  type Tools,
} from '#kit';
import v1 from './histories/v1.json' with { type: 'json' };
import {
  deployedDuring,
  isOf,
  isWhole,
  leftOver,
  mustBeSent,
  mustHearFirst,
  mustLeaveNothing,
  mustNotAsk,
  mustPickAtOnce,
  mustPickInTurn,
  mustUndoInReverse,
  orderly,
} from './judging.world.ts';
import {
  mustAllBeSent,
  mustBeGiven,
  mustBeRefused,
  mustGoByItsId,
  mustHearOfNoCancel,
  mustKeepApart,
  mustLiveOn,
  mustReturn,
} from './lists.world.ts';
import { EVENTS, visits, type Request, type Visit } from './visit.world.ts';
import {
  DAY,
  DEAR,
  HOUR,
  LARGE,
  LIMITED,
  MINUTE,
  SMALL,
  STEP_NAMES,
  STORES,
  UNDO_NAMES,
  headSays,
  institute,
  sample,
} from './world.ts';

const suite = kata('capstone', { services: institute });

const outOfStock = fails('OutOfStock', 'the shelf is empty');
const noCourier = fails('NoCourier', 'nobody drives today');

suite.check(
  {
    id: 'old-orders-replay',
    promise: 'an order that began under the code of today replays with yours',
    hurts:
      'Orders like this one are open tonight. At its next task each of them is replayed, and stops where your code leaves the recorded way: Running, and never sent.',
    read: 'old-orders-in-new-code',
  },
  async ({ replays, each }) => {
    const open = [
      ['while the first store packs', 'pick', 1],
      ['while the last store packs', 'pick', 3],
      ['while the courier is on the way', 'dispatch', 1],
    ] as const;
    await replays(v1, { when: 'An order of yesterday, from its start to its end.' });
    await each(open, async ([words, step, nth]) => {
      const { deployment } = deployedDuring(step, nth);
      await replays(cutAfter(v1, deployment?.after ?? 0), {
        when: `An order of yesterday that is open: your code is deployed ${words}.`,
      });
    });
  },
);

suite.check(
  {
    id: 'fills-orders',
    promise: 'what is on the list at check-out is approved, paid, packed at once and sent',
    hurts:
      'The parts may all be right, and the whole still send nothing: an order that nobody started, a decision that finds nobody, a list that waits three days for a signature.',
    read: 'who-owns-what',
  },
  async (tools) => {
    const visit = await visits(tools, {
      when: 'A lab orders for 1,400 euros. While the head thinks it over, it orders a funnel. Then the head approves, and the list is closed.',
      faults: orderly(tools),
    });
    const funnel = sample('funnel');
    await visit.adds(...LARGE.items);
    const first = await visit.sendsCheckOut('The first checkOut');
    await visit.ordersRest(1);
    const waited = await visit.isBusyWithSomebody();
    if (!waited) await visit.answered();
    await visit.adds(funnel);
    const second = await visit.checksOut('The second checkOut');
    await visit.ordersRest(2);
    const id = first.answer && 'given' in first.answer ? first.answer.given : undefined;
    await visit.decides(id, 'approve');
    await visit.ordersRest(2);
    await visit.closes();
    const run = await visit.ends();
    if (waited) {
      tools.fail(run, {
        expected: 'checkOut is answered as soon as the order has started.',
        happened: 'The order waited for the head, and checkOut was not answered yet.',
        marked: ({ type, name }) => name === 'checkOut' || /ChildWorkflow/.test(type),
      });
    }
    mustBeGiven(tools, run, visit.requests);
    mustGoByItsId(tools, run, [first, second]);
    mustAllBeSent(tools, run, [LARGE.items, [funnel]]);
    const [large] = run.children;
    if (large) mustPickAtOnce(tools, large, LARGE);
    mustReturn(tools, run, 2);
  },
);

suite.check(
  {
    id: 'one-order-one-way',
    promise: 'an order that the deployment meets on its way keeps its one box, and asks nobody',
    hurts:
      'Half of the order is in one box, the rest in others; or all of it is packed, and waits for a signature. No replay fails, no alert goes off, and the courier drives away.',
    read: 'a-patch-inside-the-loop',
  },
  async (tools) => {
    await tools.each([1, 2], async (nth) => {
      const run = await deployed(tools, `store ${nth} of 3 packs`, deployedDuring('pick', nth));
      mustPickInTurn(tools, run, LARGE);
      mustNotAsk(tools, run, 'An order that stores are at work for is not held up.');
      mustBeSent(tools, run, LARGE);
    });
    const late = await deployed(tools, 'the courier is on the way', deployedDuring('dispatch'));
    mustNotAsk(tools, late, 'An order that the courier has is not held up.');
    mustBeSent(tools, late, LARGE);
    const early = await deployed(tools, 'the money is set aside', {
      ...deployedDuring('reserveMoney'),
      faults: orderly(tools, { askHead: headSays(tools, 'approve') }),
    });
    mustBeSent(tools, early, LARGE);
    const boxes = early.activitiesNamed('pick').map(({ input }) => input as { ownBox?: unknown });
    (boxes[0]?.ownBox === true ? mustPickAtOnce : mustPickInTurn)(tools, early, LARGE);
  },
);

suite.check(
  {
    id: 'head-decides',
    promise: 'above 1,000 euros the head’s first answer counts, and silence is a no',
    hurts:
      'An order that a person holds up holds money too. If a no, or no answer at all, leaves that behind, the budget is spent on what nobody gets.',
    read: 'a-person-inside-a-saga',
  },
  async (tools) => {
    const approved = await asked(tools, 'The head approves.', headSays(tools, 'approve'));
    mustAskFirst(tools, approved);
    mustBeSent(tools, approved, DEAR);
    const cheap = await tools.run('supplyOrder', [LIMITED], {
      when: 'An order costs 1,000 euros, and not a cent more.',
    });
    mustNotAsk(tools, cheap, 'Nobody is asked.');
    mustBeSent(tools, cheap, LIMITED);
    const rejected = await asked(
      tools,
      'The head rejects, and then approves.',
      headSays(tools, 'reject', 'approve'),
    );
    mustEndUnsent(tools, rejected, 'rejected');
    const twice = await asked(
      tools,
      'The head approves, and then rejects.',
      headSays(tools, 'approve', 'reject'),
    );
    mustBeSent(tools, twice, DEAR);
    const silent = await asked(tools, 'The head never answers.');
    mustEndUnsent(tools, silent, 'expired');
    tools.expect(silent).toHaveTaken({ atLeast: 3 * DAY, atMost: 3 * DAY + HOUR });
    const inTime = await tools.start('supplyOrder', [DEAR], {
      when: 'Half an hour before the three days are over, the head approves. Then the store can’t be reached for 40 minutes.',
      faults: { byName: { pick: down({ for: 40 * MINUTE }) } },
    });
    await waitsForHead(tools, inTime.id);
    await inTime.passTime(3 * DAY - 30 * MINUTE);
    await tools.suite.runtime.signal(inTime.id, 'decide', ['approve']);
    mustBeSent(tools, await inTime.ends(), DEAR);
  },
);

suite.check(
  {
    id: 'leaves-nothing-behind',
    promise: 'whichever step fails, everything that it may have done is undone, newest first',
    hurts:
      'What is not undone stays: money that nobody owes, boxes that nobody fetches. And an error says that no good answer came, not that nothing happened.',
    read: 'undo-what-may-have-happened',
  },
  async (tools) => {
    const { each, expect, run } = tools;
    await each(STEP_NAMES, async (step) => {
      const lost = await run('supplyOrder', [LIMITED], {
        when: `${step} takes effect, but its answer is lost and the step fails.`,
        faults: { byName: { [step]: failsAfterEffect('NoAnswer', 'no answer came in time') } },
      });
      mustLeaveNothing(tools, lost, `Nothing is left of the order, ${step} included.`);
      mustUndoInReverse(tools, lost);
      expect(lost).toHaveFailedWith('NoAnswer');
    });
    const old = await run('supplyOrder', [LARGE], {
      ...deployedDuring('pick', 2),
      when: 'An order began under the code of today. Your code is deployed while store 2 of 3 packs. Then nobody drives.',
      faults: { byName: { dispatch: noCourier } },
    });
    mustLeaveNothing(tools, old, 'Nothing is left of the order: an old one fails like any other.');
    const stuck = await run('supplyOrder', [SMALL], {
      when: 'Nobody drives. Then the store glass can’t put anything back, ever. For the money, it takes half an hour until somebody answers.',
      faults: orderly(tools, {
        dispatch: noCourier,
        putBack: onlyIn('glass', fails('UndoRefused', 'this can’t be put back now')),
        releaseMoney: down({ for: 30 * MINUTE }),
      }),
    });
    const others = leftOver(stuck).filter((left) => !left.includes('glass'));
    if (others.length > 0) {
      tools.fail(stuck, {
        expected: 'Everything but that one undo is done.',
        happened: `The workflow ${ending(stuck)}, and ${others.join(', ')}.`,
        marked: isOf(stuck.activitiesNamed(...UNDO_NAMES)),
      });
    }
    expect(stuck).toHaveFailedWith('NoCourier');
  },
);

suite.check(
  {
    id: 'no-undo-comes-first',
    promise: 'nothing is undone while it is still being done',
    hurts:
      'The undo finds nothing, and is content. Then the slow store packs its box after all, for an order that nobody knows any more.',
    read: 'an-undo-that-overtakes-its-step',
  },
  async (tools) => {
    const {
      run,
      each,
      suite: { runtime },
    } = tools;
    await each(STORES, async (store) => {
      const broken = await run('supplyOrder', [SMALL], {
        when: `The store ${store} has nothing left. The others are slow, and pack all the same.`,
        faults: orderly(
          tools,
          { pick: onlyIn(store, outOfStock) },
          {
            first(name, asked) {
              if ((UNDO_NAMES as readonly string[]).includes(name)) return 0;
              return name === 'pick' && asked !== store ? 2 : 1;
            },
          },
        ),
      });
      mustHearFirst(tools, broken);
    });
    await each(['pick', 'reserveMoney', 'dispatch'], async (step) => {
      const slow = cancelMeanwhile(runtime, 'takes effect late');
      const cancelled = await run('supplyOrder', [DEAR], {
        when: `Somebody cancels the order while ${step} is under way. It takes a long time, and takes effect all the same.`,
        faults: {
          byName: {
            askHead: headSays(tools, 'approve'),
            [step]: slow,
          },
        },
      });
      mustHearFirst(tools, cancelled);
    });
  },
);

suite.check(
  {
    id: 'cancelled-at-any-moment',
    promise: 'cancelled at any moment, nothing is left; once the courier has it, all of it stands',
    hurts:
      'People change their minds every day, also while the head is thinking. What is not cleaned up then is paid for, and a wrong status wakes the wrong people.',
    read: 'a-cancel-at-every-await',
  },
  async (tools) => {
    const {
      cancelEverywhere,
      run,
      suite: { runtime },
    } = tools;
    const judge = (cancelled: Run) => {
      const sent = cancelled.activitiesNamed('dispatch')[0]?.outcome === 'completed';
      // The courier said so. From there on, how the run ends is left to the answer.
      if (sent && isWhole(cancelled, DEAR, ['mails'])) return;
      mustLeaveNothing(tools, cancelled, 'Whatever took effect is undone.');
      tools.expect(cancelled).toHaveBeenCancelled();
    };
    const filling = { workflow: 'supplyOrder', args: [DEAR] };
    const approved = { askHead: headSays(tools, 'approve') };
    await cancelEverywhere(
      { ...filling, steps: ['askHead', ...STEP_NAMES], options: { faults: { byName: approved } } },
      judge,
    );
    await cancelEverywhere({ ...filling, steps: [] }, judge);
    const packing = await run('supplyOrder', [SMALL], {
      when: 'Somebody cancels the order while both of its stores are packing.',
      faults: orderly(
        tools,
        {},
        { meanwhile: { after: 1, act: (order) => runtime.cancel(order) } },
      ),
    });
    judge(packing);
    const undoing = await run('supplyOrder', [DEAR], {
      when: 'The head rejects. Somebody cancels the order while releaseMoney is under way.',
      faults: {
        byName: {
          askHead: headSays(tools, 'reject'),
          releaseMoney: cancelMeanwhile(runtime),
        },
      },
    });
    mustLeaveNothing(tools, undoing, 'Whatever took effect is undone.');
    const unsaid = await run('supplyOrder', [LIMITED], {
      when: 'The courier has the order. Then the mail to the lab can’t be delivered.',
      faults: { byName: { tellLab: fails('NoSuchAddress', 'the address does not exist') } },
    });
    mustStand(tools, unsaid);
    const tooLate = await run('supplyOrder', [LIMITED], {
      when: 'Somebody cancels the order while tellLab is under way.',
      faults: { byName: { tellLab: cancelMeanwhile(runtime) } },
    });
    mustStand(tools, tooLate);
  },
);

suite.check(
  {
    id: 'each-item-once',
    promise: 'whatever was confirmed is in one order or on the list, however requests meet',
    hurts:
      'The lab was told “it is on the list”. If a check-out was under way just then, it is in no order, or in two.',
    read: 'what-the-list-gives-away',
  },
  async (tools) => {
    await meeting(
      tools,
      'The purchasing office is slow. While checkOut is under way, an item is added. Then both are ordered.',
      async (visit, door) => {
        await visit.adds(sample('beaker'));
        await visit.sendsCheckOut();
        await visit.adds(sample('tongs'));
        door.open();
        await visit.answered();
        await visit.ordersRest(1);
        await visit.checksOut('The second checkOut');
        await visit.ordersRest(2);
        return { orders: [['beaker'], ['tongs']], left: [] };
      },
    );
    await meeting(
      tools,
      'The purchasing office is slow, and somebody clicks twice: checkOut comes again while the first is under way.',
      async (visit, door) => {
        await visit.adds(sample('beaker'));
        await visit.sendsCheckOut();
        await visit.sendsCheckOut('The second checkOut');
        door.open();
        await visit.answered();
        await visit.ordersRest(1);
        return { orders: [['beaker']], left: [] };
      },
    );
    let entries = 0;
    const refusedOnce: Fault = async (task, act, world) =>
      (entries += 1) === 1 ? fails('BookClosed', 'come back later')(task, act, world) : act();
    await meeting(
      tools,
      'The purchasing office refuses checkOut, after a while. Meanwhile an item is added. Then one order of both is given, and one more item stays on the list.',
      async (visit, door) => {
        await visit.adds(sample('beaker'));
        await visit.sendsCheckOut();
        await visit.adds(sample('tongs'));
        door.open();
        await visit.answered();
        await visit.checksOut('The second checkOut');
        await visit.ordersRest(1);
        await visit.adds(sample('funnel'));
        return { orders: [['beaker', 'tongs']], left: ['funnel'] };
      },
      refusedOnce,
    );
    const door = new Door();
    const closing = await visits(tools, {
      when: 'The purchasing office is slow. While checkOut is under way, the list is closed, and then an item is added.',
      faults: { byName: { enterOrder: door.fault } },
    });
    let tooLate: Request | undefined;
    let order: Request;
    try {
      await closing.adds(sample('beaker'));
      order = await closing.sendsCheckOut();
      await closing.closes();
      tooLate = await closing.adds(sample('tongs'));
    } finally {
      door.open();
    }
    await closing.answered();
    const run = await closing.ends();
    mustBeGiven(tools, run, [order]);
    mustBeRefused(tools, run, tooLate);
    mustReturn(tools, run, 1);
  },
);

suite.check(
  {
    id: 'goes-on-in-new-runs',
    promise:
      'however long the list is used, its histories stay short, and nothing is lost between two',
    hurts:
      'The lab that orders most is the first whose list stands still. Or a new run begins, and with it an order number that was given before: that order is taken for one that is done.',
    read: 'between-two-runs',
  },
  async (tools) => {
    const door = new Door();
    let entered = 0;
    const slowOnce: Fault = async (task, act, world) =>
      (entered += 1) === 2 ? door.fault(task, act, world) : act();
    const visit = await visits(
      tools,
      {
        when: `A run is to have about ${EVENTS} events. Items come, and three check-outs. The second is slow, and more items come meanwhile than one run is to hold.`,
        faults: { byName: { enterOrder: slowOnce } },
      },
      { eventsPerRun: EVENTS },
    );
    const orders: Request[] = [];
    const items = Array.from({ length: 10 }, (_, index) => sample(`article ${index + 1}`));
    await visit.adds(...items.slice(0, 2));
    orders.push(await visit.checksOut('The first checkOut'));
    await visit.ordersRest(1);
    await visit.adds(...items.slice(2, 5));
    try {
      orders.push(await visit.sendsCheckOut('The second checkOut'));
      await visit.adds(...items.slice(5, 8));
    } finally {
      door.open();
    }
    await visit.answered();
    await visit.settles();
    await visit.ordersRest(2);
    await visit.adds(...items.slice(8));
    orders.push(await visit.checksOut('The third checkOut'));
    await visit.ordersRest(3);
    await visit.closes();
    const run = await visit.ends();
    tools.expect(run).toHaveFewerEventsEachThan(2 * EVENTS);
    mustBeGiven(tools, run, visit.requests);
    mustLiveOn(tools, run);
    mustGoByItsId(tools, run, orders);
    const parts = [items.slice(0, 2), items.slice(2, 5), items.slice(5)];
    mustKeepApart(tools, run, visit, [], {
      orders: parts.map((part) => part.map(({ article }) => article)),
      left: [],
    });
    mustAllBeSent(tools, run, parts);
    mustReturn(tools, run, 3);
    const tidied = await visits(tools, {
      when: 'An order waits for the head, who never answers. Somebody cancels the list.',
    });
    await tidied.adds(...LARGE.items);
    const waiting = await tidied.sendsCheckOut();
    await tidied.ordersRest(1);
    // A list that waits for its orders is told so above.
    if (await tidied.isBusyWithSomebody()) await tidied.closes();
    else await tidied.cancels();
    const cancelled = await tidied.ends();
    mustBeGiven(tools, cancelled, [waiting]);
    mustHearOfNoCancel(tools, cancelled);
  },
);

suite.check(
  {
    id: 'every-single-fault',
    promise: 'whatever crashes, everything happens once, or is undone',
    hurts:
      'Each crash hits some order in some step. What one of them leaves twice, or half, is found by an auditor, or by the lab that waits.',
    read: 'every-single-fault',
  },
  async (tools) => {
    const { crashEverywhere } = tools;
    await crashEverywhere(
      { workflow: 'supplyOrder', args: [SMALL], steps: [...STEP_NAMES, 'tellLab'] },
      (run) => mustBeSent(tools, run, SMALL),
    );
    await crashEverywhere(
      {
        workflow: 'supplyOrder',
        args: [SMALL],
        steps: UNDO_NAMES,
        options: { faults: { byName: { dispatch: noCourier } } },
      },
      (run) => mustLeaveNothing(tools, run, 'Nothing is left of the order.'),
    );
    const early = await asked(
      tools,
      'The mail to the head is out. The Worker dies, and the head approves before anybody asks again.',
      async (task, act, world) => {
        if (task.attempt > 1) return act();
        await headSays(tools, 'approve')(task, act, world);
        return { kind: 'lost' };
      },
    );
    mustBeSent(tools, early, DEAR);
    const dying = Object.fromEntries(
      Object.keys(institute).map((name) => [name, dies('after the effect')]),
    );
    const visit = await visits(tools, {
      when: 'The Worker dies after every single workflow task, and once more whenever a step has just taken effect.',
      worker: 'lost',
      faults: { byName: dying },
    });
    await visit.adds(sample('beaker'), sample('tongs'));
    const order = await visit.sendsCheckOut();
    await visit.waits(HOUR);
    await visit.ordersRest(1);
    await visit.closes();
    const run = await visit.ends();
    mustBeGiven(tools, run, visit.requests);
    mustGoByItsId(tools, run, [order]);
    mustAllBeSent(tools, run, [[sample('beaker'), sample('tongs')]]);
  },
);

suite.chaos(
  {
    promise: 'nothing is left of an order that no courier takes',
    hurts:
      'Each crash hits some order in some step. What one of them leaves twice, or half, is found by an auditor, or by the lab that waits.',
    read: 'every-single-fault',
  },
  async (tools) => {
    const run = await tools.run('supplyOrder', [SMALL], {
      when: 'No courier drives today.',
      faults: { byName: { dispatch: noCourier } },
    });
    mustLeaveNothing(tools, run, 'Nothing is left of the order.');
  },
);

/** An order for the head. */
function asked(tools: Tools, when: string, askHead: Fault = async (_, act) => act()): Promise<Run> {
  return tools.run('supplyOrder', [DEAR], { when, faults: { byName: { askHead } } });
}

/** The recorded order, with the answer deployed on its way. The head would say yes. */
function deployed(tools: Tools, words: string, options: RunOptions): Promise<Run> {
  return tools.run('supplyOrder', [LARGE], {
    faults: { byName: { askHead: headSays(tools, 'approve') } },
    ...options,
    when: `An order began under the code of today. Your code is deployed while ${words}.`,
  });
}

async function waitsForHead({ suite: { runtime } }: Tools, run: string): Promise<void> {
  for (let seen = 0; ;) {
    const events = await runtime.resting(run, seen);
    const last = events.at(-1)?.id ?? 0;
    if (last === seen || events.some(({ type }) => type === 'TimerStarted')) return;
    seen = last;
  }
}

/** Nothing is packed before the head has said yes. */
function mustAskFirst({ fail }: Tools, run: Run): void {
  const [question] = run.activitiesNamed('askHead');
  const [pick] = run.activitiesNamed('pick');
  if (question && pick && question.scheduled.id < pick.scheduled.id) return;
  fail(run, {
    expected: 'The head is asked, and nothing is packed before the answer.',
    happened: question
      ? `pick was scheduled (event ${pick?.scheduled.id}) before askHead (event ${question.scheduled.id}).`
      : 'askHead was never scheduled.',
    marked: isOf([question, pick].filter((one) => one !== undefined)),
  });
}

/** Nothing was sent, nothing is left, and the outcome says why. */
function mustEndUnsent(tools: Tools, run: Run, state: 'rejected' | 'expired'): void {
  const picks = run.activitiesNamed('pick', 'dispatch');
  if (picks.length > 0) {
    tools.fail(run, {
      expected:
        state === 'rejected'
          ? 'The first answer counts: nothing is packed, and nothing is sent.'
          : 'Without an answer nothing is packed, and nothing is sent.',
      happened: `${picks[0]?.name} was scheduled (event ${picks[0]?.scheduled.id}).`,
      marked: ({ id, type }) =>
        id === picks[0]?.scheduled.id || type === 'WorkflowExecutionSignaled',
    });
  }
  mustLeaveNothing(tools, run, 'Nothing is left of the order.');
  tools.expect(run).toHaveReturned({ state });
}

/** The courier has it: nothing was undone. */
function mustStand({ fail }: Tools, run: Run): void {
  const undos = run.activitiesNamed(...UNDO_NAMES);
  if (undos.length === 0 && isWhole(run, LIMITED, ['mails'])) return;
  fail(
    run,
    {
      expected: 'The order stands, and nothing of it is undone.',
      happened:
        undos.length > 0
          ? `${undos[0]?.name} was scheduled, and the workflow ${ending(run)}.`
          : `The workflow ${ending(run)}, and the books do not show the whole order.`,
      marked: isOf(undos),
    },
    {
      hurts:
        'The courier has the boxes, and the books say that they are back on the shelf. Whoever counts next finds nothing where it should be.',
    },
  );
}

/** Requests that meet while the purchasing office is slow; the check says what is to come of them. */
async function meeting(
  tools: Tools,
  when: string,
  act: (visit: Visit, door: Door) => Promise<Parameters<typeof mustKeepApart>[4]>,
  office: Fault = async (_, work) => work(),
): Promise<void> {
  const door = new Door();
  const slow: Fault = async (task, work, world) => {
    await door.opened;
    return office(task, work, world);
  };
  const visit = await visits(tools, { when, faults: { byName: { enterOrder: slow } } });
  let due: Parameters<typeof mustKeepApart>[4];
  try {
    due = await act(visit, door);
  } finally {
    door.open();
  }
  const left = await visit.reads();
  await visit.closes();
  const run = await visit.ends();
  mustKeepApart(tools, run, visit, left, due);
}

/** A fault for one store alone. */
function onlyIn(store: string, fault: Fault): Fault {
  return async (task, act, world) => {
    const { store: asked } = (task.args[0] ?? {}) as { store?: string };
    return asked === store ? fault(task, act, world) : act();
  };
}
