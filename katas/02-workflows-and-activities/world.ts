import {
  count,
  list,
  Refusal,
  required,
  type ActivityRecord,
  type CallRecord,
  type Run,
  type ServicesOf,
} from '#kit';
import type { Booking, Services } from './services.ts';

/** One customer's wish, and what the rules make of it. */
export interface Case {
  /** As the end of “Somebody asks for a refund …”. */
  readonly story: string;
  readonly booking: Booking;
  /** The day on which the customer asks. */
  readonly on: string;
  /** In euros. */
  readonly amount: number;
}

const booked: Booking = {
  id: 'booking-0',
  email: 'customer@example.org',
  price: 100,
  concertOn: '2026-06-20',
  concert: 'on',
  tickets: 'valid',
};

/** Needs everything that a refund can need. */
export const large: Case = {
  story: 'of 650 euros, three weeks before the concert',
  booking: { ...booked, id: 'booking-1', price: 650 },
  on: '2026-05-30',
  amount: 520,
};

export const early: Case = {
  story: 'of 100 euros, exactly 14 days before the concert',
  booking: { ...booked, id: 'booking-2' },
  on: '2026-06-06',
  amount: 80,
};

export const cases: readonly Case[] = [
  early,
  {
    story: 'of 100 euros, 13 days before the concert',
    booking: { ...booked, id: 'booking-3' },
    on: '2026-06-07',
    amount: 0,
  },
  {
    story: 'of 500 euros, for a concert that was called off',
    booking: { ...booked, id: 'booking-4', price: 500, concert: 'off' },
    on: '2026-06-19',
    amount: 500,
  },
  large,
  {
    story: 'for tickets that are void already',
    booking: { ...booked, id: 'booking-5', concert: 'off', tickets: 'void' },
    on: '2026-06-01',
    amount: 0,
  },
];

/** Bookings whose tickets a run has made void. */
const voided = new Set<string>();

/** The services around a refund, and their books: tickets, card, list, mails. */
export const theatre: ServicesOf<Services> = {
  boxOffice: {
    find({ booking: id }, _, { run }) {
      const found = cases.find(({ booking }) => booking.id === required(id, 'booking'));
      if (!found) throw new Refusal('UnknownBooking', `there is no booking '${id}'`);
      return voided.has(`${run} ${id}`) ? { ...found.booking, tickets: 'void' } : found.booking;
    },
    voidTickets({ booking }, pen, { run }) {
      voided.add(`${run} ${required(booking, 'booking')}`);
      pen.once('tickets', 1, booking);
    },
  },
  payments: {
    refund({ booking, amount }, pen) {
      pen.once('card', positive(amount), `${required(booking, 'booking')}, ${amount}`);
    },
  },
  manager: {
    note({ booking, amount }, pen) {
      pen.add('list', positive(amount), required(booking, 'booking'));
    },
  },
  mail: {
    send({ to, amount, booking }, pen) {
      required(booking, 'booking');
      // Keyed by what it says, since a mail about 0 euros is one too.
      pen.add('mails', 1, `${required(amount, 'amount')} ${required(to, 'to')}`);
    },
  },
};

function positive(amount: number): number {
  // What an answer sends may be no number at all.
  if (typeof required(amount, 'amount') === 'number' && amount > 0) return amount;
  throw new Refusal('BadRequest', `${amount} euros are no amount`);
}

/** The services that change something. */
export const EFFECTS = [
  'boxOffice.voidTickets',
  'payments.refund',
  'manager.note',
  'mail.send',
] as const;

/** What must come before what. */
const IN_ORDER = ['boxOffice.voidTickets', 'payments.refund', 'mail.send'];

function isEffect({ name }: Pick<CallRecord, 'name'>): boolean {
  return (EFFECTS as readonly string[]).includes(name);
}

/** What must have happened for a case, each as `deeds` tells it. */
export function dueDeeds({ booking, amount }: Pick<Case, 'booking' | 'amount'>): string[] {
  return [
    ...(amount > 0 ? ['the tickets were made void', `${amount} euros were paid`] : []),
    ...(amount > 500 ? [`the manager noted ${amount} euros`] : []),
    `a mail told ${booking.email} of ${amount} euros`,
  ];
}

/** What happened in a run, in its order: deeds that differ, each once. */
export function deeds(run: Run): string[] {
  return [...new Set(run.ledger.entries.map(deed))];
}

/** Whether two tell of the same deeds, in whatever order. */
export function isSame(some: readonly string[], others: readonly string[]): boolean {
  return some.toSorted().join() === others.toSorted().join();
}

