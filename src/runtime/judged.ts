import type { AnswerState, Runtime, World } from '../kit/runtime.ts';
import type { Asked } from './exports.ts';

/** A runtime that takes one answer after another, for whoever gives verdicts. */
export interface JudgedRuntime extends Runtime {
  /** Who answers the activities of the runs to come; nobody when undefined. */
  world: World | undefined;
  /** What the answer printed since it was loaded. */
  readonly output: { readonly text: string; readonly bytes: number };
  /**
   * Loads an answer in place of the one before.
   *
   * @param folder where its files are staged
   * @param shown the folder's name as the learner knows it
   * @param asked the file whose exports are the answer, and what it should export
   */
  load(folder: string, shown: string, asked?: Asked): Promise<AnswerState>;
  /** Makes whatever is made once for all answers. */
  prepare(): Promise<void>;
  /** Whether this world's suite is the one that may speak now. */
  isServing(world: World): boolean;
  /** The world is gone: its suite ended. */
  forget(world: World): void;
  close(): Promise<void>;
}
