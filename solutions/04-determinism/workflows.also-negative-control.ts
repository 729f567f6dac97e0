// Everything that looks forbidden and is not: random numbers, the clock, setTimeout, a variable of
// the module, a formatter that is told its language and its zone.
import { defineQuery, proxyActivities, setHandler } from '@temporalio/workflow';
import type { Activities, Office, Shift } from './activities.ts';

export interface Call {
  id: string;
  receivedAt: string;
}

export interface Status {
  state: 'ringing' | 'waiting' | 'answered' | 'handed over';
  lastRung?: Office;
}

export interface Routed {
  ticket: string;
  answeredBy?: Office;
  waitedMinutes: number;
}

export const status = defineQuery<Status>('status');

const act = proxyActivities<Activities>({ startToCloseTimeout: '90 seconds' });

const hourInUtc = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'UTC',
  hour: '2-digit',
  hourCycle: 'h23',
});

/** Each run has a module of its own, so this is the run's. */
const current: Status = { state: 'ringing' };

const began = Date.now();

export async function routeCall({ id, receivedAt }: Call): Promise<Routed> {
  setHandler(status, () => ({ ...current }));
  const ticket = Math.random().toString(36).slice(2) + Math.random().toString(36).slice(2);
  const [shifts] = await Promise.all([act.readRoster(), act.openTicket({ ticket, callId: id })]);

  const answeredBy =
    (await ringRound(ticket, shifts, receivedAt)) ??
    (await pause().then(() => ringRound(ticket, shifts, receivedAt)));
  if (answeredBy) current.state = 'answered';
  else {
    current.state = 'handed over';
    await act.pageManager({ ticket });
    await act.textCustomer({ ticket, callId: id });
  }
  const waitedMinutes = Math.trunc((new Date().getTime() - began) / 60_000);
  return { ticket, waitedMinutes, ...(answeredBy && { answeredBy }) };
}

async function ringRound(ticket: string, shifts: readonly Shift[], at: string) {
  current.state = 'ringing';
  const hour = Number(hourInUtc.format(new Date(at)));
  const onShift = shifts.find(({ fromHour, toHour }) => hour >= fromHour && hour < toHour);
  const names: Office[] = ['Indianapolis', 'Osaka', 'Örebro'];
  // Swedish puts Ö after Z, on every machine, because it is named here.
  names.sort((one, other) => rank(one) - rank(other) || one.localeCompare(other, 'sv'));
  for (const name of names) {
    current.lastRung = name;
    if ((await ring(name, ticket)).answered) return name;
  }
  return undefined;

  function rank(name: Office): number {
    return name === onShift?.office ? 0 : 1;
  }
}

function ring(name: Office, ticket: string): Promise<{ answered: boolean }> {
  switch (name) {
    case 'Indianapolis':
      return act.ringIndianapolis({ ticket });
    case 'Osaka':
      return act.ringOsaka({ ticket });
    case 'Örebro':
      return act.ringOrebro({ ticket });
  }
}

function pause(): Promise<void> {
  current.state = 'waiting';
  return new Promise((resolve) => setTimeout(resolve, 3_600_000));
}
