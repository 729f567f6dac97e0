import { describe, expect, test, vi } from 'vitest';
import { CheckFailure, DiagnosedFailure, OurFault } from '../../src/kit/diagnosis.ts';
import { fails } from '../../src/kit/faults.ts';
import type { Run } from '../../src/kit/run.ts';
import type { LoadProblem, Runtime } from '../../src/kit/runtime.ts';
import { Suite, type CheckHead } from '../../src/kit/suite.ts';
import type { Taught, Teaches } from '../../src/kit/topics.ts';
import { TimeLocks } from '../../src/runtime/time-lock.ts';
import { desk } from './desk.ts';
import { diagnosisOf, failure, openFixtures, passes } from './runs.ts';

const WORDS: Readonly<Record<string, string>> = {
  ActivityTaskScheduled: 'activity',
  TimerStarted: 'timer',
  MarkerRecorded: 'marker',
};
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const fixtures = openFixtures();

describe('time', () => {
  test('is skipped while everybody waits', async () => {
    const suite = await fixtures.load('sleeps-a-month');
    await passes(suite, async ({ run, expect }) => {
      const trial = await run('trial', []);
      expect(trial)
        .toHaveSlept(30 * DAY)
        .toHaveTaken({ atLeast: 30 * DAY, atMost: 31 * DAY });
    });
  });

  test('that passed too quickly is told in virtual days', async () => {
    const suite = await fixtures.load('sleeps-an-hour');
    expect(
      await diagnosisOf(suite, async ({ run, expect }) => {
        expect(await run('trial', [])).toHaveTaken({ atLeast: 30 * DAY });
      }),
    ).toMatchInlineSnapshot(`
      "
        Expected  The run takes at least 30 days.
        Happened  It took 1 h.

             5  +0 s    timer of 1 h started
             6  +1 h    timer of 1 h fired
          ▶ 10  +1 h    workflow ended as Completed

        It hurts  The check says why it hurts.
        Read      desk#promises
      "
    `);
  });

  test('passes at once when children end, or hear something, after their parent is gone', async () => {
    // What nobody knows of is found when time has stood still for a while; this is known.
    const rescue = vi.spyOn(TimeLocks.prototype, 'rescue').mockResolvedValue(false);
    try {
      const suite = await fixtures.load('leaves-its-children-behind');
      await passes(suite, async ({ run }) => {
        const mails = await run('sendMails', [[3, 1, 2]]);
        expect(mails.children.map(({ result }) => result)).toEqual(['sent', 'sent', 'sent']);
        expect((await run('mail', [5])).result).toBe('sent');
      });
    } finally {
      rescue.mockRestore();
    }
  });

  test('passes for the next answer, whatever locks were left behind', async () => {
    const broken = await fixtures.load('sleeps-a-month');
    await broken.runtime.holdTime();
    await broken.runtime.holdTime();
    const suite = await fixtures.load('sleeps-a-month');
    await passes(suite, async ({ run, expect }) => {
      expect(await run('trial', [])).toHaveSlept(30 * DAY);
    });
  });

  test('is held by one check at a time', async () => {
    const suite = await fixtures.load('reminds-after-a-day', desk);
    const told: string[] = [];
    const check = (name: string) =>
      passes(suite, async ({ start }) => {
        const open = await start('answerCustomer', []);
        told.push(`${name} begins`);
        await open.passTime(HOUR);
        await open.signal('pay');
        await open.ends();
        told.push(`${name} ends`);
      });
    await Promise.all([check('one'), check('other')]);
    expect(told).toEqual(['one begins', 'one ends', 'other begins', 'other ends']);
  });

  test('stands still for a run that a check talks to, but for what it lets pass', async () => {
    const suite = await fixtures.load('reminds-after-a-day', desk);
    await passes(suite, async (tools) => {
      const open = await tools.start('answerCustomer', []);
      const reminders = async () => {
        const events = await open.rests();
        return events.filter(({ type }) => type === 'ActivityTaskScheduled').length;
      };
      expect(await reminders()).toBe(0);
      await open.passTime(23 * HOUR);
      expect(await reminders()).toBe(0);
      const { id = 0 } = (await open.rests()).at(-1) ?? {};
      await open.passTime(2 * HOUR);
      await open.rests(id);
      expect(await reminders()).toBe(1);
      await open.signal('pay');
      const run = await open.ends();
      tools.expect(run).toHaveReturned('paid').toHaveScheduledTimes('leaveNote', 1);
      tools.expect(run).toHaveTaken({ atLeast: 25 * HOUR, atMost: 26 * HOUR });
    });
  });

  test('goes on after a run that could not be started', async () => {
    const suite = await fixtures.load('sleeps-a-month');
    const twice = passes(suite, async ({ start }) => {
      await start('trial', [], { id: 'trial-1' });
      await start('trial', [], { id: 'trial-1' });
    });
    await expect(twice).rejects.toThrow(OurFault);
    await passes(suite, async ({ run, expect }) => {
      expect(await run('trial', [])).toHaveCompleted();
    });
  });

  test('goes on after a check that left a run open', async () => {
    const suite = await fixtures.load('sleeps-a-month');
    await passes(suite, ({ start }) => start('trial', []));
    await passes(suite, async ({ run, expect }) => {
      expect(await run('trial', [])).toHaveCompleted();
    });
  });
});

