import type { Replay } from '../kit/runtime.ts';

/** What a host process is asked to do. Everything is plain data; histories travel as bytes. */
export interface HostCalls {
  /** Loads a bundle and polls two task queues: one Worker keeps state, the other loses it. */
  load(bundle: HostBundle): Promise<void>;
  /** Loads a bundle for replays only; needs no server. */
  loadForReplay(code: string): Promise<void>;
  /** Replays a history (an encoded `temporal.api.history.v1.History`). */
  replay(workflowId: string, history: Uint8Array): Promise<Replay>;
  /** Lets go of what was loaded before. */
  unload(): Promise<void>;
  /** Answers at once, unless the answer's code holds the thread. */
  ping(): Promise<void>;
}

export interface HostBundle {
  readonly code: string;
  readonly address: string;
  readonly kept: string;
  readonly lost: string;
}

/** The workflow that every bundle contains beside the answer's own; returns the answer's exports. */
export const EXPORTS_WORKFLOW = 'durableDojoExports';

/** The workflow beside it that returns what the answer exports under one name. */
export const DATA_WORKFLOW = 'durableDojoData';

/** All local runs live in the namespace that the test server registers by itself. */
export const NAMESPACE = 'default';

/** Where a host writes how many milliseconds of processor time it has used, a number a line. */
export const METER_FD = 4;
