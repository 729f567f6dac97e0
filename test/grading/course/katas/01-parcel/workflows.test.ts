import { kata } from '#kit';
import { world } from './world.ts';

const HOUR_MS = 3_600_000;

const suite = kata('parcel', { services: world });

suite.check(
  {
    id: 'money-first',
    promise: 'the money is taken once, and then the parcel is sent once',
    hurts: 'A parcel that nobody paid for is a present.',
    read: 'order',
  },
  async ({ run, expect, fail }) => {
    const one = await run('sendParcel', ['a-1']);
    expect(one).toHaveCompleted().toHaveReturned('parcel of a-1').toHaveScheduled(['pay', 'ship']);
    const effects = one.ledger.entries.length;
    if (effects !== 2) fail(one, { expected: 'Two effects.', happened: `There are ${effects}.` });
  },
);

suite.check(
  {
    id: 'waits-an-hour',
    promise: 'an hour lies between the money and the parcel',
    hurts: 'Whoever changes their mind within the hour gets a parcel all the same.',
    read: 'order',
  },
  async ({ run, expect, fail }) => {
    const one = await run('sendParcel', ['a-2'], { worker: 'lost' });
    expect(one).toHaveCompleted();
    const [paid, shipped] = ['pay', 'ship'].map((name) =>
      one.activities.find((activity) => activity.name === name),
    );
    const hour = one.timers.some(({ duration }) => duration === HOUR_MS);
    if (paid && shipped && hour) return;
    fail(one, { expected: 'A timer of an hour.', happened: 'There is none.' });
  },
);

suite.check(
  {
    id: 'each-order-its-own',
    promise: 'the number that comes back is that of the order',
    hurts: 'With the number of another order, the customer waits for another’s parcel.',
    read: 'order',
  },
  async ({ run, expect }) => {
    const order = `order-${Math.random()}`;
    const one = await run('sendParcel', [order]);
    expect(one).toHaveReturned(`parcel of ${order}`);
  },
);
