import {
  cancelMeanwhile,
  down,
  ending,
  fails,
  failsAfterEffect,
  kata,
  ledgerLines,
  list,
  type ActivityRecord,
  type Entry,
  type Run,
  type Tools,
} from '#kit';
import {
  STEPS,
  STEP_NAMES,
  UNDO_NAMES,
  allLeftOver,
  isWholeOrder,
  leftOver,
  order,
  shop,
  stepUndoneBy,
} from './world.ts';

const HOUR = 3_600_000;
const placing = {
  workflow: 'placeOrder',
  args: [order],
  steps: STEP_NAMES,
  options: { share: 'placing an order' },
};

/** What a service says when it refuses its step. */
const REFUSALS: Readonly<Record<string, [type: string, message: string]>> = {
  reserveStock: ['OutOfStock', 'the shelf is empty'],
  chargeCard: ['CardDeclined', 'the bank says no'],
  shipOrder: ['NoVans', 'no van comes this way'],
};
const refusal = (name: string) => fails(...(REFUSALS[name] ?? ['Refused', 'no']));
const refusedShipping = { shipOrder: refusal('shipOrder') };

const saga = kata('saga', { services: shop });

saga.check(
  {
    id: 'places-the-order',
    promise:
      'a good order is reserved, charged, shipped and confirmed, once each and in that order',
    hurts:
      'A parcel that leaves before it is paid for is a present, and a card that is charged twice is a call from the bank.',
    read: 'steps',
  },
  async ({ run, expect }) => {
    const placed = await run('placeOrder', [order], placing.options);
    const steps = [...STEP_NAMES, 'sendConfirmation'];
    const expected = expect(placed)
      .toHaveCompleted()
      .toHaveScheduled(steps)
      .toHaveWaitedBetween(steps);
    for (const step of steps) {
      expected.toHaveGiven(step, `orderId '${order.id}'`, isOrder);
    }
    expected.toHaveReturned(`parcel-${order.id}`);
  },
);

saga.check(
  {
    id: 'undoes-in-reverse',
    promise: 'whichever step fails, the finished steps are undone, newest first',
    hurts:
      'What is not undone stays: money that nobody owes, goods that nobody can buy. Undone in the wrong order, a later step still stands on what an earlier undo has taken away.',
    read: 'newest-first',
  },
  async ({ failEachStep, fail }) => {
    await failEachStep(
      placing,
      ({ name }) => refusal(name),
      saysNo,
      (run, step) => {
        const finished = STEPS.slice(
          0,
          STEP_NAMES.findIndex((name) => name === step?.name),
        );
        for (const { name, account, undos } of finished) {
          const sign = run.ledger.balance(account) * (account === 'parcels' ? 1 : -1);
          if (sign <= 0) continue;
          const tried = run.activitiesNamed(...undos);
          fail(run, {
            expected: `${name} is undone before the workflow ends.`,
            happened:
              tried.length > 0
                ? `${list(tried.map((undo) => undo.name))} was scheduled, and yet ${leftOver(run, account)}.`
                : `Nothing undid ${name}: ${leftOver(run, account)}, and the workflow ${ending(run)}.`,
            marked: ofStepAndUndos(run, name, undos),
          });
        }
        const order = undoneSteps(
          run,
          finished.map(({ name }) => name),
        );
        const newestFirst = finished.map(({ name }) => name).reverse();
        if (order.join() !== newestFirst.join()) {
          fail(run, {
            expected: `The undos come newest first: ${undosOf(newestFirst)}.`,
            happened: `They came in this order: ${undosOf(order)}.`,
            marked: isUndo(run),
          });
        }
      },
    );
  },
);

saga.check(
  {
    id: 'one-undo-at-a-time',
    promise: 'each undo waits for the one before it',
    hurts:
      'Undos that overlap can meet in the middle: the goods are back on the shelf and sold again while the parcel with them is still on the van.',
    read: 'one-at-a-time',
  },
  async ({ run, expect }) => {
    const when = saysNo({ name: 'shipOrder' });
    const refused = await run('placeOrder', [order], {
      ...placing.options,
      when,
      faults: { byName: refusedShipping },
    });
    expect(refused).toHaveWaitedBetween(UNDO_NAMES);
  },
);

saga.check(
  {
    id: 'keeps-undoing',
    promise: 'one undo that fails does not stop the others',
    hurts:
      'The undo that failed needs a person anyway. Those that were never tried need one too, and nobody knows of them.',
    read: 'keep-undoing',
  },
  async ({ run, each, fail }) => {
    await each(STEPS, async ({ name, undos }) => {
      const broken = Object.fromEntries(
        undos.map((undo) => [undo, fails('UndoRefused', 'this can’t be undone now')]),
      );
      const stopped = await run('placeOrder', [order], {
        when: `The carrier refuses the parcel, and then the undo of ${name} fails for good.`,
        faults: { byName: { ...refusedShipping, ...broken } },
      });
      const others = STEPS.filter((other) => other.name !== name);
      const left = others.find(({ account }) => stopped.ledger.balance(account) !== 0);
      if (!left) return;
      fail(stopped, {
        expected: `${left.name} is undone all the same.`,
        happened: `After the undo of ${name} failed, ${left.name} was not undone: ${leftOver(stopped, left.account)}.`,
        marked: isUndo(stopped),
      });
    });
  },
);

