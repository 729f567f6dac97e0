import {
  list,
  Refusal,
  required,
  type CallRecord,
  type ClientSession,
  type Fault,
  type ServicesOf,
} from '#kit';
import type { Charge, Gift, Row, Services } from './services.ts';

export const gift: Gift = {
  pledge: 'pledge-7',
  month: '2026-05',
  card: 'card-1',
  amount: 20,
  email: 'ines@example.org',
};

/** Next month's gift under the same pledge, and one of the same donor under another. */
export const gifts: readonly Gift[] = [
  gift,
  { ...gift, month: '2026-06' },
  { ...gift, pledge: 'pledge-8' },
  { ...gift, pledge: 'pledge-9', card: 'card-2', email: 'omar@example.org' },
];

/** What the services around one session remember. */
class Memory {
  readonly charges: (Charge & { card: string })[] = [];
  readonly receipts = new Map<string, string>();
  readonly rows = new Map<string, Row>();
  readonly letters = new Set<string>();
}

const memories = new Map<string, Memory>();

/** All runs of a session have one world. */
function memoryOf({ run }: { readonly run: string }): Memory {
  const session = run.slice(0, Math.max(0, run.indexOf('~')));
  const memory = memories.get(session) ?? new Memory();
  memories.set(session, memory);
  return memory;
}

/** The services around a gift, and their books: card, register, letters. */
export const charity: ServicesOf<Services> = {
  payments: {
    charge({ card, amount, text, key }, pen, task) {
      const { charges, receipts } = memoryOf(task);
      const known = key === undefined ? undefined : receipts.get(key);
      if (known !== undefined) return { receipt: known };
      const receipt = `${required(card, 'card')}/${charges.filter((one) => one.card === card).length + 1}`;
      if (!(required(amount, 'amount') > 0)) throw new Refusal('BadRequest', 'no such amount');
      charges.push({ card, receipt, amount, text });
      if (key !== undefined) receipts.set(key, receipt);
      pen.add('card', amount, card);
      return { receipt };
    },
    statement({ card }, _, task) {
      return memoryOf(task).charges.filter((one) => one.card === card);
    },
  },
  register: {
    insert(row, pen, task) {
      const { rows } = memoryOf(task);
      if (rows.has(required(row.id, 'id'))) {
        throw new Refusal('UniqueViolation', 'there is a row of this id');
      }
      rows.set(row.id, row);
      pen.add('register', 1, contents(row));
    },
    upsert(row, pen, task) {
      const { rows } = memoryOf(task);
      if (!rows.has(required(row.id, 'id'))) pen.add('register', 1, contents(row));
      rows.set(row.id, row);
    },
    find({ id }, _, task) {
      return memoryOf(task).rows.get(required(id, 'id')) ?? null;
    },
  },
  letters: {
    post({ request, to }, pen, task) {
      const { letters } = memoryOf(task);
      if (letters.has(required(request, 'request'))) return;
      letters.add(request);
      pen.add('letters', 1, required(to, 'to'));
    },
  },
};

function contents({ pledge, month }: { pledge: string; month: string }): string {
  return `${pledge}, ${month}`;
}

/** The calls that write into the register: an answer needs only one of them. */
export const WRITES = ['register.insert', 'register.upsert'] as const;

/** The calls that change something, each with what it is about. */
export const REQUESTS: readonly { readonly what: string; readonly names: readonly string[] }[] = [
  { what: 'payments.charge', names: ['payments.charge'] },
  { what: 'the register', names: WRITES },
  { what: 'letters.post', names: ['letters.post'] },
];

/** Something that happened too often or too seldom. */
interface WrongEffect {
  /** The services that have to do with it: `payments`. */
  readonly group: string;
  readonly told: string;
}

/** What is wrong, when just these gifts were to be collected. */
export function wrongEffects(
  { world }: Pick<ClientSession, 'world'>,
  due: readonly Gift[],
): WrongEffect[] {
  const wanted = [
    ...due.map(({ card }) => ({ account: 'card', key: card })),
    ...due.map((one) => ({ account: 'register', key: contents(one) })),
    ...due.map(({ email }) => ({ account: 'letters', key: email })),
  ];
  const { entries } = world.ledger;
  const all = [...wanted, ...entries.map(({ account, key = '' }) => ({ account, key }))];
  const places = new Map(all.map((place) => [`${place.account} ${place.key}`, place]));
  return [...places.values()].flatMap(({ account, key }) => {
    const isHere = (one: { account: string; key?: string }) =>
      one.account === account && one.key === key;
    const times = entries.filter(isHere).length;
    const right = wanted.filter(isHere).length;
    if (times === right) return [];
    const group = account === 'card' ? 'payments' : account;
    return [{ group, told: told(account, key, times, right) }];
  });
}

function told(account: string, key: string, times: number, right: number): string {
  const what =
    { card: `charge on ${key}`, register: `row for ${key}` }[account] ?? `letter to ${key}`;
  const found = times === 0 ? `There is no ${what}` : `There ${things(times, what)}`;
  return right === 0 || times === 0 ? `${found}.` : `${found}, not ${right}.`;
}

