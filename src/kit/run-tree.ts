import type { OpenRun } from './open-run.ts';
import { Run, type RunFacts } from './run.ts';
import type { Member, Replay, Settled } from './runtime.ts';

/**
 * The runs of a tree, each with its children and the chain that it belongs to.
 *
 * @param replays how each member went when it was replayed, by its name
 * @returns the last run of the chain that was started
 */
export function runsOf(
  { id, workflow, world, options, worker }: OpenRun,
  settled: Settled,
  replays: ReadonlyMap<string, Replay>,
): Run {
  const members = settled.members ?? [{ ...settled, member: '', id }];
  const runs = new Map(
    members.map((member) => {
      const facts: RunFacts = {
        ...member,
        workflow: member.events[0]?.name ?? workflow,
        when: options.when,
        worker,
        world,
        replay: replays.get(member.member),
      };
      return [member.member, new Run(facts)] as const;
    }),
  );
  const chains = Map.groupBy(runs.values(), ({ member }) => baseOf(member));
  for (const [base, chain] of chains) {
    for (const run of chain) run.chain = chain;
    const parent = runs.get(parentOf(base));
    const last = chain.at(-1);
    if (base !== '' && parent && last) parent.children = [...parent.children, last];
  }
  for (const run of runs.values()) {
    run.children = run.children.toSorted((one, other) => (one.of ?? 0) - (other.of ?? 0));
  }
  return (
    chains.get('')?.at(-1) ??
    new Run({ ...settled, id, workflow, when: undefined, worker, world, replay: undefined })
  );
}

/** Where the chain of a member hangs: `child3` for `child3.run2`. */
function baseOf(member: string): string {
  return member.replace(/\.?run\d+$/, '');
}

/** Whose child a chain is: `run2` for `run2.child1`. */
function parentOf(base: string): string {
  return base.replace(/\.?child\d+$/, '');
}

/** The members that have closed, and so can be replayed. */
export function closedMembers(id: string, settled: Settled): Member[] {
  const { members = [{ ...settled, member: '', id }] } = settled;
  return members.filter(({ state }) => !OPEN.has(state));
}

const OPEN = new Set<Settled['state']>([
  'broken',
  'waiting',
  'endless',
  'blocked',
  'unanswered',
  'infra',
]);