describe('a run that a check talks to', () => {
  test('hears signals and answers queries', async () => {
    const suite = await fixtures.load('counts-its-queries', desk);
    await passes(suite, async (tools) => {
      const open = await tools.start('answerCustomer', []);
      await open.rests();
      await open.signal('close');
      const run = await open.ends();
      tools.expect(run).toHaveRecorded('WorkflowExecutionSignaled', 1, 'close');
      tools.expect(run).toHaveScheduled(['leaveNote']);
    });
  });

  test('answers updates, and says why it refuses one', async () => {
    const suite = await fixtures.load('sells-tickets');
    await passes(suite, async (tools) => {
      const open = await tools.start('sell', [2]);
      expect(await open.update('buy', 1)).toBe('1 left');
      await expect(open.update('buy', 5)).rejects.toThrow('only 1 left');
      expect(await open.query('left')).toBe(1);
      expect(await open.update('buy', 1)).toBe('0 left');
      tools.expect(await open.ends()).toHaveReturned('sold out');
    });
  });

  test('says what failed behind an update, and not only that an activity did', async () => {
    const suite = await fixtures.load('opens-tickets-on-request', desk);
    await passes(suite, async ({ start }) => {
      const refused = { byName: { openTicket: fails('DeskClosed', 'come back tomorrow') } };
      const one = await start('answerCustomer', [], { faults: refused });
      await expect(one.update('open', 'Ada')).rejects.toThrow(/^come back tomorrow$/);
    });
  });

  test('can be cancelled', async () => {
    const suite = await fixtures.load('sleeps-a-month');
    await passes(suite, async (tools) => {
      const open = await tools.start('trial', []);
      await open.rests();
      await open.cancel();
      tools.expect(await open.ends()).toHaveBeenCancelled();
    });
  });
});

describe('a run that began under earlier code', () => {
  const names = (run: Run) => run.events.flatMap(({ type }) => WORDS[type] ?? []);

  test('takes the old way at what it has passed, and the new one at what lies before it', async () => {
    const suite = await fixtures.load('notes-first-behind-a-patch', desk);
    await passes(suite, async ({ run }) => {
      const [fresh, before, past] = [
        await run('answerCustomer', []),
        await run('answerCustomer', [], { deployment: { after: 4 } }),
        await run('answerCustomer', [], { deployment: { after: 11 } }),
      ];
      expect(names(fresh)).toEqual(['activity', 'marker', 'activity', 'timer']);
      expect(names(before)).toEqual(names(fresh));
      expect(names(past)).toEqual(['activity', 'timer', 'activity']);
    });
  });

  test('has the patches that the earlier code had', async () => {
    const suite = await fixtures.load('notes-first-behind-a-patch', desk);
    await passes(suite, async ({ run }) => {
      const deployment = { after: 99, had: ['note-first'] };
      const [first] = names(await run('answerCustomer', [], { deployment })).slice(1);
      expect(first).toBe('marker');
    });
  });
});

describe('an experiment that checks share', () => {
  test('is executed once for a suite, and each check judges it', async () => {
    const services = { ...desk, openTicket: vi.fn(() => ({ ticket: 'ticket-1' })) };
    const suite = await fixtures.load('notes-later', services);
    for (const _ of [1, 2]) {
      await passes(suite, async ({ run, expect }) => {
        expect(await run('answerCustomer', [], { share: 'a day' })).toHaveCompleted();
      });
    }
    expect(services.openTicket).toHaveBeenCalledTimes(1);
    await passes(suite, ({ run }) => run('answerCustomer', [], { share: 'another day' }));
    await passes(suite, ({ run }) => run('answerCustomer', []));
    expect(services.openTicket).toHaveBeenCalledTimes(3);
  });

  test('fails every check that wants it when it does not run to an end', async () => {
    const suite = await fixtures.load('throws-a-plain-error', desk);
    const [first, second] = [
      await failure(suite, ({ run }) => run('answerCustomer', [], { share: 'a day' })),
      await failure(suite, ({ run }) => run('answerCustomer', [], { share: 'a day' })),
    ];
    expect(first).toEqual(second);
  });
});

