import type { Pen } from './ledger.ts';
import type { ActivityTask } from './runtime.ts';

/** What a world's activity is: it books its effects and returns its result. */
export type Service = (input: never, pen: Pen, task: ActivityTask) => unknown;

/**
 * The services around a workflow: by the activity that each one answers, and, in groups, those that
 * activities of the answer's own call (`payments: { charge }` for `services.payments.charge(…)`).
 * A service may throw `Refusal`.
 */
export type Services = Readonly<Record<string, Service | Readonly<Record<string, Service>>>>;

/**
 * Checks that a request carries what the service needs.
 *
 * @throws Refusal naming what is missing
 */
export function required<T>(value: T | null | undefined, name: string): T {
  if (value === undefined || value === null || value === '') {
    throw new Refusal('BadRequest', `the request has no ${name}`);
  }
  return value;
}

/**
 * The services that answer an interface of activities, or of groups of services; the compiler holds
 * the two together.
 */
export type ServicesOf<Activities> = {
  readonly [Name in keyof Activities]: Activities[Name] extends (input: infer Input) => infer Reply
    ? (input: Input, pen: Pen, task: ActivityTask) => Awaited<Reply>
    : ServicesOf<Activities[Name]>;
};

/** A service says no: whoever asked fails, and no repetition would help. */
export class Refusal extends Error {
  readonly type: string;
  constructor(type: string, message: string) {
    super(message);
    this.type = type;
  }
}
