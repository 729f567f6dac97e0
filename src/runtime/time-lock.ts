/**
 * Locks on time, and how to get them back.
 *
 * The test server (1.38) lets time skip only while nobody works: each workflow task and each
 * activity attempt holds a lock until it is answered. A run that closes while one of them is
 * under way leaves its lock behind for good, and from then on time passes for nobody. What is
 * known to be left behind is given back here.
 */
import type { HistoryEvent } from '../kit/runtime.ts';
import type { ServerConnection } from './connection.ts';
import { isTaskPending, type RunWatch } from './run-watch.ts';

/** How long a task that was handed out may take to reach us, in real milliseconds. */
const HANDOUT_MS = 50;
const ENDED = /^ActivityTask(Completed|Failed|TimedOut|Canceled)$/;

/** Ends a run that will not end by itself, and gives back the lock of its workflow task. */
export async function endRun(
  server: ServerConnection,
  run: string,
  watch: RunWatch,
): Promise<void> {
  try {
    await server.terminate(run);
  } catch {
    // It has closed meanwhile.
    return;
  }
  watch.close();
  if (isTaskPending(await watch.read())) await server.unlockTime();
}

/**
 * Gives back the locks of activities that were scheduled, but not yet handed out, when their run
 * closed: nobody will ever be asked to answer them.
 *
 * @param came whether an activity has been handed out to us; then its answer sees to the lock
 */
export async function freeOrphans(
  server: ServerConnection,
  events: readonly HistoryEvent[],
  came: (activityId: string) => boolean,
): Promise<void> {
  const ended = new Set(events.flatMap(({ type, of }) => (ENDED.test(type) ? [of] : [])));
  const open = events.filter(({ id, type }) => type === 'ActivityTaskScheduled' && !ended.has(id));
  const orphans = () => open.filter(({ activityId }) => !came(activityId ?? ''));
  if (orphans().length === 0) return;
  // One may have been handed out in the last moment, and be on its way to us.
  await new Promise((resolve) => setTimeout(resolve, HANDOUT_MS));
  for (const _ of orphans()) await server.unlockTime();
}
