import { join } from 'node:path';
import type { ActivityReply, World } from '../../src/kit/runtime.ts';
import { LocalRuntime } from '../../src/runtime/local.ts';
import { fetchServer, startServer, type RunningServer } from '../../src/server/index.ts';
import { ROOT } from './recorded.ts';
import type { CodeFile, Json } from './replayers.ts';
import { GONE, REFUSED, type Perform, type Played, type Scene, type Stage } from './stages.ts';

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
    const answers = scenes.map((): string[] => []);
    const directing = Promise.withResolvers<void>();
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
      }
    } finally {
      await runtime.releaseTime();
    }
    return Promise.all(
      scenes.map(async ({ id }, index): Promise<Played> => {
        const { state, members = [] } = await runtime.settled(id, PATIENCE_MS);
        const histories: Record<string, Json> = {};
        const ids = Object.fromEntries(members.map((one) => [one.member, one.id]));
        for (const { member } of members) {
          histories[member] = (await runtime.recording(id, member)) as Json;
        }
        return { state, histories, ids, answers: answers[index] ?? [] };
      }),
    );
  }

  async #direct(
    token: string,
    scenes: readonly Scene[],
    answers: readonly string[][],
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
      try {
        if ('signal' in how) await runtime.signal(run, how.signal, [...how.args]);
        else if ('cancel' in how) await runtime.cancel(run);
        else answers[index]?.push(String(await runtime.update(run, how.update, [...how.args])));
      } catch (error) {
        // Else the run is over.
        if ('update' in how)
          answers[index]?.push(
            error instanceof Error && error.message === REFUSED ? REFUSED : GONE,
          );
      }
    }
  }

  async close(): Promise<void> {
    await this.#runtime?.close();
    await this.#server?.stop();
  }
}
