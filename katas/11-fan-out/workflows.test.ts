import { flaky, kata, list, type Fault, type Run, type RunOptions, type Tools } from '#kit';
import {
  IN_THEIR_ORDER,
  MATERIALS,
  MIXED,
  NEWEST_FIRST,
  SUPPLIERS,
  answering,
  isClosing,
  mustAskOnce,
  mustKeepBusy,
  mustLeaveNothingOpen,
  mustOffer,
  mustReport,
  mustStop,
  namesOf,
  reasonOf,
  trade,
} from './world.ts';

const AT_ONCE = 3;
const [FIRST = '', SECOND = '', THIRD = ''] = SUPPLIERS;

const fanOut = kata('fan-out', { services: trade });

fanOut.check(
  {
    id: 'asks-everyone',
    promise: 'every supplier is asked once for the whole list, and every offer comes back',
    hurts:
      'An enquiry that ends before its answers are there has cost everybody work, and the site buys without having compared anything.',
    read: 'wait-for-all',
  },
  async (tools) => {
    const { each, expect } = tools;
    await each([SUPPLIERS, SUPPLIERS.slice(0, 2), []], async (suppliers) => {
      const run = await enquire(tools, {
        suppliers,
        when: `${suppliers.length} suppliers are to be asked, ${AT_ONCE} at once. They answer in the order of the list.`,
        order: IN_THEIR_ORDER,
      });
      for (const supplier of suppliers) mustAskOnce(tools, run, supplier);
      expect(run).toHaveCompleted().toHaveScheduledTimes('askPrice', suppliers.length);
      if (suppliers.length > 0) {
        expect(run).toHaveGiven(
          'askPrice',
          'the whole list of materials',
          ({ materials }: { materials?: unknown }) =>
            JSON.stringify(materials) === JSON.stringify(MATERIALS),
        );
      }
      mustOffer(tools, run, suppliers);
    });
  },
);

fanOut.check(
  {
    id: 'asks-at-once',
    promise: 'as many suppliers as allowed are asked at the same time',
    hurts:
      'One after the other, the waits add up: seven suppliers that take five minutes each keep the site waiting for 35 minutes instead of 15.',
    read: 'one-by-one',
  },
  async (tools) => {
    const run = await enquire(tools, inOrder);
    tools
      .expect(run, { expected: `${AT_ONCE} suppliers are asked at the same time.` })
      .toHaveReachedAtOnce(AT_ONCE, ['askPrice']);
  },
);

fanOut.check(
  {
    id: 'never-more',
    promise: 'never more suppliers than allowed are asked at the same time',
    hurts:
      'Whoever set the limit had a reason: above it, the service refuses everybody, or locks the account. Temporal itself limits how many activities one run may have open.',
    read: 'no-limit',
  },
  async (tools) => {
    await tools.each([AT_ONCE, 1, 5], async (atOnce) => {
      const run = await enquire(tools, {
        atOnce,
        order: NEWEST_FIRST,
        when: `${SUPPLIERS.length} suppliers are to be asked, at most ${atOnce} at once.`,
      });
      tools
        .expect(run, { expected: `At any time, at most ${atOnce} of the requests are open.` })
        .toHaveAtMostAtOnce(atOnce, ['askPrice']);
    });
  },
);

fanOut.check(
  {
    id: 'starts-the-next',
    promise: 'as soon as one supplier has answered, the next one is asked',
    hurts:
      'When fast suppliers have to wait for the slowest of their group, most of the places stand empty most of the time. One supplier that takes ten minutes holds up all that come after it.',
    read: 'batches',
  },
  async (tools) => {
    for (const shuffled of [newestFirst, mixed]) {
      mustKeepBusy(tools, await enquire(tools, shuffled), AT_ONCE);
    }
  },
);

fanOut.check(
  {
    id: 'keeps-the-order',
    promise: 'the offers are in the order of the suppliers, whoever answers first',
    hurts:
      'Answers come in another order each time. Where a result’s place depends on it, two equal enquiries give different lists, and whoever reads by place takes one supplier’s price for another’s.',
    read: 'input-order',
  },
  async (tools) => {
    for (const shuffled of [newestFirst, mixed]) {
      const run = await enquire(tools, shuffled);
      const suppliers = namesOf(run, 'offers');
      if (suppliers.join() === SUPPLIERS.join()) continue;
      tools.fail(run, {
        expected: `The offers are those of ${list(SUPPLIERS)}, in this order.`,
        happened: `They came back as those of ${list(suppliers)}.`,
        marked: isClosing,
      });
    }
  },
);

fanOut.check(
  {
    id: 'tells-who-failed',
    promise:
      'a supplier without a price is reported with its reason, and all offers are still there',
    hurts:
      'Six good offers are worth a decision; an error instead of them is worth nothing. And a supplier that is missing without a word looks like one that nobody asked.',
    read: 'partial-failure',
  },
  async (tools) => {
    const run = await enquire(tools, {
      order: NEWEST_FIRST,
      refusing: [FIRST],
      when: `${FIRST} takes longest to answer, and then refuses: ${reasonOf(FIRST)}.`,
    });
    mustReport(tools, run, [FIRST]);
  },
);

