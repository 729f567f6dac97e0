import { expect, test } from 'vitest';
import type { ProtoEvent, ServerConnection } from '../../src/runtime/connection.ts';
import { protocol } from '../../src/runtime/protocol.ts';
import { RunWatch, type Company } from '../../src/runtime/run-watch.ts';

const { EventType } = protocol.enums.v1;

/** A watch over a run whose server has these events. */
function watching(...types: readonly number[]): RunWatch {
  return watchingIn({ still: async () => ({ kept: false, state: undefined }) }, ...types);
}

function watchingIn({ still }: Pick<Company, 'still'>, ...types: readonly number[]): RunWatch {
  const recorded = types.map((eventType, index) => ({ eventId: index + 1, eventType }));
  const server = {
    history: async () => recorded as unknown as ProtoEvent[],
    // The server tells of a run's end at once.
    closed: async () => true,
  };
  const place = { id: 'run', runId: 'run-1', base: '', link: 1 };
  return new RunWatch(server as unknown as ServerConnection, place, {
    still,
    progress: () => 0,
  });
}

/** A run that is stuck is terminated, and somebody else may read its history at that very moment. */
test.each([
  ['before we note that we ended it', (watch: RunWatch) => watch.end()],
  ['and nobody has noted yet that we ended it', () => undefined],
])(
  'our own end of a stuck run is no part of what is told, though it was read %s',
  async (_, end) => {
    const watch = watching(
      EventType.EVENT_TYPE_WORKFLOW_EXECUTION_STARTED,
      EventType.EVENT_TYPE_WORKFLOW_EXECUTION_TERMINATED,
    );
    watch.stop('endless');
    await watch.read();
    end(watch);
    const { state, events } = await watch.settled(1000);
    expect(state).toBe('endless');
    expect(events.map(({ type }) => type)).toEqual(['WorkflowExecutionStarted']);
  },
);

test('somebody else’s end of a run is told', async () => {
  const watch = watching(
    EventType.EVENT_TYPE_WORKFLOW_EXECUTION_STARTED,
    EventType.EVENT_TYPE_WORKFLOW_EXECUTION_TERMINATED,
  );
  expect((await watch.settled(1000)).state).toBe('terminated');
});

test('a run whose code was at work when time leapt does not wait for nothing: it is blocked', async () => {
  const watch = watching(
    EventType.EVENT_TYPE_WORKFLOW_EXECUTION_STARTED,
    EventType.EVENT_TYPE_WORKFLOW_TASK_SCHEDULED,
    EventType.EVENT_TYPE_WORKFLOW_TASK_STARTED,
    EventType.EVENT_TYPE_WORKFLOW_EXECUTION_TIMED_OUT,
  );
  const settled = watch.settled(1000);
  // The host is found to be held some time later.
  setTimeout(() => watch.stop('blocked', 'the thread is held'), 50);
  expect(await settled).toMatchObject({ state: 'blocked', reason: 'the thread is held' });
});

test('a run that has done its task waits for nothing when its time is over', async () => {
  const watch = watching(
    EventType.EVENT_TYPE_WORKFLOW_EXECUTION_STARTED,
    EventType.EVENT_TYPE_WORKFLOW_TASK_SCHEDULED,
    EventType.EVENT_TYPE_WORKFLOW_TASK_STARTED,
    EventType.EVENT_TYPE_WORKFLOW_TASK_COMPLETED,
    EventType.EVENT_TYPE_WORKFLOW_EXECUTION_TIMED_OUT,
  );
  expect((await watch.settled(1000)).state).toBe('waiting');
});

test('a run that is found to be blocked while we ask whether it waits is blocked', async () => {
  const watch: RunWatch = watchingIn(
    {
      still: async () => {
        watch.stop('blocked', 'the thread is held');
        // One of the runs is in trouble, so the others wait for good.
        return { kept: false, state: 'waiting' };
      },
    },
    EventType.EVENT_TYPE_WORKFLOW_EXECUTION_STARTED,
    EventType.EVENT_TYPE_WORKFLOW_TASK_SCHEDULED,
    EventType.EVENT_TYPE_WORKFLOW_TASK_STARTED,
  );
  expect(await watch.settled(1000)).toMatchObject({ state: 'blocked' });
});
