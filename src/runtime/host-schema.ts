/**
 * What a host may say, as it must look. A host runs code of somebody else, which may have taken its
 * whole process over; so nothing that comes from there is believed to have any shape.
 */
import { z } from 'zod';
import type { HostAsks, HostCalls } from './host-protocol.ts';
import { protocol } from './protocol.ts';

const { Payload } = protocol.common.v1;
const { Failure } = protocol.failure.v1;

/** So many questions of a host may be open at once: each waits in the memory of three processes. */
const MOST_OPEN = 2000;
/** Of the stack of what was thrown, a person reads some lines. */
const LONGEST_STACK = 10_000;

const text = z.string();
const texts = z.array(text);
/** Names of what a file exports; who writes a kata's answer has a handful. */
const names = z.array(text.max(1000)).max(1000);
/** An encoded message, as whoever takes it up can read it. */
const encoded = (type: { decode(bytes: Uint8Array): unknown }) =>
  z.instanceof(Uint8Array).refine((bytes) => {
    try {
      type.decode(bytes);
      return true;
    } catch {
      return false;
    }
  });
const count = z.number().nonnegative();

const start = z.object({
  run: text,
  workflowId: text,
  workflow: text,
  outcome: z.enum(['started', 'joined', 'refused']),
});

/** The arguments of what a host asks. */
const ASKS = {
  serve: z.tuple([text, text, z.array(z.unknown())]),
  beat: z.tuple([text, z.unknown()]),
  sleep: z.tuple([text, count]),
  settled: z.tuple([text]),
  answering: z.tuple([
    z.object({ taskToken: text.optional(), run: text.optional(), activityId: text.optional() }),
  ]),
  answered: z.tuple([text, z.boolean()]),
  starting: z.tuple([]),
  started: z.tuple([
    text,
    start,
    z.object({ runId: text.optional(), sure: z.boolean() }).optional(),
  ]),
  decided: z.tuple([z.object({ runId: text, event: count, replayed: count.optional() })]),
} satisfies Record<keyof HostAsks, z.ZodType>;

/** One message on a host's channel, as birpc has it: a question, or a reply. */
const message = z.union([
  z.object({ t: z.literal('q'), m: text, a: z.array(z.unknown()), i: text.optional() }),
  z.object({
    t: z.literal('s'),
    i: text,
    r: z.unknown().optional(),
    e: z.instanceof(Error).optional(),
  }),
]);

/** Whether a message is one at all: whoever reads it takes that for granted. */
export function isMessage(said: unknown): boolean {
  return message.safeParse(said).success;
}

const threw = z.object({ threw: text.transform((stack) => stack.slice(0, LONGEST_STACK)) });
/** A `ThrownError`. */
const thrown = z.object({
  type: text,
  message: text,
  get cause() {
    return thrown.optional();
  },
});
const nothing = z.undefined();
const tags = z.record(text, z.union([text, z.number(), z.boolean()]));

const problem = z.object({
  kind: z.enum(['missing', 'syntax', 'forbidden-module', 'unknown-module', 'too-large']),
  message: text,
  details: texts,
});

/** What a host replies. */
const REPLIES = {
  compile: z.union([z.object({ code: text, map: text }), z.object({ problem })]),
  load: nothing,
  loadForReplay: nothing,
  replay: z.union([
    z.object({ same: z.literal(true) }),
    z.object({ same: z.literal(false), message: text, event: count.optional() }),
  ]),
  loadActivities: z.union([z.object({ exported: names, activities: names }), threw]),
  work: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('completed'), payload: encoded(Payload).optional() }),
    z.object({ kind: z.literal('failed'), failure: encoded(Failure) }),
    z.object({ kind: z.enum(['cancelled', 'async', 'lost']) }),
  ]),
  loadClient: z.union([z.object({ functions: names }), threw]),
  callClient: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('returned'), result: z.unknown() }),
    z.object({ kind: z.literal('threw'), error: thrown }),
  ]),
  metrics: z.array(
    z.array(
      z.object({
        kind: z.enum(['counter', 'histogram', 'gauge']),
        name: text,
        value: z.number(),
        tags,
      }),
    ),
  ),
  waits: z.array(z.object({ event: count, stacks: texts })),
  loadTests: z.union([z.object({ exported: names, tests: names }), threw]),
  keepWorkflows: nothing,
  runTest: z.object({
    name: text,
    outcome: z.enum(['passed', 'failed', 'cut-off']),
    error: thrown.optional(),
    reason: z.object({ kind: text, detail: text.optional() }).optional(),
    runs: z.array(z.object({ workflow: text, state: text, events: count, duration: z.number() })),
    replays: count,
    waited: count,
    timeHeld: z.boolean(),
    closedEnvironment: z.boolean(),
    milliseconds: count,
    spoils: z.boolean(),
  }),
  unload: nothing,
  ping: nothing,
} satisfies Record<keyof HostCalls, z.ZodType>;

/**
 * The functions that a host may call, and nothing beside them.
 *
 * @param onBreach is told when it calls one as nobody does
 */
export function asked(asks: HostAsks, onBreach: (why: string) => void): HostAsks {
  const functions = Object.create(null) as Record<string, (...args: unknown[]) => unknown>;
  let open = 0;
  for (const name of Object.keys(ASKS) as (keyof HostAsks)[]) {
    functions[name] = async (...args) => {
      const said = ASKS[name].safeParse(args);
      if (!said.success) {
        onBreach(`it asked '${name}' as nobody does`);
        throw new TypeError(name);
      }
      if (open >= MOST_OPEN) {
        onBreach('it asked too much at once');
        throw new RangeError(name);
      }
      open += 1;
      try {
        return await (asks[name] as (...given: unknown[]) => unknown)(...said.data);
      } finally {
        open -= 1;
      }
    };
  }
  return functions as unknown as HostAsks;
}

type Reply<Name extends keyof HostCalls> = Awaited<ReturnType<HostCalls[Name]>>;

/** What a host replied, or undefined when no host would reply so. */
export function replied<Name extends keyof HostCalls>(
  name: Name,
  reply: unknown,
): { readonly value: Reply<Name> } | undefined {
  const said = REPLIES[name].safeParse(reply);
  return said.success ? { value: said.data as Reply<Name> } : undefined;
}
