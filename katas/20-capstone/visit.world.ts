import {
  cutOff,
  isEnded,
  isFailing,
  isOver,
  isResting,
  openActivities,
  refusedWith,
  unanswered,
  type HistoryEvent,
  type OpenRun,
  type Run,
  type RunOptions,
  type Tools,
} from '#kit';
import type { Item } from './activities.ts';

export const LAB = 'lab-3';
/** A run of a list is to go on in a new one soon after so many events. */
export const EVENTS = 30;

/** One request to a list, and what came of it. */
export interface Request {
  readonly name: 'add' | 'checkOut';
  /** Of an add. */
  readonly item?: Item;
  /** The request in words: `add of the beaker`. */
  readonly words: string;
  accepted: boolean;
  answer: { readonly given: unknown } | { readonly refused: string } | undefined;
}

/** Whether a request was granted. */
export function isGiven({ answer }: Request): boolean {
  return answer !== undefined && 'given' in answer;
}

/** What came of a request, as the end of a sentence that begins with "it". */
export function outcome({ answer }: Request): string {
  if (answer === undefined) return 'was not answered';
  return 'refused' in answer ? `was refused (${answer.refused.replace(/\.$/, '')})` : 'was granted';
}

/** A list that a check talks to while it is open. */
export class Visit {
  readonly requests: Request[] = [];
  readonly #open: OpenRun;
  readonly #runtime: Tools['suite']['runtime'];

  constructor({ suite: { runtime } }: Tools, open: OpenRun) {
    this.#runtime = runtime;
    this.#open = open;
  }

  /** Puts items on the list, one after the other. */
  async adds(...items: readonly Item[]): Promise<Request | undefined> {
    let last: Request | undefined;
    for (const item of items) {
      last = await this.#sends({ name: 'add', item, words: `add of the ${item.article}` });
    }
    return last;
  }

  /** Orders what is on the list, and waits until that is answered, or waits for something. */
  sendsCheckOut(words = 'checkOut'): Promise<Request> {
    return this.#sends({ name: 'checkOut', words });
  }

  /** Orders what is on the list, and waits for the answer. */
  async checksOut(words = 'checkOut'): Promise<Request> {
    const request = await this.sendsCheckOut(words);
    await this.#open.until(() => request.answer !== undefined);
    await this.rests();
    return request;
  }

  async #sends(about: Pick<Request, 'name' | 'item' | 'words'>): Promise<Request> {
    await this.rests();
    const request: Request = { ...about, accepted: false, answer: undefined };
    this.requests.push(request);
    const before = await this.#accepted();
    void this.#open.update(about.name, ...(about.item ? [about.item] : [])).then(
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

  /** Whether somebody was accepted and has no answer yet. */
  async isBusyWithSomebody(): Promise<boolean> {
    return (await this.#list()).some((events) => unanswered(events).length > 0);
  }

  /** Lets virtual time pass, for attempts whose Worker has died. */
  async waits(milliseconds: number): Promise<void> {
    const events = await this.#runtime.history(this.#open.id);
    if (isOver(events) || isFailing(events)) return;
    await this.#open.passTime(milliseconds);
    await this.rests();
  }

  /** Waits for the answers to all that was sent, but for those that can't come any more. */
  answered(): Promise<void> {
    return this.#open.until(async () => {
      const waiting = this.requests.filter(({ answer }) => answer === undefined).length;
      return waiting === 0 || waiting <= cutOff(await this.#list());
    });
  }

