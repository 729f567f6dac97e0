import {
  required,
  type ClientOutcome,
  type ClientSession,
  type OpenRun,
  type Run,
  type RunOptions,
  type ServicesOf,
  type Tools,
} from '#kit';
import type { Notice, Services, Transfer } from './services.ts';

/** What no transfer of ours has. */
export const STRANGE = 'transfer-9999';
/** So many round trips are made before a notice without an answer counts as one that waits. */
const ROUNDS = 12;
const OTHERS = 30;

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** The bank, our accounts and the clerk. Each does a thing once for one reference. */
export const house: ServicesOf<Services> = {
  bank: {
    submit({ reference, to, amount }, pen) {
      required(to, 'to');
      pen.once('submitted', required(amount, 'amount'), required(reference, 'reference'));
    },
  },
  accounts: {
    reserve({ reference, amount }, pen) {
      pen.once('reserved', required(amount, 'amount'), required(reference, 'reference'));
    },
    book: ({ reference }, pen) => pen.once('booked', 1, required(reference, 'reference')),
    release: ({ reference }, pen) => pen.once('released', 1, required(reference, 'reference')),
  },
  clerk: {
    alert: ({ reference }, pen) => pen.once('alerted', 1, required(reference, 'reference')),
  },
};

/** What one delivery of a notice came to. */
export interface Delivery {
  /** In words: `The notice “settled”`. */
  readonly what: string;
  /** Absent while there is none. */
  outcome?: ClientOutcome;
}

/** One transfer, and a bank that tells our webhook of it. */
export class Story {
  readonly run: OpenRun;
  readonly deliveries: Delivery[] = [];
  readonly #transfer: Transfer;
  readonly #desk: ClientSession;
  readonly #runtime: Tools['suite']['runtime'];
  readonly #answers: Promise<void>[] = [];

  private constructor(tools: Tools, about: { money: Transfer; desk: ClientSession; run: OpenRun }) {
    this.#runtime = tools.suite.runtime;
    this.#transfer = about.money;
    this.#desk = about.desk;
    this.run = about.run;
  }

  /** Starts the transfer. Time stands still, but for what the check lets pass. */
  static async begin(tools: Tools, options: RunOptions & { when: string }): Promise<Story> {
    const desk = tools.client({ when: options.when });
    const money = { reference: referenceOf(options.when), to: 'account-12', amount: 480 };
    const id = `${desk.id}~${money.reference}`;
    const run = await tools.start('transferMoney', [money], { ...options, id });
    return new Story(tools, { money, desk, run });
  }

  /**
   * The bank brings a notice. Nobody waits for an answer that does not come at once: it may need
   * something that waits for us.
   *
   * @returns whether the answer came at once
   */
  async brings(
    outcome: Notice['outcome'],
    { what = `The notice “${outcome}”`, reference = this.#transfer.reference } = {},
  ): Promise<boolean> {
    const echo = this.#echo;
    const delivery: Delivery = { what };
    this.deliveries.push(delivery);
    const notice = { reference, outcome, ...(echo === undefined ? {} : { echo }) };
    const answer = this.#desk.call('onNotice', notice).then((answered) => {
      delivery.outcome = answered;
    });
    answer.catch(() => undefined);
    this.#answers.push(answer);
    for (let round = 0; round < ROUNDS && !delivery.outcome; round += 1) {
      await Promise.race([answer, this.#runtime.history(this.run.id)]);
    }
    // Whoever is answered later than all of these waits for something else.
    for (let other = 0; other < OTHERS && !delivery.outcome; other += 1) {
      await Promise.race([
        answer,
        this.#desk.call('onNotice', { reference: STRANGE, outcome }).catch(() => undefined),
      ]);
    }
    return delivery.outcome !== undefined;
  }

  /** The bank goes by the first request of a reference. */
  get #echo(): string | undefined {
    const [first] = this.run.world.calls.filter(({ name }) => name === 'bank.submit');
    const { echo } = (first?.input ?? {}) as { echo?: unknown };
    return typeof echo === 'string' ? echo : undefined;
  }

  /** Whether the bank has got the transfer. */
  get isSubmitted(): boolean {
    return this.run.world.ledger.entries.some(({ account }) => account === 'submitted');
  }

  /** What was started by the webhook itself. */
  async started(): Promise<readonly string[]> {
    const starts = await this.#desk.starts();
    return starts.filter(({ outcome }) => outcome === 'started').map(({ workflow }) => workflow);
  }

  /** Waits until the run is over, and all notices are answered. */
  async ends(): Promise<Run> {
    const run = await this.run.ends();
    await Promise.all(this.#answers);
    // Of what the webhook started by itself, nothing goes on when the check is over.
    await this.#desk.ends();
    return run;
  }

  /** Waits until all notices are answered. */
  async hears(): Promise<void> {
    await Promise.all(this.#answers);
  }
}

/** No two experiments have the same, so that what one did can't be taken for another's. */
function referenceOf(when: string): string {
  const sum = Buffer.from(when).reduce((total, byte) => (total * 31 + byte) % 8999, 0);
  return `transfer-${1000 + sum}`;
}

/** The answers that the bank heard, as lines below a history. */
export function deliveryLines(
  deliveries: readonly Delivery[],
  marked: (delivery: Delivery) => boolean,
) {
  if (deliveries.length === 0) return [];
  return [
    { text: 'What the bank was answered:', marked: false, heading: true },
    ...deliveries.map((delivery) => ({
      text: `${delivery.what}: ${answerText(delivery)}`,
      marked: marked(delivery),
    })),
  ];
}

/** An answer to the bank, in words. */
export function answerText({ outcome }: Delivery): string {
  if (!outcome) return 'no answer';
  if (outcome.kind === 'returned') return JSON.stringify(outcome.result) ?? 'nothing';
  const { type, message, cause } = outcome.error;
  const because = cause ? `, caused by ${cause.message}` : '';
  return `an error (${type}: ${message}${because})`;
}

/**
 * Texts that hold a task token of this run, each with where it stands. A token is made of the ids
 * of its run and activity, so whoever decodes it finds the workflow's id.
 */
export function tokensIn(run: Run): { readonly where: string; readonly event?: number }[] {
  const isToken = (value: unknown) =>
    textsIn(value).some((text) => {
      const bytes = Buffer.from(text, 'base64').toString('latin1');
      return text.length > run.id.length && bytes.includes(run.id);
    });
  const sent = run.world.calls
    .filter(({ input }) => isToken(input))
    .map(({ name, activityId }) => {
      const by = run.activities.find((each) => each.activityId === activityId);
      return { where: `what ${name} was given`, ...(by ? { event: by.scheduled.id } : {}) };
    });
  const kept = run.events
    .filter(({ input, result }) => isToken(input) || isToken(result))
    .map(({ id }) => ({ where: `event ${id} of the history`, event: id }));
  return [...sent, ...kept];
}

/** Every piece of text in some data that may be a token of its own. */
function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return value.split(/[^\w+/=-]+/);
  if (value === null || typeof value !== 'object') return [];
  return Object.values(value).flatMap(textsIn);
}
