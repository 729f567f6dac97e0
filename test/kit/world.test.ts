import { describe, expect, test } from 'vitest';
import { desk } from './desk.ts';
import { openFixtures, passes } from './runs.ts';
import { shop } from './shop.ts';
import { CheckFailure } from '../../src/kit/diagnosis.ts';
import type { ActivityTask } from '../../src/kit/runtime.ts';
import { dies, down, fails, failsAfterEffect, flaky } from '../../src/kit/faults.ts';
import { Refusal, required, type Services } from '../../src/kit/services.ts';
import { RunWorld, type Fault, type Faults } from '../../src/kit/world.ts';

const HOUR = 3_600_000;

function task(facts: Partial<ActivityTask> = {}): ActivityTask {
  return {
    token: 'attempt-1',
    own: false,
    member: '',
    run: 'run-1',
    name: 'charge',
    activityId: '1',
    attempt: 1,
    args: [{ order: 'order-7' }],
    scheduledAt: 0,
    startedAt: 0,
    heartbeat: undefined,
    ...facts,
  };
}

/** The replies to attempts of one activity, and what stands on the card after each. */
async function attempts(fault: Fault, times: readonly number[]): Promise<string[]> {
  const world = new RunWorld(shop, { byName: { charge: fault } });
  const told: string[] = [];
  for (const [index, startedAt] of times.entries()) {
    const reply = await world.perform(task({ attempt: index + 1, startedAt }));
    const kind =
      reply.kind === 'failed'
        ? `${reply.failure.type}, again: ${reply.failure.retryable}`
        : reply.kind;
    told.push(`${kind}, card ${world.ledger.balance('card')}`);
  }
  return told;
}

describe('a world in which nothing goes wrong', () => {
  test('answers with what the service returns, and books its effects', async () => {
    const world = new RunWorld({
      charge: ({ order }: { order: string }, pen, { attempt }) => {
        pen.add('card', -40, order);
        return { receipt: `${order}/${attempt}` };
      },
    });
    expect(await world.perform(task({ attempt: 2, startedAt: 99 }))).toEqual({
      kind: 'completed',
      result: { receipt: 'order-7/2' },
    });
    expect(world.ledger.entries).toEqual([
      {
        activity: 'charge',
        activityId: '1',
        attempt: 2,
        at: 99,
        account: 'card',
        amount: -40,
        key: 'order-7',
      },
    ]);
  });

  test('gives a service that is asked with nothing an empty request', async () => {
    const world = new RunWorld({ charge: (request) => ({ request }) });
    expect(await world.perform(task({ args: [] }))).toMatchObject({ result: { request: {} } });
  });

  test('counts what it was asked for', async () => {
    const world = new RunWorld(shop, { byName: { ship: fails('NoVans', 'none today') } });
    await world.perform(task());
    await world.perform(task({ name: 'ship', activityId: '2', attempt: 3 }));
    expect(world.tries).toEqual([
      { name: 'charge', activityId: '1', attempts: 1, failure: undefined },
      {
        name: 'ship',
        activityId: '2',
        attempts: 3,
        failure: { type: 'NoVans', message: 'none today', retryable: false },
      },
    ]);
  });
});

describe('a refusal', () => {
  test('fails the activity for good, and is nobody’s fault', async () => {
    const world = new RunWorld({
      charge: () => {
        throw new Refusal('CardDeclined', 'the bank says no');
      },
    });
    expect(await world.perform(task())).toEqual({
      kind: 'failed',
      failure: { type: 'CardDeclined', message: 'the bank says no', retryable: false },
    });
    expect(world.trouble).toBeUndefined();
  });

  test.each([undefined, null, ''])('names what is missing when %j is required', (value) => {
    expect(() => required(value, 'order')).toThrow(
      new Refusal('BadRequest', 'the request has no order'),
    );
  });

  test.each([0, false, 'order-7'])('does not mind %j', (value) => {
    expect(required(value, 'order')).toBe(value);
  });

  test('meets an activity that does not exist', async () => {
    const world = new RunWorld(shop);
    for (const name of ['chargeTwice', 'chargeTwice', 'toString', 'constructor']) {
      expect(await world.perform(task({ name }))).toMatchObject({
        failure: { type: 'UnknownActivity', retryable: false },
      });
    }
    expect(world.unknown).toEqual(['chargeTwice', 'toString', 'constructor']);
  });
});

