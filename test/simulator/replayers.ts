import { join } from 'node:path';
import type vm from 'node:vm';
import { Bundler, Template } from '../../src/runtime/bundle.ts';
import { compile } from '../../src/runtime/compile.ts';
import { encodeExported } from '../../src/runtime/history.ts';
import { Replays } from '../../src/runtime/replays.ts';
import { eventsFromJson } from '../../src/simulator/history/json.ts';
import { Realm } from '../../src/simulator/node/realm.ts';
import { compiledSandbox } from '../../src/simulator/node/sandbox-script.ts';
import { replay } from '../../src/simulator/worker/worker.ts';
import { ROOT } from './recorded.ts';

/** A history as JSON. */
export interface Json {
  readonly events: readonly Readonly<Record<string, unknown>>[];
}

/** The official replay of some histories that nobody could have recorded does not end. */
export const NO_END = 'The replay does not end.';

/** What a replay found, in the core's or the code's own words; undefined when nothing. */
export type Verdict = string | undefined;

/** Workflow code: a file with what it imports. */
export interface CodeFile {
  readonly folder: string;
  readonly file: string;
}

/** Replays histories with some code. */
export interface Replayer {
  load(code: CodeFile): Promise<void>;
  replay(history: Json, workflowId?: string): Promise<Verdict>;
  close(): Promise<void>;
}

/** The official SDK's Worker, in a process of its own. */
export class OfficialReplayer implements Replayer {
  readonly #bundler = new Bundler(new Template(join(ROOT, '.dojo/cache')), compile);
  readonly #replays = new Replays(undefined);

  async load({ folder, file }: CodeFile): Promise<void> {
    const { code } = await this.#bundler.workflows(folder, folder, file);
    this.#replays.load(code, (text) => text);
  }

  async replay(history: Json, workflowId = 'recorded'): Promise<Verdict> {
    try {
      const found = await this.#replays.replay(workflowId, encodeExported(history));
      return found.same ? undefined : ownWords(found.message);
    } catch {
      return NO_END;
    }
  }

  async close(): Promise<void> {
    await this.#replays.end();
  }
}

/** Our own core, with the SDK's workflow runtime. */
export class SimulatedReplayer implements Replayer {
  static #script: Promise<vm.Script> | undefined;
  #realm: Realm | undefined;
  #count = 0;

  async load({ folder, file }: CodeFile): Promise<void> {
    const compiled = await compile({ kind: 'workflow', folder, shown: folder, file });
    if ('problem' in compiled) throw new Error(compiled.problem.message);
    SimulatedReplayer.#script ??= compiledSandbox();
    const facts = {
      code: compiled.code,
      namespace: 'replay',
      localActivities: ['local'],
    };
    this.#realm = new Realm(await SimulatedReplayer.#script, facts);
  }

  async replay(history: Json, workflowId = 'recorded'): Promise<Verdict> {
    if (!this.#realm) throw new Error('No code is loaded.');
    const facts = { namespace: 'replay', taskQueue: 'replay', sdkVersion: '1.24.0' };
    const runId = `replay-${(this.#count += 1)}`;
    const events = eventsFromJson(history);
    const found = await replay(facts, this.#realm, { workflowId, runId, events });
    return found?.message;
  }

  async close(): Promise<void> {}
}

/** What the core or the code says, without what the SDK wraps around it. */
function ownWords(message: string): string {
  const [, quoted] = /message: "((?:[^"\\]|\\.)*)"/.exec(message) ?? [];
  const told = quoted?.replaceAll('\\n', '\n').replaceAll(/\\(["'\\])/g, '$1') ?? message;
  return told.replace(
    /HistoryEvent \{ event_id: (\d+),.*? event_type: (\w+),.*/s,
    'HistoryEvent(id: $1, $2)',
  );
}
