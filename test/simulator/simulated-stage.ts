import { compile } from '../../src/runtime/compile.ts';
import type { Failure } from '../../src/simulator/history/failure.ts';
import { eventsToJson } from '../../src/simulator/history/json.ts';
import { fromJson, jsonPayload, jsonPayloads } from '../../src/simulator/history/payload.ts';
import { Realm } from '../../src/simulator/node/realm.ts';
import { compiledSandbox } from '../../src/simulator/node/sandbox-script.ts';
import type { AttemptReply } from '../../src/simulator/server/activity.ts';
import type { Ways } from '../../src/simulator/server/company.ts';
import type { Execution } from '../../src/simulator/server/execution.ts';
import { Refused } from '../../src/simulator/server/requests.ts';
import { Simulation } from '../../src/simulator/simulation.ts';
import type { CodeFile, Json } from './replayers.ts';
import { GONE, type Outcome, type Perform, type Played, type Scene, type Stage } from './stages.ts';

/** As the time-skipping test server (1.38) does it. */
const TEST_SERVER: Ways = {
  namespace: 'default',
  closesChildren: false,
  timesOutCancelled: false,
  limitsRetries: false,
};
/** As Temporal does it. */
export const TEMPORAL: Ways = {
  namespace: 'default',
  closesChildren: true,
  timesOutCancelled: true,
};

/** The simulator, with what the test server does in its own way. */
export class SimulatedStage implements Stage {
  #script: ReturnType<typeof compiledSandbox> | undefined;
  #code = '';
  readonly #ways: Ways;

  /** @param ways what is done in place of what the test server does */
  constructor(ways = TEST_SERVER) {
    this.#ways = ways;
  }

  async load({ folder, file }: CodeFile): Promise<void> {
    const compiled = await compile({ kind: 'workflow', folder, shown: folder, file });
    if ('problem' in compiled) throw new Error(compiled.problem.message);
    this.#script ??= compiledSandbox();
    this.#code = compiled.code;
    await this.#script;
  }

