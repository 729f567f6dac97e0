import {
  inTurn,
  isEnded,
  isFailing,
  list,
  openActivities,
  Refusal,
  refusedWith,
  required,
  type ActivityTask,
  type Fault,
  type HistoryEvent,
  type OpenRun,
  type Run,
  type RunOptions,
  type ServicesOf,
  type Tools,
} from '#kit';
import type { Activities, Line } from './activities.ts';

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** What the shop sells, each piece at so many euros. */
export const PRICES: Readonly<Record<string, number>> = { kettle: 40, cup: 5, tray: 12 };

export const CART = 'cart-7';
export const ORDER = `order-of-${CART}`;

/** The catalogue, the app's list, the bank and the warehouse, each with its books. */
export const shop: ServicesOf<Activities> = {
  listCart({ cartId }, pen) {
    pen.once('list', 1, required(cartId, 'cartId'));
  },
  lookUpPrice({ sku }) {
    const price = PRICES[required(sku, 'sku')];
    if (price === undefined) throw new Refusal('NotSold', `the shop sells no ${sku}`);
    return { price };
  },
  placeOrder({ cartId, lines, total }, pen) {
    pen.once('card', -required(total, 'total'), required(cartId, 'cartId'));
    for (const { sku, quantity } of required(lines, 'lines')) {
      pen.once(`goods: ${sku}`, quantity, cartId);
    }
    return { orderId: `order-of-${cartId}` };
  },
  unlistCart({ cartId }, pen) {
    pen.revert('list', required(cartId, 'cartId'));
  },
};

/** A cart as an answer shows it; nothing is sure about what an answer really sends. */
export interface Shown {
  readonly state?: unknown;
  readonly lines?: unknown;
  readonly total?: unknown;
  readonly orderId?: unknown;
}

/** The pieces of each article in a cart that somebody was shown. */
export function piecesIn(cart: unknown): Record<string, number> {
  const { lines } = (cart ?? {}) as Shown;
  const pieces: Record<string, number> = {};
  for (const line of Array.isArray(lines) ? (lines as Partial<Line>[]) : []) {
    const sku = String(line?.sku);
    pieces[sku] = (pieces[sku] ?? 0) + Number(line?.quantity);
  }
  return pieces;
}

/** Pieces in words: `3 × cup and 2 × kettle`, `nothing`. */
export function inWords(pieces: Readonly<Record<string, number>>): string {
  const words = Object.entries(pieces)
    .filter(([, quantity]) => quantity !== 0)
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([sku, quantity]) => `${quantity} × ${sku}`);
  return list(words);
}

/** One request to a cart, and what came of it. */
export interface Request {
  readonly name: string;
  readonly args: readonly unknown[];
  /** The request in words: `addItem of 2 kettles`. */
  readonly words: string;
  /** The event that says that it was accepted; there is none when it was refused on arrival. */
  accepted: number | undefined;
  answer: { readonly given: unknown } | { readonly refused: string } | undefined;
}

/** Whether a request was answered with a cart. */
export function isGiven({ answer }: Request): boolean {
  return answer !== undefined && 'given' in answer;
}

/** What came of a request, as the end of a sentence that begins with "it". */
export function outcome({ answer }: Request): string {
  if (answer === undefined) return 'was not answered';
  if ('refused' in answer) return `was refused (${answer.refused})`;
  const pieces = piecesIn(answer.given);
  const empty = Object.keys(pieces).length === 0;
  return `was answered with ${empty ? 'an empty cart' : `a cart of ${inWords(pieces)}`}`;
}

/** What the carts of a check are given, in the order in which they were asked for it. */
export function piecesAfter(requests: readonly Request[]): Record<string, number> {
  const pieces: Record<string, number> = {};
  for (const { name, args, ...rest } of requests) {
    if (!isGiven({ name, args, ...rest })) continue;
    const { sku = '', quantity = 0 } = (args[0] ?? {}) as { sku?: string; quantity?: number };
    if (name === 'addItem') pieces[sku] = (pieces[sku] ?? 0) + quantity;
    if (name === 'removeItem') delete pieces[sku];
  }
  return pieces;
}

/** What pieces cost together. */
export function priceOf(pieces: Readonly<Record<string, number>>): number {
  return Object.entries(pieces).reduce(
    (sum, [sku, quantity]) => sum + quantity * (PRICES[sku] ?? 0),
    0,
  );
}

/** The pieces that the warehouse sent out. */
export function sentBy({ ledger }: Run): Record<string, number> {
  return Object.fromEntries(
    Object.keys(PRICES).flatMap((sku) => {
      const quantity = ledger.balance(`goods: ${sku}`);
      return quantity === 0 ? [] : [[sku, quantity]];
    }),
  );
}

/** A cart that a check talks to while it is open. */
export class Visit {
  readonly requests: Request[] = [];
  readonly open: OpenRun;
  readonly #runtime: Tools['suite']['runtime'];

  constructor({ suite: { runtime } }: Tools, open: OpenRun) {
    this.#runtime = runtime;
    this.open = open;
  }

