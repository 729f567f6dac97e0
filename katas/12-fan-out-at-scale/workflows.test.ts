import { kata, type Run, type RunOptions, type Tools } from '#kit';
import { mustLeaveBehind, mustStop } from './children.world.ts';
import {
  mustCostInProportion,
  mustKeepTheLimit,
  mustOrderInBulk,
  mustReach,
  mustReport,
  mustStayShort,
  mustTell,
  mustUseTheLimit,
} from './judging.world.ts';
import {
  cancelling,
  losingReplies,
  oneByOne,
  services,
  whenTheMailingIsOver,
  type Glance,
} from './world.ts';

const AT_ONCE = 2;
const HANDFUL = 130;
const TOWN = 2400;
const CITY = 10_000;
const UNREADABLE = [150, 1630];

const suite = kata('fan-out-at-scale', { services });

suite.check(
  {
    id: 'one-letter-each',
    promise: 'every resident gets one letter, ordered by the hundred, in however many batches',
    hurts:
      'Whoever gets no letter misses the appointment, and whoever gets two calls the office. At a million letters, one in a thousand is a thousand calls.',
    read: 'keys',
  },
  async (tools) => {
    await tools.each([HANDFUL, 1, 0], async (residents) => {
      mustReach(tools, await handful(tools, residents), residents);
    });
    mustReach(tools, await town(tools), TOWN);
  },
);

suite.check(
  {
    id: 'costs-in-proportion',
    promise: 'twice the letters cost twice as much, and an order costs little more than its events',
    hurts:
      'Each event is written, stored and replayed. What costs a child for each item, or sends everything to everybody, is paid a million times.',
    read: 'one-child-per-item',
  },
  async (tools) => mustCostInProportion(tools, await town(tools), await city(tools)),
);

suite.check(
  {
    id: 'short-histories',
    promise: 'no history grows with the mailing: none has more events than allowed',
    hurts:
      'At 51,200 events the server terminates a run, wherever it stands. No code of yours runs then, no letter after that is sent, and nothing tells how far it came.',
    read: 'one-giant-workflow',
  },
  async (tools) => {
    mustStayShort(tools, await town(tools));
    mustStayShort(tools, await city(tools));
  },
);

suite.check(
  {
    id: 'never-more',
    promise: 'never are more orders at the printing house than allowed, all batches together',
    hurts:
      'Whoever set the limit counts orders, and does not know your batches. A thousand children that keep to two each are two thousand at once.',
    read: 'too-many-at-once',
  },
  async (tools) => mustKeepTheLimit(tools, await town(tools), AT_ONCE),
);

suite.check(
  {
    id: 'as-many-as-allowed',
    promise: 'as many orders are at the printing house as allowed',
    hurts:
      'One order after the other, a million letters take as long as ten thousand orders in a row. The appointments would be over before the last invitation is printed.',
    read: 'children-for-speed',
  },
  async (tools) => mustUseTheLimit(tools, await town(tools), AT_ONCE),
);

suite.check(
  {
    id: 'contains-refusals',
    promise: 'an order that is refused is reported, and costs nobody else a letter',
    hurts:
      'Among ten thousand orders, some are always bad. If one of them ends its batch, or the whole mailing, no mailing ever reaches everybody.',
    read: 'a-child-that-fails',
  },
  async (tools) => {
    const residents = 1800;
    const run = await mail(tools, residents, {
      name: 'refusals',
      when: `The orders with residents ${UNREADABLE.join(' and ')} are refused for good.`,
      faults: { byName: { sendLetters: oneByOne(tools, { unreadable: UNREADABLE }) } },
    });
    mustReport(tools, run, residents);
    const hopeless = await mail(tools, 300, {
      name: 'hopeless',
      when: '300 residents are to get a letter. All orders are refused for good.',
      faults: { byName: { sendLetters: oneByOne(tools, { unreadable: everybody(300) }) } },
    });
    mustReport(tools, hopeless, 300);
  },
);

suite.check(
  {
    id: 'tells-its-progress',
    promise: 'at any time, the mailing tells how many letters were sent',
    hurts: 'A mailing runs for days. Whoever can’t see how far it is waits, or starts it again.',
    read: 'progress',
  },
  async (tools) => {
    mustTell(tools, await town(tools), glances);
  },
);