/** `is 1 row for …`, `are 2 rows for …`. */
function things(times: number, what: string): string {
  return times === 1 ? `is 1 ${what}` : `are ${times} ${what.replace(' ', 's ')}`;
}

/** What must have happened for some gifts, in words. */
export function dueEffects(due: readonly Gift[]): string {
  if (due.length === 0) return 'Nothing has happened: no charge, no row, no letter.';
  return due.length === 1
    ? 'The card is charged once, the gift stands in the register once, and one letter is posted.'
    : 'For each of the gifts there is one charge, one row in the register and one letter.';
}

/** What came of a call of `collect`, as the end of a sentence. */
export function heard(outcome: Awaited<ReturnType<ClientSession['call']>>): string {
  if (outcome.kind === 'returned') return `got ${JSON.stringify(outcome.result) ?? 'nothing'}`;
  const types: string[] = [];
  let last = outcome.error;
  for (let error: typeof last | undefined = last; error; error = error.cause) {
    last = error;
    types.push(error.type);
  }
  return `got an error: ${list(types.slice(0, 1))}${types.length > 1 ? `, caused by ${types.at(-1)}` : ''} (${last.message})`;
}

/** What the server was asked to start. Two that ask at once come in any order. */
export async function startLines(desk: ClientSession, { ids = true } = {}) {
  const words = { started: 'began', joined: 'is the one that was open', refused: 'is refused' };
  const starts = (await desk.starts()).map(({ workflowId, workflow, outcome }) => ({
    text: `a run of ${workflow}${ids ? ` with the id ${workflowId}` : ''} ${words[outcome]}`,
    marked: ids ? outcome !== 'started' : true,
  }));
  return ids ? starts : starts.toSorted((one, other) => one.text.localeCompare(other.text));
}

/**
 * The calls on services, by run: what no history can show. Keys are told by letters, since what
 * matters is which of them are the same.
 *
 * @param options.again before which call collect was called again
 * @param options.group the services to look at; of several runs, only calls on them are told
 */
export async function callLines(
  desk: ClientSession,
  { again, group }: { again?: number | undefined; group?: string } = {},
) {
  const all = [...desk.world.calls.entries()];
  const began = all[0]?.[1].at ?? 0;
  const runs = [...new Set((await desk.starts()).map(({ run }) => run))];
  const several = runs.length > 1;
  const letters = new Map<string, string>();
  return runs
    .flatMap((run) => all.filter(([, call]) => call.run === run))
    .filter(([, { name }]) => !several || group === undefined || name.startsWith(`${group}.`))
    .flatMap(([index, call]) => {
      const of = several ? `run ${runs.indexOf(call.run) + 1}: ` : '';
      const named = keyOf(call);
      const text = `${of}${call.activity}, attempt ${call.attempt} → ${call.name}${keyed(call, named, letters)}${replied(call)}`;
      const marked = named !== undefined && (!group || call.name.startsWith(`${group}.`));
      // How much time runs that are side by side take says nothing.
      const at = several || again !== undefined ? {} : { at: call.at - began };
      const chapter = { text: 'collect is called again', marked: false };
      return [...(index === again ? [chapter] : []), { ...at, text, marked }];
    });
}

/** By which the service can tell whether a request comes again; null where it is given nothing. */
function keyOf({ name, input }: CallRecord): string | null | undefined {
  const { key, id, request } = (input ?? {}) as { key?: string; id?: string; request?: string };
  switch (name) {
    case 'payments.charge':
      return key ?? null;
    case 'register.insert':
    case 'register.upsert':
      return id ?? null;
    case 'letters.post':
      return request ?? null;
    default:
      return undefined;
  }
}

const KEYS: Readonly<Record<string, string>> = { register: 'row', letters: 'request' };

function keyed(
  { name }: CallRecord,
  named: string | null | undefined,
  letters: Map<string, string>,
): string {
  if (named === undefined) return '';
  const what = KEYS[name.split('.')[0] ?? ''] ?? 'key';
  if (named === null) return `, no ${what}`;
  const letter = letters.get(named) ?? String.fromCodePoint(65 + letters.size);
  letters.set(named, letter);
  return `, ${what} ${letter}`;
}

function replied({ reply }: CallRecord): string {
  switch (reply?.kind) {
    case 'failed':
      return `: ${reply.failure.type}`;
    case 'completed':
      return '';
    default:
      return ': no reply';
  }
}

/**
 * The first request is slow: its attempt is given up before it arrives, and it arrives while the
 * next attempt is at work, right before that one asks for the same. Whoever has looked around by
 * then has seen nothing of it.
 */
export function slowFirst(names: readonly string[]): Readonly<Record<string, Fault>> {
  let arrives: (() => Promise<unknown>) | undefined;
  const slow: Fault = async ({ attempt }, act) => {
    if (attempt === 1) {
      arrives = act;
      return { kind: 'lost' };
    }
    await arrives?.();
    arrives = undefined;
    return act();
  };
  return Object.fromEntries(names.map((name) => [name, slow]));
}
