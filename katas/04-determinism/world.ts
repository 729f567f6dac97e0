import { required, type ServicesOf } from '#kit';
import type { Activities, Office, Shift } from './activities.ts';

/** Telephones that somebody answers at once, a ticket system, a pager and a text service. */
export const telephones: ServicesOf<Activities> = {
  openTicket({ ticket, callId }, pen) {
    required(callId, 'callId');
    pen.once('tickets', 1, required(ticket, 'ticket'));
  },
  readRoster: () => [...ROSTER],
  ringIndianapolis: ring,
  ringOsaka: ring,
  ringOrebro: ring,
  pageManager({ ticket }, pen) {
    pen.once('pages', 1, required(ticket, 'ticket'));
  },
  textCustomer({ ticket, callId }, pen) {
    required(callId, 'callId');
    pen.once('texts', 1, required(ticket, 'ticket'));
  },
};

function ring({ ticket }: { ticket: string }): { answered: boolean } {
  required(ticket, 'ticket');
  return { answered: true };
}

/** An ordinary day. */
const ROSTER: readonly Shift[] = [
  { office: 'Osaka', fromHour: 0, toHour: 8 },
  { office: 'Örebro', fromHour: 8, toHour: 16 },
  { office: 'Indianapolis', fromHour: 16, toHour: 24 },
];

/** Everybody has swapped with somebody. */
export const SWAPPED: readonly Shift[] = [
  { office: 'Örebro', fromHour: 0, toHour: 8 },
  { office: 'Indianapolis', fromHour: 8, toHour: 16 },
  { office: 'Osaka', fromHour: 16, toHour: 24 },
];

/** A holiday in two of the three countries. */
export const HOLIDAY: readonly Shift[] = [{ office: 'Osaka', fromHour: 0, toHour: 24 }];

/** The same holiday, after somebody has taken over. */
export const CHANGED: readonly Shift[] = [{ office: 'Örebro', fromHour: 0, toHour: 24 }];

/** The offices in the order in which they follow one another, each with its activity. */
export const RINGS: Readonly<Record<Office, string>> = {
  Indianapolis: 'ringIndianapolis',
  Osaka: 'ringOsaka',
  Örebro: 'ringOrebro',
};

export const RING_NAMES = Object.values(RINGS);

/** A call in each shift of an ordinary day, close to where the next or the last one begins. */
export const CALLS = {
  Osaka: { id: 'call-1', receivedAt: '2026-03-10T00:30:00Z' },
  Örebro: { id: 'call-2', receivedAt: '2026-03-10T15:30:00Z' },
  Indianapolis: { id: 'call-3', receivedAt: '2026-03-10T16:15:00Z' },
} as const satisfies Readonly<Record<Office, { id: string; receivedAt: string }>>;