suite.check(
  {
    id: 'bears-crashes',
    promise: 'Workers that die at any time cost nobody the letter, and give nobody a second one',
    hurts:
      'A mailing that runs for days meets deployments and crashes. If they count as refusals, or as reasons to begin again, its report is wrong.',
    read: 'crashes',
  },
  async (tools) => {
    const residents = 1300;
    const runs: Case[] = [
      {
        name: 'forgetful',
        when: 'The Worker dies after every single workflow task.',
        worker: 'lost',
      },
      {
        name: 'unlucky',
        when: 'At two orders, the letters are printed, and the line breaks before anybody hears of it.',
        faults: { byName: { sendLetters: losingReplies([301, 1201]) } },
      },
    ];
    for (const one of runs) mustReport(tools, await mail(tools, residents, one), residents);
  },
);

suite.check(
  {
    id: 'leaves-returns-behind',
    promise: 'collectReturns is started, and lives on when the mailing has ended',
    hurts:
      'A child that never started, or that the server ends with its parent, leaves no error behind. Two weeks later somebody asks for the returns, and nobody has counted them.',
    read: 'a-child-that-outlives-you',
  },
  async (tools) => mustLeaveBehind(tools, await town(tools)),
);

suite.check(
  {
    id: 'stops-when-cancelled',
    promise:
      'cancelled in the middle, every batch stops ordering, and the mailing ends as Canceled',
    hurts: 'The date was wrong, the office stops the mailing, and the letters go on being printed.',
    read: 'cancellation',
  },
  async (tools) => {
    await tools.each([0, 5], async (after) => {
      const heard = after === 0 ? 'Before any order is finished' : `After ${after} orders`;
      const meanwhile = cancelling(tools, after);
      const run = await mail(tools, 1800, {
        name: `cancelled-${after}`,
        when: `${heard}, somebody cancels the mailing.`,
        faults: { byName: { sendLetters: oneByOne(tools, { meanwhile }) } },
      });
      mustStop(tools, run);
    });
  },
);

suite.chaos(
  {
    promise: 'every resident gets one letter',
    hurts:
      'A mailing to a city takes long enough for several deployments. Whoever gets two letters calls the office.',
    read: 'keys',
  },
  async (tools) => mustReach(tools, await handful(tools, 2 * HANDFUL), 2 * HANDFUL),
);

interface Case extends RunOptions {
  /** Says which mailing of the suite it is. */
  readonly name: string;
  readonly atOnce?: number;
}

/** Two suites at once, or a run that is left open, must not meet in the ids of their children. */
const SUITE = Date.now() % 1_000_000;

/** One mailing. Those that are the same are executed once. */
async function mail(tools: Tools, residents: number, one: Case): Promise<Run> {
  const { name, atOnce = AT_ONCE, faults, ...options } = one;
  // Whoever orders letter by letter is told so, and not by a run of minutes.
  if (residents > HANDFUL) mustOrderInBulk(tools, await handful(tools, HANDFUL), HANDFUL);
  const byName = { countReturns: whenTheMailingIsOver(tools), ...faults?.byName };
  return tools.run('sendMailing', [{ id: `${name}-${SUITE}`, residents, ordersAtOnce: atOnce }], {
    share: 'mailing',
    ...options,
    faults: { byName },
  });
}

/** A mailing that is small enough for one order or two. */
function handful(tools: Tools, residents: number): Promise<Run> {
  return mail(tools, residents, {
    name: `village-${residents}`,
    when: `${residents} residents are to get a letter.`,
  });
}

/** What the mailing to the town was asked while it went on. It is sent once for the whole suite. */
const glances: Glance[] = [];

/** 24 orders, and the printing house finishes one after the other. */
function town(tools: Tools): Promise<Run> {
  return mail(tools, TOWN, {
    name: 'town',
    when: `${TOWN} residents are to get a letter, with at most ${AT_ONCE} orders at once.`,
    faults: {
      byName: { sendLetters: oneByOne(tools, { glances: { at: [0, 9, 20], seen: glances } }) },
    },
  });
}

/** 100 orders, as fast as they go. */
async function city(tools: Tools): Promise<Run> {
  await town(tools);
  return mail(tools, CITY, {
    name: 'city',
    when: `${CITY} residents are to get a letter.`,
    atOnce: 8,
  });
}

function everybody(residents: number): number[] {
  return Array.from({ length: residents }, (_, index) => index + 1);
}