describe('whose fault it is', () => {
  const head: CheckHead = { id: 'answers', promise: 'p', hurts: 'h', read: 'r' };
  const loaded = {
    state: 'loaded',
    workflows: [],
    activities: [],
    client: [],
    tests: [],
    shown: 'answers/desk',
  } as const;

  /** A suite over a runtime of which only these parts are there. */
  const suiteOver = (runtime: Partial<Runtime>, services = {}, teaches?: Teaches) => {
    const all = { answer: async () => loaded, ...runtime } as Runtime;
    return new Suite('desk', services, all, 'test', teaches ? { teaches } : {});
  };

  test('a broken promise is the answer’s, in the words of the check', async () => {
    const finding = { expected: 'e', happened: 'a', lines: [] };
    const checked = suiteOver({}).check(head, async () => {
      throw new CheckFailure(finding);
    });
    await expect(checked).rejects.toThrow(DiagnosedFailure);
    await expect(checked).rejects.toHaveProperty('diagnosis', {
      check: 'desk/answers',
      promise: 'p',
      ...finding,
      hurts: 'h',
      read: 'desk#r',
    });
  });

  test.each([
    ['the place that teaches it, and then the check’s own', 'loops', 'desk-work#loops', 'desk#r'],
    ['the check’s own heading while nothing teaches it', 'locks', 'desk#r', undefined],
    ['the check’s own heading once, where that teaches it', 'promises', 'desk#r', undefined],
    ['the check’s own, and then the later lesson that teaches it', 'fees', 'desk#r', 'fees#late'],
  ])('what is not about the promise sends to %s', async (_, topic, read, also) => {
    const places: Record<string, Taught> = {
      loops: { read: 'desk-work#loops', later: false },
      promises: { read: 'desk#r', later: false },
      fees: { read: 'fees#late', later: true },
    };
    const teaches = async (asked: string) => places[asked];
    const checked = suiteOver({}, {}, teaches).check(head, async () => {
      throw new CheckFailure({ expected: 'e', happened: 'a', lines: [], topic });
    });
    const failed = (await checked.catch((error: unknown) => error)) as DiagnosedFailure;
    expect([failed.diagnosis.read, failed.diagnosis.also]).toEqual([read, also]);
  });

  test('an answer that does not load fails each check, and no check begins', async () => {
    const problem: LoadProblem = {
      kind: 'syntax',
      message: 'It does not parse.',
      details: ['line 3'],
    };
    const answer = async () => ({ state: 'broken', problem, shown: 'answers/desk' }) as const;
    const checked = suiteOver({ answer }).check(head, () => expect.unreachable());
    await expect(checked).rejects.toHaveProperty(
      'diagnosis.happened',
      'It does not parse.\nline 3',
    );
  });

  test('a check that breaks down is ours', async () => {
    const bug = new TypeError('cannot read properties of undefined');
    const checked = suiteOver({}).check(head, () => Promise.reject(bug));
    await expect(checked).rejects.toThrow(new OurFault('The check itself failed.'));
    await expect(checked).rejects.toHaveProperty('cause', bug);
  });

  test('a run that does not go on is ours', async () => {
    const suite = suiteOver({
      start: async () => undefined,
      settled: async () => ({ state: 'infra', events: [], reason: 'no new event for 8 seconds' }),
    });
    const checked = suite.check(head, async () => void (await suite.run('answerCustomer', [])));
    await expect(checked).rejects.toThrow(
      new OurFault('The run did not go on: no new event for 8 seconds.'),
    );
  });

  test('a server that is gone is ours', async () => {
    const gone = new Error('14 UNAVAILABLE: Connection dropped');
    const suite = suiteOver({ start: () => Promise.reject(gone) });
    const checked = suite.check(head, async () => void (await suite.run('answerCustomer', [])));
    await expect(checked).rejects.toThrow(OurFault);
    await expect(checked).rejects.toHaveProperty('cause', gone);
  });

  test('a world that breaks down is ours, whatever the run then does', async () => {
    const bug = new TypeError('a bug in the fault');
    const faults = { byName: { openTicket: () => Promise.reject(bug) } };
    for (const fixture of ['lets-errors-through', 'throws-a-plain-error', 'hides-the-error']) {
      const suite = await fixtures.load(fixture, { openTicket: () => undefined });
      const checked = passes(suite, async ({ run, expect }) => {
        expect(await run('answerCustomer', [], { faults })).toHaveCompleted();
      });
      await expect(checked).rejects.toThrow(new OurFault('The world of the kata failed.'));
      await expect(checked).rejects.toHaveProperty('cause', bug);
    }
  });
});
