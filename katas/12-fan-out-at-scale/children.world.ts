import { count, ending, type HistoryEvent, type Run, type Tools } from '#kit';
import { named } from './judging.world.ts';
import { spanOf } from './world.ts';

/** The child that waits for what comes back has started, outlives the mailing, and may. */
export function mustLeaveBehind({ fail }: Tools, run: Run): void {
  const asked = run.chain.flatMap((one) =>
    one
      .all('StartChildWorkflowExecutionInitiated')
      .filter(({ name }) => name === 'collectReturns')
      .map((event) => ({ event, run: one })),
  );
  const [first] = asked;
  if (asked.length !== 1 || !first) {
    return fail(run, {
      expected: 'The mailing starts one child collectReturns.',
      happened: `It was asked for ${count(asked.length)}.`.replace(
        'was asked for never',
        'was never asked for',
      ),
      marked: ({ id }) => asked.some(({ event }) => event.id === id),
    });
  }
  const about = ({ id, of }: HistoryEvent) => id === first.event.id || of === first.event.id;
  const events = first.run.events.filter(({ of }) => of === first.event.id);
  if (!events.some(({ type }) => type === 'ChildWorkflowExecutionStarted')) {
    fail(first.run, {
      expected: 'The mailing ends when collectReturns has started, and not before.',
      happened: 'It asked for the child and ended; that the child started is not in its history.',
      marked: (event) => about(event) || event.id === first.run.events.at(-1)?.id,
    });
  }
  if (events.some(({ type }) => type === 'ChildWorkflowExecutionCompleted')) {
    fail(first.run, {
      expected: 'The mailing ends when the letters are sent.',
      happened: 'It waited for collectReturns to end. The post takes two weeks for that.',
      marked: about,
    });
  }
  const { closePolicy = 'terminate' } = first.event;
  if (closePolicy === 'abandon') return;
  fail(first.run, {
    expected: 'collectReturns lives on when the mailing ends.',
    happened: `The child’s parent close policy is “${closePolicy}”: the server ends it together with the mailing.`,
    marked: about,
  });
}

/** Every execution heard of the cancellation, ordered nothing after that, and ended as Canceled. */
export function mustStop({ expect, fail }: Tools, run: Run): void {
  const parts = run.tree.filter(({ workflow }) => workflow !== 'collectReturns');
  for (const part of parts) {
    const heard = part.last('WorkflowExecutionCancelRequested')?.id;
    if (heard === undefined) continue;
    const late = part.activitiesNamed('sendLetters').find(({ scheduled }) => scheduled.id > heard);
    if (!late) continue;
    fail(part, {
      expected: 'Whoever has heard of the cancellation orders nothing more.',
      happened: `The residents ${named(spanOf(late))} were ordered letters for after that.`,
      marked: ({ id }) => id === heard || id === late.scheduled.id,
    });
  }
  const feigned = parts.find(
    (part) =>
      part.state === 'completed' &&
      part.last('WorkflowExecutionCancelRequested') &&
      part.activities.some(({ outcome }) => outcome !== 'completed' && outcome !== 'failed'),
  );
  if (feigned) {
    fail(feigned, {
      expected: 'Whoever is stopped in the middle of an order ends as Canceled.',
      happened: `This one ${ending(feigned)}.`,
      marked: ({ type }) => /^WorkflowExecution(CancelRequested|Completed)$/.test(type),
    });
  }
  const cancelledAt = run.last('WorkflowExecutionCancelRequested')?.at ?? Infinity;
  const deaf = parts.find(
    (part) =>
      part !== run &&
      (part.events.at(-1)?.at ?? 0) > cancelledAt &&
      part.state !== 'continued' &&
      !part.last('WorkflowExecutionCancelRequested'),
  );
  if (deaf) {
    fail(deaf, {
      expected: 'Every batch that is under way is told to stop.',
      happened: 'This one heard nothing, and went on to its end.',
    });
  }
  expect(run).toHaveBeenCancelled();
}