/** Deeds as a sentence. */
function sentence(due: readonly string[]): string {
  const text = list(due);
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}.`;
}

/** What happened in a run, in its order, as a sentence. */
export function story(run: Run): string {
  const all = run.ledger.entries.map(deed);
  const told = [...new Set(all)].map((one) => {
    const times = all.filter((other) => other === one).length;
    return times > 1 ? `${one} (${count(times)})` : one;
  });
  return told.length === 0 ? 'Nothing happened.' : sentence(told);
}

function deed({ account, amount, key = '' }: Run['ledger']['entries'][number]): string {
  switch (account) {
    case 'tickets':
      return 'the tickets were made void';
    case 'card':
      return `${amount} euros were paid`;
    case 'list':
      return `the manager noted ${amount} euros`;
    default: {
      const [euros, to] = key.split(' ');
      return `a mail told ${to} of ${euros} euros`;
    }
  }
}

/** Calls on one service of which some came after it had answered; none where there are none. */
export function repeated({ world: { calls } }: Run): CallRecord[] {
  const all = EFFECTS.map((name) => calls.filter((call) => call.name === name));
  return all.find(cameAfterAnAnswer) ?? [];
}

/**
 * The same, but for a Worker's death: when an activity's only deed is done and nobody hears of it,
 * asking again is all that is left.
 */
export function repeatedWithOthers(run: Run): CallRecord[] {
  const calls = repeated(run);
  const askers = new Set(calls.map(({ activityId }) => activityId));
  if (askers.size > 1) return calls;
  const all = run.activities.map((activity) => deedsOf(run, activity));
  for (const own of all) {
    const names = [...new Set(own.map(({ name }) => name))];
    const again = names
      .map((name) => own.filter((call) => call.name === name))
      .find(cameAfterAnAnswer);
    if (names.length > 1 && again) return again;
  }
  return [];
}

function cameAfterAnAnswer(calls: readonly CallRecord[]): boolean {
  return calls.slice(0, -1).some(({ reply }) => reply?.kind === 'completed');
}

/** Two calls of which the second began before the first was over. */
export function outOfOrder(run: Run): [CallRecord, CallRecord] | undefined {
  const { calls } = run.world;
  const [first, ...rest] = IN_ORDER.flatMap((name) => calls.filter((call) => call.name === name));
  let before = first;
  for (const call of rest) {
    if (before && !isBefore(run, before, call)) return [before, call];
    before = call;
  }
  return undefined;
}

function isBefore(run: Run, one: CallRecord, other: CallRecord): boolean {
  if (one.activityId === other.activityId) {
    return run.world.calls.indexOf(one) < run.world.calls.indexOf(other);
  }
  const [first, second] = [one, other].map(({ activityId }) =>
    run.activities.find((activity) => activity.activityId === activityId),
  );
  return (first?.closed?.id ?? Infinity) < (second?.scheduled.id ?? 0);
}

/** What an activity asked for that changes something. */
export function deedsOf(run: Run, { activityId }: ActivityRecord): CallRecord[] {
  return run.world.calls.filter((call) => call.activityId === activityId && isEffect(call));
}

/** What the box office told of a booking. */
function reading({ name, reply }: CallRecord): string {
  if (name !== 'boxOffice.find' || reply?.kind !== 'completed') return '';
  const { price, tickets } = reply.result as Booking;
  return `: ${price} euros, ${tickets}`;
}

/** The calls on services: what the history can't show. */
export function callLines(run: Run, marked: (call: CallRecord) => boolean = isEffect) {
  return run.world.calls.map((call) => {
    const { amount } = (call.input ?? {}) as { amount?: unknown };
    const what = amount === undefined ? call.name : `${call.name} ${JSON.stringify(amount)}`;
    const outcomes: Readonly<Record<string, string>> = {
      completed: reading(call),
      failed: ': failed',
      lost: ': reply lost',
    };
    const outcome = outcomes[call.reply?.kind ?? 'lost'] ?? '';
    return {
      text: `${call.activity}, attempt ${call.attempt} → ${what}${outcome}`,
      marked: marked(call),
    };
  });
}

/** The numbers anywhere in a value, also those that are written as text. */
export function numbers(value: unknown): number[] {
  if (typeof value === 'object' && value !== null) return Object.values(value).flatMap(numbers);
  if (typeof value !== 'number' && typeof value !== 'string') return [];
  return value === '' || Number.isNaN(Number(value)) ? [] : [Number(value)];
}

/** Whether a number is an amount, in euros or in cents. */
export function isMoney(number: number, euros: number): boolean {
  return number === euros || number === euros * 100;
}
