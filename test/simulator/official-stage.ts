import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { ActivityReply, World } from '../../src/kit/runtime.ts';
import { LocalRuntime } from '../../src/runtime/local.ts';
import { fetchServer, startServer, type RunningServer } from '../../src/server/index.ts';
import { ROOT } from './recorded.ts';
import type { CodeFile, Json } from './replayers.ts';
import { GONE, type Perform, type Played, type Scene, type Stage } from './stages.ts';

/** The activity of nobody's workflow, in which whatever happens from outside is done. */
const DIRECTOR = 'direct';
const PATIENCE_MS = 60_000;

/** The official test server and the official Worker. */
export class OfficialStage implements Stage {
  #server: RunningServer | undefined;
  #runtime: LocalRuntime | undefined;
  #count = 0;

  async load({ folder, file }: CodeFile): Promise<void> {
    const program = await fetchServer(join(ROOT, '.dojo/server'), () => undefined);
    this.#server ??= await startServer(program);
    this.#runtime ??= await LocalRuntime.open(this.#server.address, join(ROOT, '.dojo/cache'));
    const state = await this.#runtime.load(folder, folder, { file });
    if (state.state === 'broken') throw new Error(state.problem.message);
  }

  async play(scenes: readonly Scene[], perform: Perform): Promise<Played[]> {
    const runtime = this.#runtime;
    if (!runtime) throw new Error('No code is loaded.');
    const answers = scenes.map((): Promise<string>[] => []);
    const directing = Promise.withResolvers<void>();
    let directed: Promise<unknown> = Promise.resolve();
    const world: World = {
      perform: async ({ token, name, args, attempt }): Promise<ActivityReply> => {
        if (name === DIRECTOR) {
          directing.resolve();
          await this.#direct(token, scenes, answers);
          return { kind: 'completed', result: undefined };
        }
        const { after, reply } = perform({ name, args, attempt });
        if ('lost' in reply) return { kind: 'lost' };
        if (after > 0) await runtime.passTimeIn(token, after);
        if ('completed' in reply) return { kind: 'completed', result: reply.completed };
        if ('canceled' in reply) return { kind: 'cancelled' };
        const { message, type, final = false } = reply.failed;
        return { kind: 'failed', failure: { message, type, retryable: !final } };
      },
    };
    runtime.world = world;
    await runtime.holdTime();
    try {
      for (const { id, workflow, args, remembers } of scenes) {
        const worker = remembers ? 'kept' : 'lost';
        await runtime.start({ id, workflow, args: [...args], worker });
      }
      if (scenes.some(({ interventions }) => interventions.length > 0)) {
        const id = `${DIRECTOR}-${(this.#count += 1)}`;
        await runtime.start({ id, workflow: DIRECTOR, args: [], worker: 'kept' });
        await directing.promise;
        directed = runtime.settled(id, PATIENCE_MS);
      }
    } finally {
      await runtime.releaseTime();
    }
    return Promise.all(
      scenes.map(async ({ id }, index): Promise<Played> => {
        let settled = await runtime.settled(id, PATIENCE_MS);
        await directed;
        // Who waits for what is still to come may look as if that were for ever.
        if (settled.state === 'waiting') settled = await runtime.settled(id, PATIENCE_MS);
        const { state, members = [] } = settled;
        const histories: Record<string, Json> = {};
        const ids = Object.fromEntries(members.map((one) => [one.member, one.id]));
        for (const { member } of members) {
          histories[member] = (await runtime.recording(id, member)) as Json;
        }
        return { state, histories, ids, answers: await Promise.all(answers[index] ?? []) };
      }),
    );
  }

  async #direct(
    token: string,
    scenes: readonly Scene[],
    answers: readonly Promise<string>[][],
  ): Promise<void> {
    const runtime = this.#runtime;
    if (!runtime) return;
    const all = scenes
      .flatMap(({ id, interventions }, index) =>
        interventions.map(({ after, how }) => ({ run: id, index, after, how })),
      )
      .toSorted((a, b) => a.after - b.after);
    let passed = 0;
    for (const { run, index, after, how } of all) {
      if (after > passed) await runtime.passTimeIn(token, after - passed);
      passed = Math.max(passed, after);
      if ('update' in how) {
        const before = await this.#accepted(run);
        const answer = runtime.update(run, how.update, [...how.args]).then(String, unanswered);
        answers[index]?.push(answer);
        let isAnswered = false;
        void answer.then(() => (isAnswered = true));
        // Its handler may take its time: time passes again once it has begun.
        while (!isAnswered && (await this.#accepted(run)) === before) await pause(5);
        continue;
      }
      try {
        if ('signal' in how) await runtime.signal(run, how.signal, [...how.args]);
        else await runtime.cancel(run);
      } catch {
        // The run is over.
      }
    }
  }

  /** How many updates a run has accepted. */
  async #accepted(run: string): Promise<number> {
    const events = (await this.#runtime?.history(run)) ?? [];
    return events.filter(({ type }) => type === 'WorkflowExecutionUpdateAccepted').length;
  }

  async close(): Promise<void> {
    await this.#runtime?.close();
    await this.#server?.stop();
  }
}

/** An update was refused or failed in its handler, or there is nobody to answer it any more. */
function unanswered(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return /NOT_FOUND|FAILED_PRECONDITION|already completed/.test(message) ? GONE : message;
}