  async play(scenes: readonly Scene[], perform: Perform): Promise<Played[]> {
    const script = await this.#script;
    if (!script) throw new Error('No code is loaded.');
    const realms = [true, false].map((remembers) => {
      const taskQueue = remembers ? 'kept' : 'lost';
      return {
        remembers,
        taskQueue,
        realm: new Realm(script, { code: this.#code, ...ABOUT }),
      };
    });
    const played: Played[] = [];
    for (const scene of scenes)
      played.push(await playAlone(scene, perform, { realms, ways: this.#ways }));
    return played;
  }

  async close(): Promise<void> {}
}

const ABOUT = { namespace: 'default', localActivities: ['local'] };

let made = 0;

async function playAlone(
  scene: Scene,
  perform: Perform,
  {
    realms,
    ways,
  }: {
    readonly realms: readonly { remembers: boolean; taskQueue: string; realm: Realm }[];
    readonly ways: Ways;
  },
): Promise<Played> {
  const simulation = new Simulation({
    start: Date.UTC(2026, 0, 1),
    ways,
    ids: () => `id-${(made += 1)}`,
    identity: 'simulated',
    serves: (queue) => queue !== 'nobody',
    performer: {
      perform: async ({ activity, attempt }) => {
        const { activityType, input } = activity.asked;
        const args = (input?.payloads ?? []).map(fromJson);
        const { after, reply } = perform({ name: activityType.name, args, attempt });
        if ('lost' in reply) return reply;
        const answer = () => {
          const taken =
            'canceled' in reply && !activity.cancelRequested ? { completed: undefined } : reply;
          simulation.answer({ activity, attempt }, replyOf(taken));
        };
        if (after === 0) return replyOf(reply);
        simulation.clock.after(after, answer);
        return { pending: true };
      },
      performLocally: async (_, activity, attempt) => {
        const args = activity.arguments.map(fromJson);
        const { after, reply } = perform({ name: activity.activityType, args, attempt });
        if ('lost' in reply) return reply;
        await new Promise<void>((resolve) => {
          if (after === 0) resolve();
          else simulation.clock.after(after, resolve);
        });
        return replyOf(reply);
      },
    },
  });
  for (const { remembers, taskQueue, realm } of realms) {
    const facts = { remembers, identity: taskQueue, namespace: 'default', sdkVersion: '1.24.0' };
    simulation.addWorker(taskQueue, facts, realm);
  }
  const { id, workflow, args, interventions, remembers } = scene;
  const answers: Promise<string>[] = [];
  let toCome = interventions.length;
  simulation.hold();
  simulation.start({
    workflowId: id,
    workflowType: workflow,
    taskQueue: remembers ? 'kept' : 'lost',
    input: jsonPayloads(args),
  });
  for (const { after, how } of interventions) {
    simulation.clock.after(after, () => {
      toCome -= 1;
      if ('update' in how) {
        const input = { name: how.update, args: jsonPayloads(how.args) };
        const updateId = `update-${after}`;
        answers.push(answered(() => simulation.update(id, { meta: { updateId }, input })));
        return;
      }
      try {
        if ('cancel' in how) simulation.cancel(id, {});
        else simulation.signal(id, { signalName: how.signal, input: jsonPayloads(how.args) });
      } catch (error) {
        if (!(error instanceof Refused)) throw error;
      }
    });
  }
  simulation.release();
  await simulation.until(() => isStuck(simulation) || (isOver(simulation, id) && toCome === 0));
  await new Promise((resolve) => void setImmediate(resolve));
  const histories: Record<string, Json> = {};
  const ids: Record<string, string> = {};
  for (const [member, execution] of membersOf(simulation, id)) {
    ids[member] = execution.workflowId;
    histories[member] = eventsToJson(execution.history.events) as unknown as Json;
  }
  const last = simulation.server.find(id);
  return { state: last?.status ?? 'waiting', histories, ids, answers: await Promise.all(answers) };
}

function isOver(simulation: Simulation, id: string): boolean {
  const last = simulation.server.find(id);
  const over = last?.isClosed && last.status !== 'continued-as-new';
  return (over && simulation.isQuiet) || simulation.isIdle;
}

/** Whether a workflow task comes again and again. */
function isStuck(simulation: Simulation): boolean {
  return simulation.server.executions.some(({ task }) => task.attempt > 3);
}

/** The executions of a run's tree, under the names that `Member.member` has. */
function membersOf(simulation: Simulation, id: string): [string, Execution][] {
  const named: [string, Execution][] = [];
  const add = (chain: readonly Execution[], prefix: string) => {
    for (const [index, execution] of chain.entries()) {
      const name = index === 0 ? prefix : `${prefix}${prefix && '.'}run${index + 1}`;
      named.push([name, execution]);
      const asked = execution.history.events.filter(
        ({ type }) => type === 'StartChildWorkflowExecutionInitiated',
      );
      for (const [order, event] of asked.entries()) {
        if (event.type !== 'StartChildWorkflowExecutionInitiated') continue;
        const children = simulation.server
          .chain(event.attributes.workflowId)
          .filter(({ origin }) => origin.parent?.initiatedEventId === event.eventId);
        add(children, `${name}${name && '.'}child${order + 1}`);
      }
    }
  };
  add(simulation.server.chain(id), '');
  return named;
}

function replyOf(reply: Exclude<Outcome['reply'], { readonly lost: true }>): AttemptReply {
  if ('completed' in reply) return { completed: { payloads: [jsonPayload(reply.completed)] } };
  if ('canceled' in reply) return { canceled: undefined };
  const { message, type, final = false } = reply.failed;
  const failure: Failure = {
    message,
    applicationFailureInfo: { type, ...(final ? { nonRetryable: true } : {}) },
  };
  return { failed: failure };
}

async function answered(update: () => ReturnType<Simulation['update']>): Promise<string> {
  try {
    const { success, failure } = await update();
    return failure ? (failure.message ?? '') : String(fromJson(success?.payloads[0]));
  } catch (error) {
    if (error instanceof Refused) return GONE;
    throw error;
  }
}
