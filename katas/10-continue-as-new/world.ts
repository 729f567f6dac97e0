import {
  cutOff,
  isFailing,
  isOver,
  isResting,
  openActivities,
  Refusal,
  refusedWith,
  required,
  type HistoryEvent,
  type OpenRun,
  type Run,
  type RunOptions,
  type ServicesOf,
  type Tools,
} from '#kit';
import type { Activities } from './activities.ts';

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

export const ACCOUNT = 'giro-7';
/** A run is to go on in a new one soon after so many events; a deposit alone makes four. */
export const EVENTS = 20;
export const BLOCKED = 'blocked';

/** The cash desk and the mail room, with their books. */
export const bank: ServicesOf<Activities> = {
  payOut({ id, amount }, pen) {
    if (required(id, 'id').startsWith(BLOCKED)) throw new Refusal('CardBlocked', 'ask the bank');
    pen.once('cash', required(amount, 'amount'), id);
  },
  sendStatement({ number }, pen) {
    pen.once('statements', 1, String(required(number, 'number')));
  },
};

/** A request to an account, and what came of it. */
export interface Request {
  readonly name: 'deposit' | 'withdraw';
  readonly id: string;
  readonly amount: number;
  /** The request in words: `withdraw of 30 (id w-1)`. */
  readonly words: string;
  accepted: boolean;
  /** A signal has no answer: the server took it. */
  answer: { readonly given: unknown } | { readonly refused: string } | undefined;
}

/** Whether a request was granted. */
export function isGiven({ answer }: Request): boolean {
  return answer !== undefined && 'given' in answer;
}

/** What came of a request, as the end of a sentence that begins with "it". */
export function outcome({ answer }: Request): string {
  if (answer === undefined) return 'was not answered';
  return 'refused' in answer
    ? `was refused (${answer.refused.replace(/\.$/, '')})`
    : `was answered with ${JSON.stringify(answer.given) ?? 'nothing'}`;
}

/** What is left after requests, each of which counts once. */
export function balanceAfter(requests: readonly Request[]): number {
  return sumOf(requests, 'deposit') - sumOf(requests, 'withdraw');
}

/** The euros of all granted requests of one kind. */
export function sumOf(requests: readonly Request[], kind: Request['name']): number {
  const granted = requests.filter((request) => request.name === kind && isGiven(request));
  const amounts = new Map(granted.map(({ id, amount }) => [id, amount]));
  return [...amounts.values()].reduce((sum, amount) => sum + amount, 0);
}

/** An account that a check talks to while it is open. */
export class Visit {
  readonly requests: Request[] = [];
  readonly #open: OpenRun;
  readonly #runtime: Tools['suite']['runtime'];

  constructor({ suite: { runtime } }: Tools, open: OpenRun) {
    this.#runtime = runtime;
    this.#open = open;
  }

  /** Pays in, and waits until the workflow has dealt with it. */
  async deposits(id: string, amount: number): Promise<void> {
    const request = this.#request('deposit', id, amount);
    try {
      await this.#open.signal('deposit', { id, amount });
      request.answer = { given: undefined };
    } catch (error) {
      request.answer = { refused: refusedWith(error) };
    }
    await this.rests();
  }

  /** Pays in so many times, 10 euros each. */
  async depositsMany(count: number, prefix = 'deposit'): Promise<void> {
    for (let turn = 1; turn <= count; turn += 1) {
      await this.deposits(`${prefix}-of-day-${String(turn).padStart(3, '0')}`, 10);
    }
  }