saga.check(
  {
    id: 'tells-the-first-error',
    promise: 'the run ends as Failed, and tells the error that began it',
    hurts:
      'Whoever reads the failure, a person or the caller’s code, decides by it. A run that says Completed, or tells only of a failed undo, sends them the wrong way.',
    read: 'first-error',
  },
  async ({ run, failEachStep, expect }) => {
    const undisturbed = await run('placeOrder', [order], placing.options);
    const undoFails = Object.fromEntries(
      UNDO_NAMES.map((undo) => [undo, fails('UndoRefused', 'this can’t be undone now')]),
    );
    const judge = (run: Run, step: ActivityRecord | undefined) => {
      expect(run).toHaveFailedWith(REFUSALS[step?.name ?? '']?.[0] ?? '');
    };
    await failEachStep(placing, ({ name }) => refusal(name), saysNo, judge);
    await failEachStep(
      { ...placing, undisturbed, options: { faults: { byName: undoFails } } },
      ({ name }) => refusal(name),
      (step) => `${saysNo(step)} Then every undo fails as well.`,
      judge,
    );
  },
);

saga.check(
  {
    id: 'undoes-lost-steps',
    promise: 'a step that took effect but whose reply was lost is undone too',
    hurts:
      'An error tells you that you got no good answer. It does not tell you that nothing happened: the card may be charged already.',
    read: 'register-before',
  },
  async ({ failEachStep, fail }) => {
    await failEachStep(
      placing,
      ({ name }) => failsAfterEffect('NoAnswer', `${name} did not answer in time`),
      ({ name }) => `${name} takes effect, but its answer is lost and the step fails.`,
      (run, step) => {
        const left = STEPS.find(({ account }) => run.ledger.balance(account) !== 0);
        if (!left) return;
        fail(run, {
          expected: `Nothing is left of the order, ${step?.name} included.`,
          happened: `The workflow ${ending(run)}, and ${list(allLeftOver(run))}.`,
          marked: ofStepAndUndos(run, left.name, left.undos),
          lines: booksOf(run, left.account),
        });
      },
    );
  },
);

saga.check(
  {
    id: 'outlasts-an-outage',
    promise: 'an undo waits out an hour’s outage',
    hurts:
      'A bank that is down for an hour is an ordinary day. An undo that gives up before leaves its step standing for ever.',
    read: 'outages',
  },
  async ({ run, fail }) => {
    // An hour for the newest undo; an hour for each would triple what this check costs.
    const outage = Object.fromEntries(
      STEPS.flatMap(({ name, undos }) =>
        undos.map((undo) => [undo, down({ for: name === 'shipOrder' ? HOUR : HOUR / 6 })]),
      ),
    );
    const waited = await run('placeOrder', [order], {
      when: 'The carrier refuses the parcel. Then its own service is down for an hour, and the bank’s and the warehouse’s for ten minutes each.',
      faults: { byName: { ...refusedShipping, ...outage } },
    });
    if (allLeftOver(waited).length === 0) return;
    fail(waited, {
      expected: 'After the outage, everything is undone.',
      happened: `The workflow ${ending(waited)}, and ${list(allLeftOver(waited))}.`,
      marked: isUndo(waited),
    });
  },
);

saga.check(
  {
    id: 'balances-after-crashes',
    promise: 'whatever crashes, the books balance',
    hurts:
      'Every activity, an undo too, may run more than once, and an undo may come for a step that never happened. Where that changes the sums, the books are wrong and no error is logged.',
    read: 'books-balance',
  },
  async (tools) => {
    const { run, each, crashEverywhere, failEachStep } = tools;
    const steps = [...STEP_NAMES, 'sendConfirmation'];
    const refused = { byName: refusedShipping };
    const undisturbed = await run('placeOrder', [order], {
      ...placing.options,
      when: saysNo({ name: 'shipOrder' }),
      faults: refused,
    });
    const undoing = { ...placing, steps: UNDO_NAMES, undisturbed, options: { faults: refused } };
    await each([{ ...placing, steps }, undoing], (subject) =>
      crashEverywhere(subject, (crashed) => mustBalance(tools, crashed)),
    );
    await failEachStep(
      placing,
      ({ name }) => refusal(name),
      saysNo,
      (run) => mustBalance(tools, run),
    );
  },
);

