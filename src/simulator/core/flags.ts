import type { SdkMetadata } from '../history/event.ts';

/**
 * Ways of the core that changed once. A history says which it was written by, so that older ones
 * still replay. Source: internal_flags.rs.
 */
const CORE_FLAGS = {
  /** Ids and types of what code asks for are compared with the history. */
  idAndTypeChecks: 1,
  /** Each patch is also noted in the search attribute `TemporalChangeVersion`. */
  upsertOnPatch: 2,
  /** A command that ends the run comes last, whatever the code said first. */
  terminalLast: 3,
} as const;
export type CoreFlag = keyof typeof CORE_FLAGS;

export const SDK_NAME = 'temporal-typescript';

/** The flags that a run uses, and those that its next completed task has to note. */
export class Flags {
  readonly #core = new Set<number>();
  readonly #lang = new Set<number>();
  readonly #newCore = new Set<number>();
  readonly #newLang = new Set<number>();
  #lastName = '';
  #lastVersion = '';
  readonly #version: string;

  /** @param version of the SDK */
  constructor(version: string) {
    this.#version = version;
  }

  /** A completed task of the history says what it used. */
  learn({ coreUsedFlags = [], langUsedFlags = [], sdkName, sdkVersion }: SdkMetadata): void {
    for (const flag of coreUsedFlags) this.#core.add(flag);
    for (const flag of langUsedFlags) this.#lang.add(flag);
    if (sdkName) this.#lastName = sdkName;
    if (sdkVersion) this.#lastVersion = sdkVersion;
  }

  /** Whether a new way is to be gone here. @param record this is no replay: it is gone, and noted */
  use(flag: CoreFlag, record: boolean): boolean {
    const number = CORE_FLAGS[flag];
    if (record) this.#newCore.add(number);
    return record || this.#core.has(number);
  }

  usedByCode(flags: readonly number[]): void {
    for (const flag of flags) this.#newLang.add(flag);
  }

  /** What a completed task notes: only what was not known before. */
  note(): SdkMetadata {
    for (const flag of Object.values(CORE_FLAGS)) this.#newCore.add(flag);
    const coreUsedFlags = [...this.#newCore].filter((flag) => !this.#core.has(flag));
    const langUsedFlags = [...this.#newLang].filter((flag) => !this.#lang.has(flag));
    for (const flag of this.#newCore) this.#core.add(flag);
    for (const flag of this.#newLang) this.#lang.add(flag);
    return {
      ...(coreUsedFlags.length > 0 ? { coreUsedFlags } : {}),
      ...(langUsedFlags.length > 0 ? { langUsedFlags } : {}),
      ...(this.#lastName === SDK_NAME ? {} : { sdkName: SDK_NAME }),
      ...(this.#lastVersion === this.#version ? {} : { sdkVersion: this.#version }),
    };
  }

  get ofCode(): number[] {
    return [...this.#lang];
  }

  get lastSdkVersion(): string {
    return this.#lastVersion;
  }
}
