import { NAMESPACE, typeOf, type Codec } from './protocol.ts';
import { Refusal, unless } from './refusal.ts';
import { checkShape } from './shape.ts';

/** One call that may go on to the server. */
export interface Passage extends Followed {
  /** What the server is sent: encoded anew. Nothing, where the answer is an empty message. */
  readonly request?: Uint8Array;
}

/** What belongs to a call beside its request. */
export interface Followed {
  /** Ends the call early, and has it answered by an empty message. */
  readonly until?: AbortSignal;
  /** The server has answered: makes of it what the sandbox gets. */
  readonly answered?: (response: Uint8Array) => Uint8Array;
  /** The call has failed. */
  readonly failed?: () => void;
}

/** Takes a request, and whom to tell before it is decoded how many fields it has. @throws Refusal */
export type Rule = (bytes: Uint8Array, decodes?: (fields: number) => void) => Passage;
/** By the names of the workflow service's methods. */
export type Rules = Readonly<Record<string, Rule>>;

/** What may be in a request of one kind, alone or within another. */
export interface Form<Request extends object> {
  readonly codec: Codec<Request>;
  /** The fields that go on to the server. All others end here, also those that we don't know. */
  readonly keep: readonly (keyof Request & string)[];
  /** Throws a `Refusal`, or changes what goes on. `asked` has what does not go on, too. */
  readonly check?: (kept: Request, asked: Request) => Followed | void;
}

/** A rule for one kind of request. */
export function rule<Request extends object>(form: Form<Request>): Rule {
  return (bytes, decodes) => {
    decodes?.(checkShape(typeOf(form.codec), bytes));
    const { kept, followed } = checked(form, decode(form.codec, bytes));
    return { ...followed, request: typeOf(form.codec).encode(kept).finish() };
  };
}

/** @throws Refusal unless a request may go on; returns as much of it as may */
export function checked<Request extends object>(
  { codec, keep, check }: Form<Request>,
  asked: Request,
): { readonly kept: Request; readonly followed: Followed } {
  const type = typeOf(codec);
  if (type.fields['namespace']) {
    unless((asked as { namespace?: string }).namespace === NAMESPACE, 'namespace');
  }
  const present = keep.filter((field) => Object.hasOwn(asked, field));
  // By `create`, for fields that are not there have their defaults on the prototype.
  const kept = type.create(Object.fromEntries(present.map((field) => [field, asked[field]])));
  return {
    kept: kept as unknown as Request,
    followed: check?.(kept as unknown as Request, asked) ?? {},
  };
}

/** A call that is answered here, by an empty message: the server would do nothing with it. */
export const answeredHere: Rule = () => ({});

function decode<Message extends object>(codec: Codec<Message>, bytes: Uint8Array): Message {
  try {
    return codec.decode(bytes);
  } catch {
    throw new Refusal('malformed');
  }
}
