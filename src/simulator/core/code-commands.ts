import type { Attributes } from '../history/event.ts';
import type { PayloadMap } from '../history/payload.ts';
import type { Command } from './command.ts';
import { Nondeterminism } from './faults.ts';
import { headerOf, inputOf, resultOf } from './fields.ts';
import type { Flags } from './flags.ts';
import type { ContinueAsNew, LangCommand } from './lang-command.ts';
import type { LocalActivities } from './local-activities.ts';
import { withMetadata, type Machine, type Surroundings } from './machine.ts';
import { Activity } from './machines/activity.ts';
import { Child } from './machines/child.ts';
import { ExternalCancel, ExternalSignal } from './machines/external.ts';
import { LocalActivity } from './machines/local-activity.ts';
import {
  cancels,
  CHANGE_VERSION,
  changeVersion,
  completes,
  continues,
  fails,
  modifies,
  Patch,
  upserts,
} from './machines/notes.ts';
import { Timer } from './machines/timer.ts';
import type { Update } from './machines/update.ts';

/** The run whose code asks. */
interface Asking extends Surroundings {
  readonly flags: Flags;
  readonly locals: LocalActivities;
  update(protocolInstanceId: string): Update;
}

/** Turns what code asks for into the state machines that follow it: `handle_driven_results`. */
export class CodeCommands {
  /** Whether code has asked for the run's end. */
  finished = false;
  readonly #run: Asking;
  readonly #namespace: string;
  readonly #timers = new Map<number, Timer>();
  readonly #activities = new Map<number, Activity>();
  readonly #locals = new Map<number, LocalActivity>();
  readonly #children = new Map<number, Child>();
  readonly #signals = new Map<number, ExternalSignal>();
  /** By patch: whether a command was made for it. */
  readonly #patches = new Map<string, boolean>();
  #start: Attributes['WorkflowExecutionStarted'] | undefined;
  #upserted: PayloadMap = {};

  constructor(run: Asking, { namespace }: { readonly namespace: string }) {
    this.#run = run;
    this.#namespace = namespace;
  }

  /** The run's first event was read. */
  began(start: Attributes['WorkflowExecutionStarted']): void {
    this.#start = start;
  }

  /** The next task of the history has the marker of this patch. */
  seesPatch(patchId: string): void {
    this.#patches.set(patchId, false);
  }

  local(seq: number): LocalActivity | undefined {
    return this.#locals.get(seq);
  }

