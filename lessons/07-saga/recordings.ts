import type { ActivityReply, ActivityTask } from '../../src/kit/runtime.ts';
import type { Recording } from '../../src/recording/recording.ts';
import type { Trip } from './trip-activities.ts';

const trip: Trip = {
  id: 'trip-7',
  traveller: 'Ada',
  city: 'Lisbon',
  from: '2026-05-04',
  nights: 3,
};

const HOUR_MS = 3_600_000;

const CODES: Readonly<Record<string, string>> = {
  bookFlight: 'TP-481',
  bookHotel: 'ROOM-12',
  bookCar: 'CAR-90',
};

/** Every supplier does as it is told. */
function obliging(task: ActivityTask): ActivityReply {
  return { kind: 'completed', result: CODES[task.name] };
}

function refuses(type: string, message: string): ActivityReply {
  return { kind: 'failed', failure: { type, message, retryable: false } };
}

function isDown(message: string): ActivityReply {
  return { kind: 'failed', failure: { type: 'Unreachable', message, retryable: true } };
}

/** The hotel books the room, but its replies don't arrive until the workflow stops asking. */
function repliesLost(task: ActivityTask): ActivityReply {
  return task.name === 'bookHotel' ? isDown('connection reset by the hotel') : obliging(task);
}

export const recordings: readonly Recording[] = [
  {
    file: 'car-refused',
    title: 'No car, and the hotel is down for an hour',
    about: 'The car is refused for good. Three undos follow; the hotel’s waits out an outage.',
    code: 'trip.ts',
    workflow: 'bookTrip',
    args: [trip],
    perform(task) {
      if (task.name === 'bookCar') return refuses('NoCarsLeft', 'no cars left in Lisbon');
      const outage = task.name === 'cancelHotel' && task.startedAt < task.scheduledAt + HOUR_MS;
      return outage ? isDown('the hotel does not answer') : obliging(task);
    },
  },
  {
    file: 'car-refused-late',
    title: 'No car, registered after the step',
    about: 'The car is refused for good. The wrong version gets away with it.',
    code: 'trip-wrong.ts',
    workflow: 'bookTripLate',
    args: [trip],
    perform: (task) =>
      task.name === 'bookCar' ? refuses('NoCarsLeft', 'no cars left in Lisbon') : obliging(task),
  },
  {
    file: 'reply-lost',
    title: 'Registered before the step',
    about: 'The room is booked, the reply is lost. The undo was registered first, so it runs.',
    code: 'trip.ts',
    workflow: 'bookTrip',
    args: [trip],
    perform: repliesLost,
  },
  {
    file: 'reply-lost-late',
    title: 'Registered after the step (wrong)',
    about: 'The room is booked, the reply is lost. No undo was registered: the room stays booked.',
    code: 'trip-wrong.ts',
    workflow: 'bookTripLate',
    args: [trip],
    perform: repliesLost,
  },
  {
    file: 'cancelled',
    title: 'Cancelled while the hotel is being booked',
    about: 'The request arrives in the middle of a step. The step ends, and everything is undone.',
    code: 'trip.ts',
    workflow: 'bookTrip',
    args: [trip],
    perform: obliging,
    cancelDuring: 'bookHotel',
  },
  {
    file: 'cancelled-hasty',
    title: 'Cancelled, with cancellationType left out (wrong)',
    about: 'The hotel is slow. Its undo is done, and the run is over, while bookHotel goes on.',
    code: 'trip-hasty.ts',
    workflow: 'bookRoomHasty',
    args: [trip],
    perform: (task) => (task.name === 'bookHotel' ? { kind: 'lost' } : obliging(task)),
    cancelDuring: 'bookHotel',
  },
];