  /** Asks for money, and waits until that is answered, or accepted and waiting for something. */
  async sends(id: string, amount: number): Promise<Request> {
    const request = this.#request('withdraw', id, amount);
    const before = await this.#accepted();
    void this.#open.update('withdraw', { id, amount }).then(
      (given) => (request.answer = { given }),
      (error: unknown) => (request.answer = { refused: refusedWith(error) }),
    );
    await this.#open.until(
      async (events) =>
        request.answer !== undefined || (isResting(events) && (await this.#accepted()) > before),
    );
    request.accepted = (await this.#accepted()) > before;
    return request;
  }

  /** Asks for money, and waits for the answer. */
  async withdraws(id: string, amount: number): Promise<Request> {
    const request = await this.sends(id, amount);
    await this.answered();
    await this.rests();
    return request;
  }

  /** Waits for the answers to all that was sent, but for those that can't come any more. */
  answered(): Promise<void> {
    return this.#open.until(async () => {
      const waiting = this.requests.filter(({ answer }) => answer === undefined).length;
      return waiting === 0 || waiting <= cutOff(await this.#chain());
    });
  }

  /** Waits until the workflow has done what it can without an answer. */
  rests(): Promise<void> {
    return this.#open.until((events) => isResting(events) || isFailing(events) || isOver(events));
  }

  /** What the account says that it holds; an error when it does not answer. */
  async reads(): Promise<unknown> {
    // While the workflow's code fails, a query would wait for it.
    if (isFailing(await this.#runtime.history(this.#open.id))) return new Error('its code fails');
    try {
      return await this.#runtime.query(this.#open.id, 'readBalance', []);
    } catch (error) {
      return new Error(refusedWith(error));
    }
  }

  /**
   * Lets time go by, until so long after the opening. In steps that grow, and not to the end when
   * the workflow writes more and more meanwhile.
   */
  async waitsUntil(time: number): Promise<void> {
    const due = (await this.#began()) + time;
    const before = await this.#written();
    for (let step = 1.7 * MINUTE; ; step *= 4) {
      const events = await this.#runtime.history(this.#open.id);
      const left = due - (await this.#runtime.now());
      if (left <= 0 || isOver(events) || isFailing(events)) break;
      if ((await this.#written()) - before > TOO_MUCH) break;
      await this.#open.passTime(Math.min(step, left));
      await this.rests();
    }
  }

  /** Waits until nothing is under way any more, in this run or in the next. */
  settles(): Promise<void> {
    return this.#open.until(
      (events) => isOver(events) || (isResting(events) && openActivities(events).length === 0),
    );
  }

  /** Closes the account, and waits until the workflow has heard of it. */
  async closes(): Promise<void> {
    await this.#open.signal('closeAccount').catch(() => undefined);
    await this.rests();
  }

  /** Waits for the end. An account that does not end when it was closed is cancelled. */
  async ends(): Promise<Run> {
    await this.settles();
    const events = await this.#runtime.history(this.#open.id);
    if (isResting(events)) await this.#open.cancel();
    const run = await this.#open.ends();
    await this.answered();
    return run;
  }

  #request(name: Request['name'], id: string, amount: number): Request {
    const words = `${name} of ${amount} (id ${id})`;
    const request: Request = { name, id, amount, words, accepted: false, answer: undefined };
    this.requests.push(request);
    return request;
  }

  /** The histories of all runs so far. */
  async #chain(): Promise<HistoryEvent[][]> {
    return Object.values(await this.#runtime.histories(this.#open.id));
  }

  async #began(): Promise<number> {
    return Math.min(...(await this.#chain()).map(([first]) => first?.at ?? Infinity));
  }

  async #written(): Promise<number> {
    return (await this.#chain()).flat().length;
  }

  async #accepted(): Promise<number> {
    const events = (await this.#chain()).flat();
    return events.filter(({ type }) => type === 'WorkflowExecutionUpdateAccepted').length;
  }
}

/** Events that no account needs for waiting. */
const TOO_MUCH = 100;

/** Opens an account, to talk to it. Time stands still but for what the check lets pass. */
export async function visits(
  tools: Tools,
  options: RunOptions,
  { eventsPerRun = EVENTS, remembered = 50 } = {},
): Promise<Visit> {
  const input = { accountId: ACCOUNT, eventsPerRun, remembered };
  const visit = new Visit(tools, await tools.start('account', [input], options));
  await visit.rests();
  return visit;
}
