import type { Simulation } from '../simulation.ts';
import type { Tree } from './tree.ts';
import type { Trees } from './trees.ts';

/** So long nothing may happen before a question counts as unanswered, in real milliseconds. */
const UNANSWERED_MS = 60;
/** So often nothing may have happened before nobody is believed to be about to say anything. */
const QUIET_LOOKS = 20;
const LOOK_MS = 10;

/** Waits for what becomes of a run, and tells when nothing will. */
export class Patience {
  readonly #simulation: Simulation;
  readonly #trees: Trees;
  readonly #pause: (milliseconds: number) => Promise<void>;

  /** @param pause waits for real milliseconds */
  constructor(
    simulation: Simulation,
    trees: Trees,
    pause: (milliseconds: number) => Promise<void>,
  ) {
    this.#simulation = simulation;
    this.#trees = trees;
    this.#pause = pause;
  }

  /** Whether something in a tree will not end, as far as can be seen from its histories. */
  isStuck(tree: Tree): boolean {
    this.#trees.adoptAll();
    return tree.examine();
  }

  /**
   * Resolves when a tree is over, or when it is sure that it will never be. Whoever holds time
   * meanwhile is another check, and lets it go.
   */
  async end(tree: Tree, isOver: () => boolean): Promise<void> {
    await this.#until(tree, isOver, () => this.#simulation.isIdle);
  }

  /** Resolves when a tree rests, or when it will not while time is held. */
  async rest(tree: Tree, rests: () => boolean): Promise<void> {
    const simulation = this.#simulation;
    const standsStill = () => simulation.isIdle || (simulation.isHeld && simulation.isQuiet);
    await this.#until(tree, rests, standsStill);
  }

  /** Resolves with the answer to a question. @throws Error none came */
  async answer<Result>(tree: Tree, question: string, answer: Promise<Result>): Promise<Result> {
    let over = false;
    const none = async (): Promise<Result> => {
      for (let quiet = 0; !over;) {
        await this.#pause(LOOK_MS);
        if (this.isStuck(tree)) break;
        quiet = this.#simulation.isQuiet ? quiet + LOOK_MS : 0;
        if (quiet > UNANSWERED_MS) tree.current.stop('unanswered', question);
      }
      if (over) return answer;
      throw new Error(`The ${question} was not answered.`);
    };
    return Promise.race([answer.finally(() => (over = true)), none()]);
  }

  async #until(tree: Tree, isSo: () => boolean, standsStill: () => boolean): Promise<void> {
    for (let quiet = 0; ;) {
      await this.#simulation.until(() => {
        if (this.isStuck(tree)) this.#leaveAlone(tree);
        return isSo() || standsStill();
      });
      if (isSo()) return;
      if (this.#simulation.isIdle && !this.#simulation.isHeld) return;
      // Somebody who holds time may be about to let it pass, or to say something.
      quiet = this.#simulation.isQuiet ? quiet + 1 : 0;
      if (quiet > QUIET_LOOKS) return;
      await this.#pause(LOOK_MS);
    }
  }

  /** What is known to go on for ever goes on no more. */
  #leaveAlone(tree: Tree): void {
    for (const { trouble, execution } of tree.members) {
      if (trouble) this.#simulation.leaveAlone(execution);
    }
  }
}
