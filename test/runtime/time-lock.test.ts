import { expect, test } from 'vitest';
import type { ServerConnection } from '../../src/runtime/connection.ts';
import type { RunTree } from '../../src/runtime/run-tree.ts';
import { TimeLocks, type Workers } from '../../src/runtime/time-lock.ts';

test('a lock that a child left behind is given back once, whoever finds it', async () => {
  let unlocked = 0;
  const server = {
    now: async () => 0,
    unlockTime: async () => {
      unlocked += 1;
    },
    lockTime: async () => {
      unlocked -= 1;
    },
  } as unknown as ServerConnection;
  const parent = {
    place: { id: 'w', runId: 'parent', base: '', link: 1 },
    closed: true,
    events: [{ id: 9, type: 'WorkflowExecutionCompleted' }],
    successors: () => [{ runId: 'child', id: 'c', child: 1, of: 5 }],
  };
  const child = {
    place: { id: 'c', runId: 'child', base: 'child1', link: 1, of: 5 },
    closed: false,
    events: [{ id: 4, type: 'WorkflowTaskCompleted' }],
    successors: () => [],
  };
  const tree = {
    members: [parent, child],
    open: [],
    freed: new Set<string>(),
  } as unknown as RunTree;
  const workers = {
    inHand: () => 0,
    attempts: () => 0,
    trees: () => [tree],
    // Only when everything is read anew is it seen that the child has ended.
    histories: async () => {
      child.closed = true;
      child.events = [{ id: 6, type: 'WorkflowExecutionCompleted' }];
      return [[{ id: 4, type: 'WorkflowTaskCompleted', at: 0, bytes: 0 }]];
    },
    leftLying: () => [],
  } satisfies Workers;
  const locks = new TimeLocks(server, workers);
  await locks.rescue();
  await locks.freeLeft(tree);
  expect(unlocked).toBe(1);
});
