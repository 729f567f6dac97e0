import { differencesOf, sameGrouping } from '../differences.ts';
import { OfficialReplayer, SimulatedReplayer } from '../replayers.ts';
import { OfficialStage } from '../official-stage.ts';
import { SimulatedStage } from '../simulated-stage.ts';
import type { Perform, Played, Scene } from '../stages.ts';
import { changedPlay, playOf } from './generate.ts';
import type { Play, Work } from './program.ts';

/** Where the generated programs' workflow is. */
const PROGRAMS = { folder: import.meta.dirname, file: 'workflows.ts' };

/** What one program came to here and there. */
export interface Comparison {
  readonly seed: number;
  /** What differs, in words; nothing where all is the same. */
  readonly differences: readonly string[];
  /** Whether even the grouping into workflow tasks was the same. */
  readonly sameGrouping: boolean;
  /** Events of the official histories, and replays in both. */
  readonly events: number;
  readonly replays: number;
  /** Replays of a changed program that found the change. */
  readonly refused: number;
}

/** Where programs are played and replayed: there the official way, here the simulator's. */
export class Comparer {
  readonly #official = { stage: new OfficialStage(), replayer: new OfficialReplayer() };
  readonly #simulated = { stage: new SimulatedStage(), replayer: new SimulatedReplayer() };

  readonly #took = { official: 0, simulated: 0 };

  /** How long all plays took here and there, in real milliseconds. */
  get took(): { readonly official: number; readonly simulated: number } {
    return this.#took;
  }

  async open(): Promise<void> {
    for (const { stage, replayer } of [this.#official, this.#simulated]) {
      await Promise.all([stage.load(PROGRAMS), replayer.load(PROGRAMS)]);
    }
  }

  /**
   * Plays some seeds' programs at the same time, replays what they recorded, and compares. A program
   * whose workflow task no server takes is left out.
   */
  async compare(seeds: readonly number[]): Promise<Comparison[]> {
    const all = seeds.map(playOf);
    const began = performance.now();
    const first = await this.#simulated.stage.play(all.map(sceneOf), performWork);
    const between = performance.now();
    // What ends for nobody: see `Execution.taskDone`. The official server would be waited for.
    const [plays, ours] = [all, first].map((list) =>
      list.filter((_, index) => first[index]?.state !== 'waiting'),
    ) as [Play[], Played[]];
    const theirs = await this.#official.stage.play(plays.map(sceneOf), performWork);
    this.#took.simulated += between - began;
    this.#took.official += performance.now() - between;
    const compared: Comparison[] = [];
    for (const [index, play] of plays.entries()) {
      const [there, here] = [theirs[index], ours[index]];
      if (!there || !here) throw new Error('Each scene is played.');
      const replayed = await this.#replays(play, { theirs: there, ours: here });
      compared.push({
        seed: play.seed,
        differences: [...differencesOf(there, here), ...replayed.differences],
        sameGrouping: sameGrouping(there, here),
        events: Object.values(there.histories).reduce((sum, { events }) => sum + events.length, 0),
        replays: replayed.replays,
        refused: replayed.refused,
      });
    }
    return compared;
  }

  async close(): Promise<void> {
    await this.#official.stage.close();
    await this.#official.replayer.close();
  }

  /** What replays find, in both histories, and where the program has become another one. */
  async #replays(play: Play, all: { readonly theirs: Played; readonly ours: Played }) {
    const differences: string[] = [];
    let [replays, refused] = [0, 0];
    const both = async (what: string, id: string, history: History, isOwn: boolean) => {
      const there = await this.#official.replayer.replay(history, id);
      const here = await this.#simulated.replayer.replay(history, id);
      replays += 1;
      if (!isOwn && here !== undefined) refused += 1;
      if (there !== here || (isOwn && there !== undefined)) {
        differences.push(`replay of ${what}: ${there} there, ${here} here`);
      }
    };
    for (const [whose, { histories, ids }] of Object.entries(all)) {
      for (const [member, history] of Object.entries(histories)) {
        const id = ids[member] ?? '';
        await both(`${whose} '${member}'`, id, history, true);
        if (member !== '') continue;
        for (const change of [1, 2]) {
          const { program } = changedPlay(play, play.seed * 10 + change);
          await both(`${whose}, changed ${change}`, id, withInput(history, program), false);
        }
      }
    }
    return { differences, replays, refused };
  }
}

function sceneOf({ seed, program, interventions, remembers }: Play): Scene {
  return { id: `play-${seed}`, workflow: 'play', args: [program], interventions, remembers };
}

/** Activities do as the program says, which they are given. */
const performWork: Perform = ({ args, attempt }) => {
  const { name, takes, fails, lost, final } = args[0] as Work;
  if (attempt === lost) return { after: 0, reply: { lost: true } };
  if (attempt > fails) return { after: takes, reply: { completed: `${name} done` } };
  const failed = { message: `${name} failed ${attempt}`, type: 'Planned', final };
  return { after: takes, reply: { failed } };
};

type History = Played['histories'][string];

/** The history as if the workflow had been given something else. */
function withInput({ events }: History, input: unknown): History {
  const [first, ...rest] = events;
  const field = 'workflowExecutionStartedEventAttributes';
  const started = first?.[field] as { readonly input?: { readonly payloads: readonly object[] } };
  const data = Buffer.from(JSON.stringify(input)).toString('base64');
  const payloads = [{ ...started.input?.payloads[0], data }];
  return { events: [{ ...first, [field]: { ...started, input: { payloads } } }, ...rest] };
}