  replayIsOver(): void {
    for (const local of this.#locals.values()) local.replayIsOver();
  }

  /** The core itself asks for something, of which code hears nothing. */
  internal(command: Command): void {
    if (command.type === 'RequestCancelExternalWorkflowExecution') {
      this.#run.issue(new ExternalCancel(this.#run, undefined), command);
    }
  }

  /** @throws Nondeterminism when code refers to what it never asked for */
  handle(asked: LangCommand): void {
    const run = this.#run;
    const { userMetadata } = asked;
    const note = (machine: Machine, command: Command) =>
      run.issue(machine, withMetadata(command, userMetadata));
    switch (asked.variant) {
      case 'startTimer':
        this.#timers.set(asked.command.seq, new Timer(run, asked.command, userMetadata));
        return;
      case 'cancelTimer':
        return found(this.#timers, asked.command.seq, 'Timer').cancel();
      case 'scheduleActivity': {
        const activity = new Activity(run, run.flags, asked.command, userMetadata);
        this.#activities.set(asked.command.seq, activity);
        return;
      }
      case 'requestCancelActivity':
        return found(this.#activities, asked.command.seq, 'Activity').cancel();
      case 'scheduleLocalActivity': {
        const local = new LocalActivity(run, run.flags, asked.command, userMetadata);
        this.#locals.set(asked.command.seq, local);
        return;
      }
      case 'requestCancelLocalActivity':
        return found(this.#locals, asked.command.seq, 'LocalActivity').cancel();
      case 'startChildWorkflowExecution': {
        const child = new Child(run, run.flags, asked.command, userMetadata);
        this.#children.set(asked.command.seq, child);
        return;
      }
      case 'cancelChildWorkflowExecution': {
        const { childWorkflowSeq, reason } = asked.command;
        return found(this.#children, childWorkflowSeq, 'ChildWorkflowStart').cancel(reason);
      }
      case 'signalExternalWorkflowExecution': {
        const signal = new ExternalSignal(run, this.#namespace, asked.command, userMetadata);
        this.#signals.set(asked.command.seq, signal);
        return;
      }
      case 'cancelSignalWorkflow':
        return found(this.#signals, asked.command.seq, 'SignalExternal').cancel();
      case 'requestCancelExternalWorkflowExecution': {
        const { seq, workflowExecution, reason } = asked.command;
        const attributes = {
          ...workflowExecution,
          childWorkflowOnly: false,
          reason: `Cancel requested by workflow with run id ${run.runId} with reason: ${reason}`,
        };
        return note(new ExternalCancel(run, seq), {
          type: 'RequestCancelExternalWorkflowExecution',
          attributes,
        });
      }
      case 'setPatchMarker':
        return this.#patch(asked.command);
      case 'upsertWorkflowSearchAttributes': {
        const { searchAttributes } = asked.command;
        this.#upserted = { ...this.#upserted, ...searchAttributes.indexedFields };
        const ours =
          CHANGE_VERSION in searchAttributes.indexedFields &&
          run.flags.use('upsertOnPatch', !run.replaying);
        const attributes = { searchAttributes: ours ? { indexedFields: {} } : searchAttributes };
        return note(upserts(), { type: 'UpsertWorkflowSearchAttributes', attributes });
      }
      case 'modifyWorkflowProperties':
        return note(modifies(), { type: 'ModifyWorkflowProperties', attributes: asked.command });
      case 'updateResponse':
        return run.update(asked.command.protocolInstanceId).answer(asked.command);
      case 'completeWorkflowExecution': {
        const attributes = resultOf(asked.command.result);
        return this.#ends(completes(), { type: 'CompleteWorkflowExecution', attributes });
      }
      case 'failWorkflowExecution':
        return this.#ends(fails(), { type: 'FailWorkflowExecution', attributes: asked.command });
      case 'cancelWorkflowExecution':
        return this.#ends(cancels(), {
          type: 'CancelWorkflowExecution',
          attributes: asked.command,
        });
      case 'continueAsNewWorkflowExecution': {
        const attributes = this.#continued(asked.command);
        return this.#ends(continues(), { type: 'ContinueAsNewWorkflowExecution', attributes });
      }
      case 'respondToQuery':
        // Whoever handed out the query takes the answer.
        return;
    }
  }

  #ends(machine: Machine, command: Command): void {
    this.finished = true;
    this.#run.issue(machine, command);
    this.#run.locals.end();
  }

  #patch({ patchId, deprecated }: { patchId: string; deprecated: boolean }): void {
    const run = this.#run;
    const made = this.#patches.get(patchId);
    if (made) return;
    const others = [...this.#patches].filter(([, isMade]) => isMade).map(([id]) => id);
    new Patch(run, patchId, deprecated);
    this.#patches.set(patchId, true);
    const inHistory = !run.replaying || made !== undefined;
    if (!run.flags.use('upsertOnPatch', !run.replaying) || !inHistory) return;
    const searchAttributes = changeVersion([...others, patchId]);
    if (!searchAttributes) return;
    const attributes = { searchAttributes };
    run.issue(upserts(), { type: 'UpsertWorkflowSearchAttributes', attributes });
  }

  /** What a run hands on to the next one, where its code says nothing else. */
  #continued(asked: ContinueAsNew) {
    const { memo, headers, workflowType, taskQueue, arguments: args, ...rest } = asked;
    const { memo: firstMemo, retryPolicy, searchAttributes } = this.#start ?? {};
    const fields = Object.keys(memo).length > 0 ? memo : (firstMemo?.fields ?? {});
    const indexedFields = { ...searchAttributes?.indexedFields, ...this.#upserted };
    const kept =
      Object.keys(indexedFields).length > 0 ? { searchAttributes: { indexedFields } } : {};
    return {
      ...(retryPolicy ? { retryPolicy } : {}),
      ...kept,
      ...rest,
      workflowType: { name: workflowType },
      taskQueue: { name: taskQueue },
      ...inputOf(args),
      ...(Object.keys(headers).length > 0 ? { header: headerOf(headers) } : {}),
      ...(Object.keys(fields).length > 0 ? { memo: { fields } } : {}),
    };
  }
}

function found<Kind extends Machine>(of: Map<number, Kind>, seq: number, what: string): Kind {
  const machine = of.get(seq);
  if (!machine) throw new Nondeterminism(`Missing associated machine for ${what}(${seq})`);
  return machine;
}