  /** Sends an update, and waits until it is answered, or accepted and waiting for something. */
  async sends(name: string, ...args: unknown[]): Promise<Request> {
    const words = requestWords(name, args[0]);
    const request: Request = { name, args, words, accepted: undefined, answer: undefined };
    this.requests.push(request);
    const before = (await this.#runtime.history(this.open.id)).at(-1)?.id ?? 0;
    void this.open.update(name, ...args).then(
      (given) => (request.answer = { given }),
      (error: unknown) => (request.answer = { refused: asText(error) }),
    );
    const isOwn = ({ id, type }: HistoryEvent) =>
      id > before && type === 'WorkflowExecutionUpdateAccepted';
    await this.until(
      (events) => request.answer !== undefined || (events.some(isOwn) && isResting(events)),
    );
    request.accepted = (await this.#runtime.history(this.open.id)).find(isOwn)?.id;
    return request;
  }

  /** Sends an update, and waits for its answer. */
  async asks(name: string, ...args: unknown[]): Promise<Request> {
    const request = await this.sends(name, ...args);
    await this.answered();
    return request;
  }

  /** Waits for the answers to all that was sent. */
  answered(): Promise<void> {
    return this.until(() => this.requests.every(({ answer }) => answer !== undefined));
  }

  /** Waits until nothing but these activities is under way. */
  rests(...but: string[]): Promise<void> {
    return this.until(
      (events) =>
        isResting(events) && openActivities(events).every(({ name = '' }) => but.includes(name)),
    );
  }

  /** What the cart shows; an error when it does not answer. */
  async reads(): Promise<unknown> {
    // While the workflow's code fails, a query would wait for it.
    if (isFailing(await this.#runtime.history(this.open.id))) return new Error('its code fails');
    try {
      return await this.#runtime.query(this.open.id, 'readCart', []);
    } catch (error) {
      return new Error(asText(error));
    }
  }

  /** The customer looks at the cart. A run that is over hears nothing more. */
  async looks(): Promise<void> {
    await this.open.signal('seen').catch(() => undefined);
    await this.until(isResting);
  }

  /** Lets time go by until so long after the start. */
  async waitsUntil(time: number): Promise<void> {
    const events = await this.#runtime.history(this.open.id);
    if (isEnded(events) || isFailing(events)) return;
    const due = (events[0]?.at ?? 0) + time;
    await this.open.passTime(Math.max(1, due - (await this.#runtime.now())));
    await this.rests();
  }

  /** Lets time go its way until the run is over and every request has its answer. */
  async ends(): Promise<Run> {
    const run = await this.open.ends();
    await this.answered();
    return run;
  }

  /** Waits for a moment, not longer than anything can still happen. */
  until(moment: (events: readonly HistoryEvent[]) => boolean): Promise<void> {
    return this.open.until(moment, LOOKS_AFTER_END);
  }
}

/** How often to look once more for an answer that is on its way when the run has ended. */
const LOOKS_AFTER_END = 100;

/** Starts a cart, to talk to it. Time stands still but for what the check lets pass. */
export async function visits(tools: Tools, options: RunOptions): Promise<Visit> {
  const faults = options.faults ?? everyService(answeredInTurn(tools));
  return new Visit(tools, await tools.start('shoppingCart', [CART], { ...options, faults }));
}

/** The activities are answered one at a time, the oldest first, each when the workflow rests. */
export function answeredInTurn({ suite: { runtime } }: Tools, fault?: Fault): Fault {
  return inTurn(runtime, ({ activityId }) => Number(activityId), fault ? { fault } : {});
}

/** One fault for all services. */
export function everyService(fault: Fault) {
  return { byName: Object.fromEntries(Object.keys(shop).map((name) => [name, fault])) };
}

/** The door of a service: shut, until the check opens it. Other services have none. */
export class Door {
  readonly #opened = Promise.withResolvers<void>();
  readonly #service: string;
  readonly #skus: readonly string[];

  /** @param skus only requests for these wait; by default all */
  constructor(service: string, ...skus: string[]) {
    this.#service = service;
    this.#skus = skus;
  }

  async passes({ name, args }: ActivityTask): Promise<void> {
    const { sku = '' } = (args[0] ?? {}) as { sku?: string };
    const free = this.#skus.length > 0 && !this.#skus.includes(sku);
    if (name === this.#service && !free) await this.#opened.promise;
  }

  readonly fault: Fault = async (task, act) => {
    await this.passes(task);
    return act();
  };

  open(): void {
    this.#opened.resolve();
  }
}

function requestWords(name: string, input: unknown): string {
  const { sku, quantity } = (input ?? {}) as { sku?: string; quantity?: number };
  if (sku === undefined) return name;
  return quantity === undefined ? `${name} of the ${sku}` : `${name} of ${quantity} × ${sku}`;
}

/** What a request was refused with, as a part of a sentence; which queries there are says nothing. */
function asText(error: unknown): string {
  return refusedWith(error).replace(/\.( Registered queries: .*)?$/, '');
}

function isResting(events: readonly HistoryEvent[]): boolean {
  const task = events.findLast(({ type }) => type.startsWith('WorkflowTask'));
  return task?.type === 'WorkflowTaskCompleted';
}