  /** What is on the list; an error when it does not answer. */
  async reads(): Promise<unknown> {
    // While the workflow's code fails, a query would wait for it.
    if (isFailing(await this.#runtime.history(this.#open.id))) return new Error('its code fails');
    try {
      return await this.#runtime.query(this.#open.id, 'readList', []);
    } catch (error) {
      return new Error(refusedWith(error));
    }
  }

  /** The head answers, by the workflow id of an order. */
  async decides(orderId: unknown, verdict: 'approve' | 'reject'): Promise<void> {
    // An order that has another id hears nothing, and tells by what becomes of it.
    await this.#runtime.signal(String(orderId), 'decide', [verdict]).catch(() => undefined);
  }

  /**
   * Waits until so many orders wait for the head, or are over and the list has heard of it. Fewer
   * are enough when nothing is under way that would begin one more.
   */
  ordersRest(count: number): Promise<void> {
    let quiet = 0;
    return this.#open.until(async () => {
      const histories = await this.#runtime.histories(this.#open.id);
      const members = Object.entries(histories);
      const orders = members.filter(([member]) => member.includes('child'));
      const unheard = orders.filter(([member, one]) => {
        // A run that has ended hears nothing more.
        const giver = histories[member.replace(/\.?child\d+$/, '')] ?? [];
        return isOver(one) && !isEnded(giver) && heardOf(giver) < overOf(member, orders);
      });
      const still = members.every(([, one]) => isEnded(one) || (isResting(one) && !isBusy(one)));
      quiet = still && unheard.length === 0 ? quiet + 1 : 0;
      return quiet > 0 && (orders.length >= count || quiet > QUIET_LOOKS);
    });
  }

  /** Waits until nothing but the orders is under way. */
  settles(): Promise<void> {
    return this.#open.until((events) => isOver(events) || (isResting(events) && !isBusy(events)));
  }

  /** Waits until the workflow has done what it can for now. */
  rests(): Promise<void> {
    return this.#open.until((events) => isResting(events) || isOver(events));
  }

  /** Closes the list, and waits until the workflow has heard of it. */
  async closes(): Promise<void> {
    await this.#open.signal('closeList').catch(() => undefined);
    await this.rests();
  }

  /** Cancels the list, and waits until the workflow has heard of it. */
  async cancels(): Promise<void> {
    await this.#open.cancel();
    await this.rests();
  }

  /**
   * Waits for the end. A list that does not end when it was closed is cancelled, but not while it
   * owes somebody an answer: where a cancel ends a run whose handler awaits a child, the last
   * workflow task may time out for ever (test server 1.38).
   */
  async ends(): Promise<Run> {
    await this.settles();
    const rests = isResting(await this.#runtime.history(this.#open.id));
    if (rests && !(await this.isBusyWithSomebody())) await this.#open.cancel();
    const run = await this.#open.ends();
    await this.answered();
    return run;
  }

  /** The histories of the list's runs so far. */
  async #list(): Promise<HistoryEvent[][]> {
    const histories = Object.entries(await this.#runtime.histories(this.#open.id));
    return histories.flatMap(([member, events]) => (member.includes('child') ? [] : [events]));
  }

  async #accepted(): Promise<number> {
    const events = (await this.#list()).flat();
    return events.filter(({ type }) => type === 'WorkflowExecutionUpdateAccepted').length;
  }
}

/** How often to look once more whether something begins that nobody has heard of yet. */
const QUIET_LOOKS = 60;

/** Opens a list, to talk to it. Time stands still until the check waits for its end. */
export async function visits(
  tools: Tools,
  options: RunOptions,
  { eventsPerRun = 1000 } = {},
): Promise<Visit> {
  const input = { lab: LAB, eventsPerRun };
  const visit = new Visit(tools, await tools.start('supplyList', [input], options));
  await visit.rests();
  return visit;
}

function isBusy(events: readonly HistoryEvent[]): boolean {
  return isStarting(events) || openActivities(events).length > 0;
}

/** How many ends of orders a run of the list has heard of. */
function heardOf(events: readonly HistoryEvent[]): number {
  return events.filter(({ type }) => CHILD_ENDS.test(type)).length;
}

/** How many orders that the same run has given are over. */
function overOf(member: string, orders: readonly [string, HistoryEvent[]][]): number {
  const giver = member.replace(/child\d+$/, '');
  return orders.filter(
    ([other, events]) => other.replace(/child\d+$/, '') === giver && isOver(events),
  ).length;
}

/** Whether a child was asked for, and nobody knows yet whether it has started. */
function isStarting(events: readonly HistoryEvent[]): boolean {
  const known = new Set(events.flatMap(({ type, of }) => (STARTED.test(type) ? [of] : [])));
  return events.some(
    ({ id, type }) => type === 'StartChildWorkflowExecutionInitiated' && !known.has(id),
  );
}

const CHILD_ENDS = /^ChildWorkflowExecution(Completed|Failed|Canceled|TimedOut|Terminated)$/;
const STARTED = /^(ChildWorkflowExecutionStarted|StartChildWorkflowExecutionFailed)$/;
