import type { CodeFile, Json } from './replayers.ts';

/** What happens to a run from outside, so many virtual milliseconds after its start. */
export interface Intervention {
  readonly after: number;
  readonly how:
    | { readonly signal: string; readonly args: readonly unknown[] }
    | { readonly update: string; readonly args: readonly unknown[] }
    | { readonly cancel: true };
}

/** What an attempt of an activity comes to, and after how many virtual milliseconds. */
export interface Outcome {
  readonly after: number;
  readonly reply:
    | { readonly completed: unknown }
    | {
        readonly failed: {
          readonly message: string;
          readonly type: string;
          readonly final?: boolean;
        };
      }
    /** Where the attempt is asked to stop by then; else it completes. */
    | { readonly canceled: true }
    | { readonly lost: true };
}

/** How the activities of a scene do. */
export type Perform = (attempt: {
  readonly name: string;
  readonly args: readonly unknown[];
  readonly attempt: number;
}) => Outcome;

/** A run of a workflow with all that happens to it. */
export interface Scene {
  readonly id: string;
  readonly workflow: string;
  readonly args: readonly unknown[];
  readonly interventions: readonly Intervention[];
  readonly remembers: boolean;
}

/** What a scene came to: the histories of all its executions, as JSON, by `member`, the run itself `''`. */
export interface Played {
  readonly state: string;
  readonly histories: Readonly<Record<string, Json>>;
  /** Their workflow ids. */
  readonly ids: Readonly<Record<string, string>>;
  /** What updates were answered, in their order. */
  readonly answers: readonly string[];
}

/** Where scenes are played. */
export interface Stage {
  load(code: CodeFile): Promise<void>;
  /** Plays scenes at the same time. */
  play(scenes: readonly Scene[], perform: Perform): Promise<Played[]>;
  close(): Promise<void>;
}

/** What is said of an update that nobody answers. */
export const GONE = 'the run is over';
