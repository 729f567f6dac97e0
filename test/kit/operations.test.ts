import { describe, expect, test } from 'vitest';
import { desk } from './desk.ts';
import { diagnosisOf, openFixtures, passes } from './runs.ts';

const fixtures = openFixtures();

describe('a task queue of its own', () => {
  test('is polled where the kata has it, and is seen', async () => {
    const suite = await fixtures.load('sends-to-a-queue', desk, { queues: ['heavy'] });
    await passes(suite, async ({ run, expect: must }) => {
      const answered = await run('answerCustomer', ['heavy']);
      must(answered).toHaveCompleted();
      expect(answered.activities.map(({ name, taskQueue }) => [name, taskQueue])).toEqual([
        ['openTicket', undefined],
        ['leaveNote', 'heavy'],
      ]);
    });
  });

  test('that nobody polls is found', async () => {
    const suite = await fixtures.load('sends-to-a-queue', desk, { queues: ['heavy'] });
    expect(await diagnosisOf(suite, ({ run }) => run('answerCustomer', ['heavvy'])))
      .toMatchInlineSnapshot(`
        "
          Expected  Whatever the workflow sends to a task queue is taken from it by a
                    Worker.
          Happened  leaveNote was sent to the task queue 'heavvy', and nobody polls it
                    for that.

               5  +0 s    openTicket scheduled
               7  +0 s    openTicket completed
            ▶ 11  +0 s    leaveNote scheduled

          It hurts  A task queue comes into being by its name. A misspelt one is a queue
                    like any other, without a Worker: what is sent to it waits until a
                    timeout ends it, if there is one.
          Read      desk#promises
        "
      `);
  });
});

describe('what a workflow tells about itself', () => {
  test('is seen once, though its Worker dies after every task', async () => {
    const suite = await fixtures.load('tells-about-itself', desk);
    await passes(suite, async ({ run }) => {
      for (const worker of ['kept', 'lost'] as const) {
        const { metrics } = await run('answerCustomer', [2], { worker });
        expect(metrics).toMatchObject([
          { member: '', kind: 'counter', name: 'tickets', value: 1, tags: { kind: 'paper' } },
          { member: '', kind: 'histogram', name: 'wait', value: 10 },
          { member: '', kind: 'counter', name: 'tickets', value: 1, tags: { kind: 'paper' } },
          { member: '', kind: 'histogram', name: 'wait', value: 20 },
        ]);
      }
    });
  });

  test('is in its history', async () => {
    const suite = await fixtures.load('tells-about-itself', desk);
    await passes(suite, async ({ run }) => {
      const answered = await run('answerCustomer', [2]);
      const told = answered.all('WorkflowPropertiesModified').map(({ upserted }) => upserted);
      expect(told).toEqual([{ ticket: 1 }, { ticket: 2 }]);
    });
  });
});
