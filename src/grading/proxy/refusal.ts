/** Why something was refused. Nothing that a sandbox wrote is ever part of a refusal. */
export const REASONS = {
  method: 'no such call is for a sandbox',
  namespace: 'another namespace',
  queue: 'a task queue that is not admitted',
  void: 'a task queue that is no longer admitted',
  sticky: 'a sticky task queue that belongs to no admitted one',
  token: 'a task that was not handed out here, or is answered already',
  query: 'an answer to a query that this task does not ask',
  execution: 'an execution whose tasks were not handed out here',
  wait: 'only the client may wait for new events',
  page: 'a page of a history that nobody has named',
  session: 'a workflow id outside of every admitted session',
  start: 'a start with something that only a server sends',
  substitution: 'a run in the place of another',
  command: 'a decision that is none',
  malformed: 'no message of the protocol',
  depth: 'messages nested too deeply',
  fields: 'a message of too many parts',
  commands: 'too many decisions at once',
  size: 'a message that is too large',
  protocol: 'no HTTP/2 as it should be',
  silent: 'a connection without a request',
  slow: 'a request or an answer that takes too long',
  connections: 'too many connections',
  calls: 'too many calls at once',
  rate: 'too many calls or bytes in a second',
  bytes: 'too many bytes in all',
  held: 'too much in calls that are not over',
} as const satisfies Record<string, string>;

/** A code from a fixed list. */
export type Reason = keyof typeof REASONS;

/** Those after which a connection is closed: no honest Worker comes near them. */
const BREACHES: ReadonlySet<Reason> = new Set<Reason>([
  'malformed',
  'depth',
  'fields',
  'commands',
  'size',
  'protocol',
  'silent',
  'slow',
  'connections',
  'calls',
  'rate',
  'bytes',
  'held',
]);

/** The sandbox asked for something that it doesn't get. */
export class Refusal extends Error {
  readonly reason: Reason;

  constructor(reason: Reason) {
    super(REASONS[reason]);
    this.reason = reason;
  }

  /** Whether the connection that it came on is closed. */
  get isBreach(): boolean {
    return BREACHES.has(this.reason);
  }
}

/** @throws Refusal with this reason, unless something holds */
export function unless(holds: boolean, reason: Reason): asserts holds {
  if (!holds) throw new Refusal(reason);
}

/** One refusal, as the judge may show it. */
export interface Refused {
  /** A method of the workflow service; `unknown` for any other; `-` where no call was made. */
  readonly method: string;
  readonly reason: Reason;
}

/** What was refused so far. */
export interface Refusals {
  readonly count: number;
  /** The first 50. */
  readonly first: readonly Refused[];
}

/** A sandbox may go on for ever; what it does after this is only counted. */
const KEPT = 50;

/** Writes down what is refused. */
export class RefusalLog implements Refusals {
  #count = 0;
  readonly #first: Refused[] = [];

  get count(): number {
    return this.#count;
  }

  get first(): readonly Refused[] {
    return [...this.#first];
  }

  note(method: string, reason: Reason): void {
    // A Worker that is told to end asks once more; that is no offense.
    if (reason === 'void') return;
    this.#count += 1;
    if (this.#first.length < KEPT) this.#first.push({ method, reason });
  }
}