fanOut.check(
  {
    id: 'waits-for-the-rest',
    promise:
      'however early suppliers refuse, all others are heard, and nothing is open when the workflow ends',
    hurts:
      'An activity that outlives its workflow goes on working, and on billing, for an answer that nobody will read.',
    read: 'first-error',
  },
  async (tools) => {
    const cases = [
      { refusing: [SECOND], order: [SECOND, ...NEWEST_FIRST], who: `${SECOND} refuses` },
      {
        refusing: [FIRST, SECOND, THIRD],
        order: [THIRD, SECOND, ...IN_THEIR_ORDER],
        who: `${THIRD}, ${SECOND} and ${FIRST} refuse`,
      },
      { refusing: SUPPLIERS, order: MIXED, who: 'All suppliers refuse, one after the other' },
    ];
    await tools.each(cases, async ({ refusing, order, who }) => {
      const when =
        refusing.length < SUPPLIERS.length ? `${who} before anybody else has answered.` : `${who}.`;
      const run = await enquire(tools, { order, refusing, when });
      mustLeaveNothingOpen(tools, run);
      mustReport(tools, run, refusing);
    });
  },
);

fanOut.check(
  {
    id: 'bears-bad-luck',
    promise: 'a Worker that dies, or a line that breaks for a moment, costs nobody’s offer',
    hurts:
      'The more you ask, the more often one of them is unlucky. If bad luck counts as a no, large enquiries never come back whole.',
    read: 'bad-luck',
  },
  async (tools) => {
    const forgetful = await enquire(tools, {
      order: NEWEST_FIRST,
      worker: 'lost',
      when: 'The Worker dies after every single workflow task.',
    });
    mustReport(tools, forgetful, []);
    const unlucky = await enquire(tools, {
      order: [...SUPPLIERS.filter((supplier) => supplier !== SECOND), SECOND],
      fault: flaky('Unreachable', 'the line is broken', { times: 2 }),
      when: `${SECOND} answers last. The line to it breaks, and breaks once more.`,
    });
    mustReport(tools, unlucky, []);
  },
);

fanOut.check(
  {
    id: 'stops-when-cancelled',
    promise:
      'cancelled in the middle, whoever is being asked is told to stop, nobody else is asked, and the run ends as Canceled',
    hurts:
      'The site has bought elsewhere, and suppliers still calculate for it. And whoever finds a list that says Completed takes it for a finished comparison.',
    read: 'cancellation',
  },
  async (tools) => {
    const cases = [
      { after: 0, refusing: [] },
      { after: 2, refusing: [] },
      { after: 3, refusing: [FIRST] },
    ];
    await tools.each(cases, async ({ after, refusing }) => {
      const heard = after === 0 ? 'Before anybody has answered' : `When ${after} have answered`;
      const run = await enquire(tools, {
        order: IN_THEIR_ORDER,
        refusing,
        cancelAfter: after,
        when: `${heard}, somebody cancels the workflow.`,
      });
      mustStop(tools, run);
    });
  },
);

fanOut.chaos(
  {
    promise: 'a Worker that dies costs nobody’s offer',
    hurts:
      'The more you ask, the more often one of them is unlucky. If bad luck counts as a no, large enquiries never come back whole.',
    read: 'bad-luck',
  },
  async (tools) => {
    const run = await tools.run('comparePrices', [
      { suppliers: SUPPLIERS, materials: MATERIALS, atOnce: AT_ONCE },
    ]);
    mustReport(tools, run, []);
  },
);

interface Case {
  readonly when: string;
  /** In which order the suppliers answer. */
  readonly order: readonly string[];
  readonly suppliers?: readonly string[];
  readonly atOnce?: number;
  readonly refusing?: readonly string[];
  /** The workflow is cancelled when so many have answered. */
  readonly cancelAfter?: number;
  readonly worker?: RunOptions['worker'];
  /** What goes wrong with the request to the second supplier. */
  readonly fault?: Fault;
}

const inOrder: Case = {
  order: IN_THEIR_ORDER,
  when: `${SUPPLIERS.length} suppliers are to be asked, ${AT_ONCE} at once. They answer in the order of the list.`,
};
const newestFirst: Case = {
  order: NEWEST_FIRST,
  when: `Whoever was asked last answers first, so that ${FIRST} takes longest.`,
};
const mixed: Case = {
  order: MIXED,
  when: 'The suppliers answer in no order at all.',
};

/** One enquiry, in which the suppliers answer one at a time. Equal ones are executed once. */
function enquire(tools: Tools, one: Case): Promise<Run> {
  const { suppliers = SUPPLIERS, atOnce = AT_ONCE, order, refusing, when, worker } = one;
  const { cancelAfter: after, fault } = one;
  const act = (run: string) => tools.suite.runtime.cancel(run);
  const meanwhile = after === undefined ? undefined : { after, act };
  const faults = fault && { [SECOND]: fault };
  return tools.run('comparePrices', [{ suppliers, materials: MATERIALS, atOnce }], {
    when,
    share: 'enquiry',
    faults: { byName: { askPrice: answering(tools, order, { refusing, meanwhile, faults }) } },
    ...(worker ? { worker } : {}),
  });
}
