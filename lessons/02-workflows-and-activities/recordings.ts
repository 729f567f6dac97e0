import type { ActivityReply, ActivityTask } from '../../src/kit/runtime.ts';
import type { Recording } from '../../src/recording/recording.ts';
import type { Contract } from './provider.ts';

const contract: Contract = {
  id: 'line-12',
  address: 'Mill Lane 4',
  monthsLeft: 8,
  noticeDays: 30,
};

/** Every service does as it is told. */
function obliging({ name }: ActivityTask): ActivityReply {
  return { kind: 'completed', result: name === 'findContract' ? contract : undefined };
}

/** The parcel service is down for the first two attempts of an activity that needs it. */
function noParcels(task: ActivityTask): ActivityReply {
  const needsIt = task.name === 'closeContract' || task.name === 'orderReturnBox';
  if (!needsIt || task.attempt > 2) return obliging(task);
  const message = 'the parcel service is down';
  return { kind: 'failed', failure: { type: 'Unavailable', message, retryable: true } };
}

export const recordings: readonly Recording[] = [
  {
    file: 'at-once',
    title: 'Everything in one activity',
    about: 'The parcel service is down twice. Each attempt has booked the fee before.',
    code: 'at-once.ts',
    workflow: 'closeAtOnce',
    args: [contract.id],
    perform: noParcels,
  },
  {
    file: 'apart',
    title: 'One deed for each activity',
    about: 'The same bad minute. Only the box is ordered again.',
    code: 'closing.ts',
    workflow: 'close',
    args: [contract.id],
    perform: noParcels,
  },
  {
    file: 'worker-dies',
    title: 'The Worker dies after the fee is booked',
    about: 'The fee is booked and nobody hears of it. The attempt runs into its timeout.',
    code: 'closing.ts',
    workflow: 'close',
    args: [contract.id],
    perform: (task) =>
      task.name === 'bookFee' && task.attempt === 1 ? { kind: 'lost' } : obliging(task),
  },
  {
    file: 'last-day',
    title: 'A date on its way into a workflow',
    about: 'The activity returns a Date. The workflow returns what it got: the type of it.',
    code: 'last-day.ts',
    workflow: 'whatArrives',
    args: [contract.id],
    perform: () => ({ kind: 'completed', result: new Date('2026-06-30') }),
  },
];