describe('what goes wrong', () => {
  test('fails: nothing happens, each time', async () => {
    expect(await attempts(fails('No', 'not today'), [0, 0])).toEqual([
      'No, again: false, card 0',
      'No, again: false, card 0',
    ]);
  });

  test('flaky: the first attempts fail, and then it works', async () => {
    expect(await attempts(flaky('Busy', 'try later', { times: 2 }), [0, 0, 0])).toEqual([
      'Busy, again: true, card 0',
      'Busy, again: true, card 0',
      'completed, card -40',
    ]);
  });

  test('failsAfterEffect: it works, and the answer is an error', async () => {
    expect(await attempts(failsAfterEffect('NoAnswer', 'no answer in time'), [0])).toEqual([
      'NoAnswer, again: false, card -40',
    ]);
  });

  test('down: it fails for a while, counted from the first request', async () => {
    expect(await attempts(down({ for: HOUR }), [500, HOUR, HOUR + 499, HOUR + 500])).toEqual([
      'Unavailable, again: true, card 0',
      'Unavailable, again: true, card 0',
      'Unavailable, again: true, card 0',
      'completed, card -40',
    ]);
  });

  test('dies before the effect: the first attempt is lost, and nothing happened', async () => {
    expect(await attempts(dies('before the effect'), [0, 0])).toEqual([
      'lost, card 0',
      'completed, card -40',
    ]);
  });

  test('dies after the effect: the first attempt is lost, and it happened', async () => {
    expect(await attempts(dies('after the effect'), [0, 0])).toEqual([
      'lost, card -40',
      'completed, card -80',
    ]);
  });

  test('a fault at one execution wins over one for all of its name', async () => {
    const faults: Faults = {
      byName: { charge: fails('No', 'not today') },
      byId: new Map([['2', flaky('Busy', 'try later', { times: 1 })]]),
    };
    const world = new RunWorld(shop, faults);
    expect(await world.perform(task())).toMatchObject({ failure: { type: 'No' } });
    const second = task({ activityId: '2' });
    expect(await world.perform(second)).toMatchObject({ failure: { type: 'Busy' } });
    expect(await world.perform({ ...second, attempt: 2 })).toMatchObject({ kind: 'completed' });
    expect(await world.perform(task({ name: 'ship' }))).toMatchObject({ kind: 'completed' });
  });
});

describe('trouble in the world itself', () => {
  const broken = (service: Services[string]) => new RunWorld({ charge: service });

  test('is kept apart from what the run did', async () => {
    const bug = new TypeError('a bug of ours');
    const world = new RunWorld(shop, { byName: { charge: () => Promise.reject(bug) } });
    expect(await world.perform(task())).toMatchObject({ failure: { type: 'WorldTrouble' } });
    expect(world.trouble).toEqual(bug);
  });

  test('is not what a fault finds wrong with the run', async () => {
    const stuck = new CheckFailure({
      expected: 'It goes on.',
      happened: 'It does not.',
      lines: [],
    });
    const world = new RunWorld(shop, { byName: { charge: () => Promise.reject(stuck) } });
    expect(await world.perform(task())).toEqual({ kind: 'cancelled' });
    expect(world.trouble).toBeUndefined();
  });

  test('is not what a service can do nothing with', async () => {
    const pick = ({ items }: { items: string[] }) => items.join();
    const world = new RunWorld({ pick });
    const message = 'pick can do nothing with {"items":5}';
    const request = task({ name: 'pick', args: [{ items: 5 }] });
    expect(await world.perform(request)).toMatchObject({
      failure: { type: 'BadRequest', message, retryable: false },
    });
    expect(world.trouble).toBeUndefined();
  });

  test('in a fault counts too, and the first trouble is told', async () => {
    const world = new RunWorld(shop, {
      byName: {
        charge: () => Promise.reject('no error at all'),
        ship: () => Promise.reject(new Error('the second')),
      },
    });
    await world.perform(task());
    await world.perform(task({ name: 'ship' }));
    expect(world.trouble).toEqual(new Error('no error at all'));
  });

  test('is a service that does not answer at once', async () => {
    const world = broken(async () => 'later');
    await world.perform(task());
    expect(world.trouble?.message).toBe(`The service 'charge' must not be async.`);
  });
});

describe('the same in real runs', () => {
  const fixtures = openFixtures();

  test.each<{ what: string; fault: Fault; ends: string; attempts: number; card: number }>([
    { what: 'fails', fault: fails('No', '-'), ends: 'failed', attempts: 1, card: 0 },
    {
      what: 'flaky',
      fault: flaky('Busy', '-', { times: 2 }),
      ends: 'completed',
      attempts: 3,
      card: -40,
    },
    {
      what: 'fails after its effect',
      fault: failsAfterEffect('NoAnswer', '-'),
      ends: 'failed',
      attempts: 1,
      card: -40,
    },
    {
      what: 'dies before its effect',
      fault: dies('before the effect'),
      ends: 'completed',
      attempts: 2,
      card: -40,
    },
    {
      what: 'dies after its effect',
      fault: dies('after the effect'),
      ends: 'completed',
      attempts: 2,
      card: -80,
    },
  ])('$what', async ({ fault, ends, attempts: times, card }) => {
    const suite = await fixtures.load('charges-without-a-key', shop);
    await passes(suite, async (tools) => {
      const options = { faults: { byName: { charge: fault } } };
      const run = await tools.run('placeOrder', ['order-7'], options);
      tools.expect(run).toHaveAttempted('charge', times);
      expect([run.state, run.ledger.balance('card')]).toEqual([ends, card]);
    });
  });

  test('down for two hours', async () => {
    const suite = await fixtures.load('lets-errors-through', desk);
    await passes(suite, async (tools) => {
      const options = { faults: { byName: { openTicket: down({ for: 2 * HOUR }) } } };
      const run = await tools.run('answerCustomer', [], options);
      tools
        .expect(run)
        .toHaveCompleted()
        .toHaveTaken({ atLeast: 2 * HOUR, atMost: 3 * HOUR });
    });
  });
});
