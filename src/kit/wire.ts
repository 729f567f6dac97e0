import { connect, type Socket } from 'node:net';
import { deserialize, serialize } from 'node:v8';
import { createBirpc, type BirpcReturn } from 'birpc';
import { OurFault } from './diagnosis.ts';
import type { AnswerState, Runtime, World } from './runtime.ts';
import type { Taught } from './topics.ts';

/** The environment variable that tells a suite where its runtime listens. */
export const RUNTIME_VARIABLE = 'DOJO_RUNTIME';

/** The environment variable that is there when answers' Workers are killed. */
export const CHAOS_VARIABLE = 'DOJO_CHAOS';

/** The environment variable with the seed for suites that vary their data. */
export const SEED_VARIABLE = 'DOJO_SEED';

/** What a suite may call across the wire: the runtime, and the choice of a kata. */
export interface RuntimeCalls extends Runtime {
  /** Makes ready for the suite of one kata: from now on `answer()` is about this one. */
  open(slug: string): Promise<AnswerState>;
  /** The place in the course that teaches a topic, for a reader who is at the lesson `reader`. */
  teaches(topic: string, reader: string): Promise<Taught | undefined>;
}

/**
 * Connects a suite to the runtime that executes its runs, in another process.
 *
 * @param path a local socket or named pipe
 */
export async function connectRuntime(path: string, world: World): Promise<Connected> {
  const socket = connect(path);
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('error', reject);
  });
  // A suite that is done must not be kept alive by its line to the runtime.
  socket.unref();
  const calls = overSocket<RuntimeCalls, Required<World>>(socket, {
    perform: (task) => world.perform(task),
    serve: async (call) => world.serve?.(call) ?? { kind: 'lost' },
  });
  // Calls that wait for an answer would wait for ever.
  socket.once('close', () => calls.$close(new OurFault('The runtime is gone.')));
  return { runtime: calls, close: () => socket.destroy() };
}

export interface Connected {
  readonly runtime: RuntimeCalls;
  close(): void;
}

/** Calls in both directions over a socket: each message is its length, then its bytes. */
export function overSocket<Remote extends object, Local extends object>(
  socket: Socket,
  functions: Local,
): BirpcReturn<Remote, Local> {
  let pending = Buffer.alloc(0);
  return createBirpc<Remote, Local>(functions, {
    post(message: unknown) {
      const body = serialize(message);
      const head = Buffer.alloc(4);
      head.writeUInt32LE(body.length);
      if (!socket.destroyed) socket.write(Buffer.concat([head, body]));
    },
    on(receive) {
      socket.on('data', (chunk: Buffer) => {
        pending = Buffer.concat([pending, chunk]);
        while (pending.length >= 4) {
          const end = 4 + pending.readUInt32LE(0);
          if (pending.length < end) break;
          const message = deserialize(pending.subarray(4, end)) as unknown;
          pending = pending.subarray(end);
          receive(message);
        }
      });
    },
    timeout: -1,
    // A reply that cannot be sent goes back as the error; a call that cannot be sent throws it.
    onGeneralError: (_, name) => name !== undefined,
  });
}
