import type { Limits } from '../../kit/runtime.ts';
import type { Execution } from '../server/execution.ts';
import { Tree, type TreeMember } from './tree.ts';

/** The runs that suites started, each with what grew from it. */
export class Trees {
  readonly #executions: () => readonly Execution[];
  readonly #trees = new Map<string, Tree>();

  /** @param executions all that the server knows, the older ones before those that they began */
  constructor(executions: () => readonly Execution[]) {
    this.#executions = executions;
  }

  get all(): Iterable<Tree> {
    return this.#trees.values();
  }

  clear(): void {
    this.#trees.clear();
  }

  plant(root: Execution, limits: Limits): void {
    this.#trees.set(root.workflowId, new Tree(root, limits));
  }

  /** A client has started it, be it under an id that had a run before. */
  welcome(execution: Execution): void {
    const known = this.#trees.get(execution.workflowId);
    if (known) known.follow(execution);
    else this.plant(execution, {});
  }

  find(run: string): Tree | undefined {
    return this.#trees.get(run);
  }

  /** @throws Error when there is no such run */
  tree(run: string): Tree {
    const tree = this.#trees.get(run);
    if (!tree) throw new Error(`There is no run '${run}'.`);
    this.adoptAll();
    return tree;
  }

  /** Every execution belongs to the tree that it grew from. */
  adoptAll(): void {
    for (const execution of this.#executions()) {
      for (const tree of this.#trees.values()) if (tree.adopt(execution)) break;
    }
  }

  /** Whose execution it is: the run, and its member. */
  memberOf(execution: Execution): readonly [run?: string, member?: TreeMember] {
    for (const [run, tree] of this.#trees) {
      const member = tree.find(execution);
      if (member) return [run, member];
    }
    return [];
  }
}
