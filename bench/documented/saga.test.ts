import process from 'node:process';
import { DefaultLogger, Runtime } from '@temporalio/worker';
import { afterAll, expect, test } from 'vitest';
import { ownSupply, sharedSupply, type Ended, type Trial } from './trial.ts';
import {
  STEPS,
  UNDOS,
  dies,
  isDown,
  losesAnswer,
  order,
  refuses,
  type Fault,
  type Faults,
  type Name,
} from './shop.ts';

const HOUR = 3_600_000;
const REFUSED_SHIPPING: Faults = { shipOrder: refuses('NoVans') };

// Else each activity that fails on purpose would be logged with its stack.
Runtime.install({ logger: new DefaultLogger('ERROR') });

const { BENCH_SERVER = '', BENCH_WORKFLOWS = '', BENCH_SUPPLY } = process.env;
const supplyOf = BENCH_SUPPLY === 'shared' ? sharedSupply : ownSupply;
const supply = supplyOf(BENCH_SERVER, BENCH_WORKFLOWS);
afterAll(() => supply.end());

function check(promise: string, body: (trial: Trial) => Promise<void>): void {
  test(promise, async () => {
    const trial = await supply.open();
    try {
      await body(trial);
      await trial.replays();
    } finally {
      await supply.close(trial);
    }
  });
}

check('a good order is reserved, charged, shipped and confirmed, once each', async (trial) => {
  const placed = await trial.run();
  expect(placed).toMatchObject({ status: 'COMPLETED', result: `parcel-${order.id}` });
  const steps = [...STEPS.map(({ name }) => name), 'sendConfirmation'];
  expect(placed.activities.map(({ name }) => name)).toEqual(steps);
  for (const { name, request } of placed.shop.calls) {
    expect(request.orderId, name).toBe(order.id);
  }
  expectOneAtATime(placed);
});

check('whichever step fails, the finished steps are undone, newest first', async (trial) => {
  for (const [index, { name }] of STEPS.entries()) {
    const refused = await trial.run({ faults: { [name]: refuses('Refused') } });
    expect(refused.shop.isEven, name).toBe(true);
    const finished = STEPS.slice(0, index).map((step) => step.name);
    expect(undone(refused).filter((step) => finished.some((each) => each === step))).toEqual(
      finished.reverse(),
    );
  }
});

check('each undo waits for the one before it', async (trial) => {
  expectOneAtATime(await trial.run({ faults: REFUSED_SHIPPING }), UNDOS);
});

check('one undo that fails does not stop the others', async (trial) => {
  for (const { name, undos } of STEPS) {
    const broken = each(undos, () => refuses('UndoRefused'));
    const { shop } = await trial.run({ faults: { ...REFUSED_SHIPPING, ...broken } });
    for (const other of STEPS) {
      if (other.name !== name) expect(shop.balance(other.account), other.name).toBe(0);
    }
  }
});

check('the run ends as Failed, and tells the error that began it', async (trial) => {
  for (const { name } of STEPS) {
    for (const broken of [{}, each(UNDOS, () => refuses('UndoRefused'))]) {
      const refused = await trial.run({ faults: { [name]: refuses('First'), ...broken } });
      expect(refused.status).toBe('FAILED');
      expect(refused.told).toContain('First');
    }
  }
});

check('a step that took effect but whose reply was lost is undone too', async (trial) => {
  for (const { name } of STEPS) {
    const { shop } = await trial.run({ faults: { [name]: losesAnswer('NoAnswer') } });
    expect(shop.isEven, name).toBe(true);
  }
});

check('an undo waits out an hour’s outage', async (trial) => {
  const now = () => trial.environment.currentTimeMs();
  const { shop } = await trial.run({
    faults: {
      ...REFUSED_SHIPPING,
      ...each(UNDOS, (name) => isDown(name === 'cancelShipment' ? HOUR : HOUR / 6, now)),
    },
  });
  expect(shop.isEven).toBe(true);
});

check('whatever crashes, the books balance', async (trial) => {
  const steps: Name[] = [...STEPS.map(({ name }) => name), 'sendConfirmation'];
  for (const { crashing, faults } of [
    { crashing: steps, faults: {} },
    { crashing: UNDOS, faults: REFUSED_SHIPPING },
  ]) {
    expectBalance(await trial.run({ faults, forgets: true }));
    for (const moment of ['before the effect', 'after the effect'] as const) {
      const crashes = each(crashing, () => dies(moment));
      expectBalance(await trial.run({ faults: { ...crashes, ...faults } }));
    }
  }
  for (const { name } of STEPS) {
    expectBalance(await trial.run({ faults: { [name]: refuses('Refused') } }));
  }
});

check('cancelled at any moment, all is undone and the run ends as Canceled', async (trial) => {
  for (const { name } of STEPS) {
    const cancelled = await trial.run({ faults: (id) => ({ [name]: cancels(trial, id) }) });
    // A workflow that waited for the carrier knows that the parcel has left.
    if (name === 'shipOrder' && hasShipped(cancelled) && cancelled.shop.isWhole) continue;
    expect(cancelled.shop.isEven, name).toBe(true);
    expect(cancelled.status).toBe('CANCELLED');
  }
});

check('once the parcel is with the carrier, nothing is undone', async (trial) => {
  const unsent = await trial.run({ faults: { sendConfirmation: refuses('MailRefused') } });
  expect(unsent.shop.isWhole).toBe(true);
  const late = await trial.run({ faults: (id) => ({ sendConfirmation: cancels(trial, id) }) });
  expect(late.shop.isWhole).toBe(true);
});

/** The step takes effect, and the workflow is cancelled before it hears of that. */
function cancels(trial: Trial, id: string): Fault {
  return async (act) => {
    const reply = await act();
    await trial.cancel(id);
    return reply;
  };
}

function each(names: readonly Name[], fault: (name: Name) => Fault): Faults {
  return Object.fromEntries(names.map((name) => [name, fault(name)]));
}

/** The steps in the order in which they were undone first. */
function undone({ activities }: Ended): string[] {
  const names = activities.flatMap(
    ({ name }) => STEPS.find(({ undos }) => undos.some((undo) => undo === name))?.name ?? [],
  );
  return [...new Set(names)];
}

function hasShipped({ activities }: Ended): boolean {
  return activities.some(({ name, completed }) => name === 'shipOrder' && completed);
}

function expectOneAtATime({ activities }: Ended, names?: readonly Name[]): void {
  const inOrder = activities.filter(({ name }) => names?.includes(name) ?? true);
  for (const [index, { name, scheduled }] of inOrder.entries()) {
    const before = inOrder[index - 1];
    if (before) expect(before.closed, `${before.name} before ${name}`).toBeLessThan(scheduled);
  }
}

function expectBalance(ended: Ended): void {
  expect(ended.shop.isEven || (hasShipped(ended) && ended.shop.isWhole)).toBe(true);
}
