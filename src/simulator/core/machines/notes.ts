/** What code notes about its run: commands that become one event each, and of which nothing comes. */
import type { EventType, HistoryEvent } from '../../history/event.ts';
import { jsonPayload } from '../../history/payload.ts';
import type { CommandType } from '../command.ts';
import { Nondeterminism, named } from '../faults.ts';
import type { Machine, Met, Surroundings } from '../machine.ts';
import { patchMarker, PATCH_MARKER } from '../markers.ts';

/** A command that becomes one event of a type, and is done. */
export class Note implements Machine {
  readonly name: string;
  readonly takenBack = false;
  readonly #event: EventType;
  readonly #told: string;

  /**
   * @param name as the SDK's core calls it
   * @param event the type of event that the command becomes
   * @param told what the core says in front of an event that is another one
   */
  constructor(
    name: string,
    event: EventType,
    told = `${name} machine does not handle this event:`,
  ) {
    this.name = name;
    this.#event = event;
    this.#told = told;
  }

  send(_type: CommandType): void {
    // Nothing follows from that.
  }

  meet({ event }: Met): void {
    if (event.type !== this.#event) throw new Nondeterminism(`${this.#told} ${named(event)}`);
  }
}

export const completes = (): Note => new Note('Complete workflow', 'WorkflowExecutionCompleted');
export const fails = (): Note => new Note('Fail workflow', 'WorkflowExecutionFailed');
export const cancels = (): Note => new Note('Cancel workflow', 'WorkflowExecutionCanceled');
export const continues = (): Note =>
  new Note('Continue as new workflow', 'WorkflowExecutionContinuedAsNew');
export const upserts = (): Note =>
  new Note(
    'Upsert search attributes',
    'UpsertWorkflowSearchAttributes',
    'UpsertWorkflowSearchAttributesMachine does not handle',
  );
export const modifies = (): Note =>
  new Note(
    'Modify workflow properties',
    'WorkflowPropertiesModified',
    'ModifyWorkflowPropertiesMachine does not handle',
  );

/** A change of the code that asks whether it was there. Source: patch_state_machine.rs. */
export class Patch implements Machine {
  readonly name = 'Change';
  readonly takenBack = false;
  readonly patchId: string;

  constructor(run: Surroundings, patchId: string, deprecated: boolean) {
    this.patchId = patchId;
    const data = jsonPayload({ id: patchId, deprecated });
    const details = { 'patch-data': { payloads: [data] } };
    run.issue(this, { type: 'RecordMarker', attributes: { markerName: PATCH_MARKER, details } });
  }

  send(_type: CommandType): void {
    // Nothing follows from that.
  }

  meet({ event }: Met): void {
    const marker = patchMarker(event);
    if (!marker) {
      throw new Nondeterminism(`Change machine cannot handle this event: ${named(event)}`);
    }
    if (marker.id !== this.patchId) {
      throw new Nondeterminism(`Change id ${marker.id} does not match expected id ${this.patchId}`);
    }
  }
}

/** Under this name the server keeps the patches that a run has met. */
export const CHANGE_VERSION = 'TemporalChangeVersion';
/** A longer list is not noted. */
const MAX_CHANGE_VERSION_BYTES = 2048;

/** The patches of a run, as a search attribute; undefined when they are too many. */
export function changeVersion(patches: readonly string[]) {
  const payload = jsonPayload([...new Set(patches)].toSorted(), { type: 'KeywordList' });
  if ((payload.data?.length ?? 0) >= MAX_CHANGE_VERSION_BYTES) return undefined;
  return { indexedFields: { [CHANGE_VERSION]: payload } };
}

/** Whether an event only notes the patches of its run. */
export function isChangeVersion(event: HistoryEvent | undefined): boolean {
  return (
    event?.type === 'UpsertWorkflowSearchAttributes' &&
    CHANGE_VERSION in event.attributes.searchAttributes.indexedFields
  );
}
