import { afterAll, beforeAll, test } from 'vitest';
import { DiagnosedFailure, printDiagnosis } from './diagnosis.ts';
import type { World } from './runtime.ts';
import { runHistory } from './run-history.ts';
import { Suite, type CheckHead } from './suite.ts';
import { toolsOf, type Tools } from './tools.ts';
import type { CheckResult } from './verdict.ts';
import { CHAOS_VARIABLE, connectRuntime, RUNTIME_VARIABLE, type Connected } from './wire.ts';
import type { Services } from './services.ts';

/** No check takes so long, in real milliseconds, however busy the machine. */
const CHECK_MS = 180_000;

/** How a check's outcome travels from the suite's thread to whoever gives the verdict. */
export type CheckNote = Omit<CheckResult, 'milliseconds'>;

declare module 'vitest' {
  interface TaskMeta {
    dojo?: CheckNote;
  }
}

export interface Kata {
  /** Adds a check to the suite. Checks begin in the order in which they are added, some at once. */
  check(head: CheckHead, body: (tools: Tools) => Promise<void>): void;
  /**
   * What `npx dojo chaos` plays: a run to show, and what must hold at its end however often its
   * Worker is killed meanwhile. It is no check: a verdict knows nothing of it.
   */
  chaos(head: Omit<CheckHead, 'id'>, body: (tools: Tools) => Promise<void>): void;
}

/**
 * Begins a kata's suite.
 *
 * @param slug the kata's slug
 * @param services the world around the workflow; each run has a ledger of its own
 * @param queues task queues beside the workflows' own from which Workers take activities
 */
export function kata(
  slug: string,
  { services, queues = [] }: { services: Services; queues?: readonly string[] },
): Kata {
  let connected: Connected | undefined;
  let suite: Suite | undefined;
  let checks = 0;
  const world: World = {
    perform: async (task) => suite?.perform(task) ?? { kind: 'cancelled' },
    serve: async (call) => suite?.serve(call) ?? { kind: 'lost' },
  };

  beforeAll(async () => {
    const path = process.env[RUNTIME_VARIABLE];
    if (!path) throw new Error('No runtime is there. Run the suite by: npx vitest run katas/');
    connected = await connectRuntime(path, world);
    await connected.runtime.open(slug);
    const prefix = `${slug}-${process.pid}-${Date.now().toString(36)}`;
    const { runtime } = connected;
    suite = new Suite(slug, services, runtime, prefix, {
      queues,
      teaches: (topic) => runtime.teaches(topic, slug),
    });
  }, 60_000);

  afterAll(() => connected?.close());

  const add: Kata['check'] = (head, body) => {
    const id = `${slug}/${head.id}`;
    const about = { id, promise: head.promise };
    const isFirst = (checks += 1) === 1;
    test.concurrent(`${id}: ${head.promise}`, { timeout: CHECK_MS }, async ({ task }) => {
      if (!suite) throw new Error('The suite is not connected.');
      try {
        const last = await suite.check(head, (checked) => body(toolsOf(checked)));
        const kept = isFirst && last ? { history: runHistory(last) } : {};
        task.meta.dojo = { ...about, outcome: 'pass', ...kept };
      } catch (error) {
        if (error instanceof DiagnosedFailure) {
          const { diagnosis, history } = error;
          const kept = history ? { history } : {};
          task.meta.dojo = { ...about, outcome: 'fail', diagnosis, ...kept };
          throw told(`${head.promise}\n\n${printDiagnosis(diagnosis)}\n`);
        }
        task.meta.dojo = { ...about, outcome: 'infra', trouble: troubleText(error) };
        throw error;
      }
    });
  };
  const isChaos = process.env[CHAOS_VARIABLE] !== undefined;
  return {
    check(head, body) {
      if (!isChaos) add(head, body);
    },
    chaos(head, body) {
      if (isChaos) add({ ...head, id: 'chaos' }, body);
    },
  };
}

/** A failure for Vitest's own reporters: where it was thrown in our code says nothing. */
function told(text: string): Error {
  return Object.assign(new Error(text), { stack: '' });
}

/** An error of ours with its causes, for a bug report. */
function troubleText(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause === undefined ? '' : `\ncaused by ${troubleText(error.cause)}`;
  return `${error.stack ?? error.message}${cause}`;
}
