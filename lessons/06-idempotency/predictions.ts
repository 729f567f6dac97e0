import { count, end, event, type Prediction } from '../../src/recording/prediction.ts';
import oneAttempt from './recordings/one-attempt.json' with { type: 'json' };
import replyLost from './recordings/reply-lost.json' with { type: 'json' };
import seenTwice from './recordings/seen-twice.json' with { type: 'json' };

export const predictions: readonly Prediction[] = [
  {
    run: oneAttempt,
    look: event(oneAttempt, 'ActivityTaskTimedOut'),
    recorded: { end: end(oneAttempt), debitsTold: count(oneAttempt, 'ActivityTaskCompleted') },
    claims: [
      { end: 'Completed' },
      { end: 'Failed', debitsTold: 1 },
      { end: 'Failed', debitsTold: 0 },
      { end: 'open' },
    ],
  },
  {
    run: replyLost,
    look: event(replyLost, 'ActivityTaskScheduled', 'debit'),
    recorded: [replyLost, seenTwice]
      .map((run) => event(run, 'ActivityTaskScheduled', 'debit').activityId)
      .join(' and '),
    claims: ['random ones', '1 and 1', '1 and 2'],
  },
  {
    run: seenTwice,
    look: event(seenTwice, 'WorkflowExecutionStarted'),
    recorded: {
      signals: count(seenTwice, 'WorkflowExecutionSignaled'),
      starts: count(seenTwice, 'WorkflowExecutionStarted'),
    },
    claims: [{ signals: 1 }, { starts: 2 }, { signals: 0, starts: 1 }],
  },
];