saga.check(
  {
    id: 'cleans-up-when-cancelled',
    promise: 'cancelled at any moment, everything is undone and the run ends as Canceled',
    hurts:
      'People cancel orders every day. What is not cleaned up then is paid for by the customer, and a wrong status wakes the wrong people.',
    read: 'cancellation',
  },
  async ({ cancelEverywhere, fail, expect }) => {
    await cancelEverywhere(placing, (run, step) => {
      // The workflow waited for the carrier, and heard that the parcel has left. From there on
      // nothing is undone, and how the run ends is left to the answer.
      if (step?.name === 'shipOrder' && hasShipped(run) && isWholeOrder(run)) return;
      const left = allLeftOver(run);
      if (left.length > 0) {
        const standing = STEPS.find(({ account }) => run.ledger.balance(account) !== 0);
        const tried = run.activitiesNamed(...UNDO_NAMES).length > 0;
        fail(run, {
          expected: 'Whatever took effect is undone.',
          happened: `The workflow ${ending(run)}, and ${list(left)}.${tried ? '' : ' No undo was scheduled.'}`,
          marked: (event) =>
            event.type === 'WorkflowExecutionCancelRequested' ||
            ofStepAndUndos(run, standing?.name ?? '', standing?.undos ?? [])(event),
          lines: booksOf(run, standing?.account ?? ''),
        });
      }
      expect(run).toHaveBeenCancelled();
    });
  },
);

saga.check(
  {
    id: 'no-way-back',
    promise: 'once the parcel is with the carrier, nothing is undone',
    hurts: 'The customer gets the goods and the money back, because a mail could not be sent.',
    read: 'point-of-no-return',
  },
  async (tools) => {
    const { run, suite } = tools;
    const unsent = await run('placeOrder', [order], {
      when: 'The parcel is shipped, and then the mail server refuses the confirmation.',
      faults: { byName: { sendConfirmation: fails('MailRefused', 'no such address') } },
    });
    mustStand(tools, unsent);
    const late = await run('placeOrder', [order], {
      when: 'Somebody cancels the workflow while sendConfirmation is under way.',
      faults: { byName: { sendConfirmation: cancelMeanwhile(suite.runtime) } },
    });
    mustStand(tools, late);
  },
);

function isOrder({ orderId }: { orderId?: string }): boolean {
  return orderId === order.id;
}

function saysNo({ name }: { readonly name: string }): string {
  const [type, message] = REFUSALS[name] ?? [];
  return `${name} fails for good: ${type}, ${message}.`;
}

function hasShipped(run: Run): boolean {
  return run.activitiesNamed('shipOrder').some(({ outcome }) => outcome === 'completed');
}

saga.chaos(
  {
    promise: 'nothing is left of an order that cannot be shipped',
    hurts:
      'Machines die at the worst moment, and then the stock or the money of an order is lost between two systems.',
    read: 'books-balance',
  },
  async (tools) => {
    const run = await tools.run('placeOrder', [order], {
      when: saysNo({ name: 'shipOrder' }),
      faults: { byName: refusedShipping },
    });
    mustBalance(tools, run);
  },
);

function mustBalance({ fail }: Tools, run: Run): void {
  const left = allLeftOver(run);
  if (left.length === 0 || (hasShipped(run) && isWholeOrder(run))) return;
  const wrong = STEPS.find(({ account }) => run.ledger.balance(account) !== 0);
  fail(run, {
    expected: 'Either the whole order stands, or nothing is left of it.',
    happened: `The workflow ${ending(run)}, and ${list(left)}.`,
    marked: ofStepAndUndos(run, wrong?.name ?? '', wrong?.undos ?? []),
    lines: booksOf(run, wrong?.account ?? ''),
  });
}

function mustStand({ fail }: Tools, run: Run): void {
  if (isWholeOrder(run)) return;
  const undos = run.activitiesNamed(...UNDO_NAMES).map(({ name }) => name);
  const after = undos.length > 0 ? list(undos) : 'it had sent no parcel';
  fail(run, {
    expected: 'The order stands: reserved, charged and shipped.',
    happened: `The workflow ${ending(run)}, after ${after}.`,
    marked: isUndo(run),
  });
}

/** The undos of these steps in words, in their order. */
function undosOf(steps: readonly string[]): string {
  return steps.map((step) => `that of ${step}`).join(', then ');
}

/** The steps in the order in which they were undone first. */
function undoneSteps(run: Run, finished: readonly string[]): string[] {
  const undone = run.activities.flatMap(({ name }) => stepUndoneBy(name)?.name ?? []);
  return [...new Set<string>(undone)].filter((name) => finished.includes(name));
}

function isUndo(run: Run) {
  return ofActivities(run, UNDO_NAMES);
}

function ofStepAndUndos(run: Run, step: string, undos: readonly string[]) {
  return ofActivities(run, [step, ...undos]);
}

function ofActivities(run: Run, names: readonly string[]) {
  const scheduled = new Set(run.activitiesNamed(...names).map((activity) => activity.scheduled.id));
  return ({ id, of, type }: { id: number; of?: number; type: string }) =>
    scheduled.has(id) || (scheduled.has(of ?? 0) && type !== 'ActivityTaskStarted');
}

/** One service's own books, line by line. */
function booksOf(run: Run, account: string) {
  const entries = run.ledger.entries.filter((entry) => entry.account === account);
  return ledgerLines(entries, run.began, ({ activity, amount, attempt }: Entry) => {
    const repeated = attempt > 1 ? `, attempt ${attempt}` : '';
    const sign = amount > 0 ? '+' : '−';
    return `in the books: ${account} ${sign}${Math.abs(amount)} (${activity}${repeated})`;
  });
}
