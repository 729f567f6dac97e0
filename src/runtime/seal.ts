import type { StartHost } from './host-process.ts';

/** What keeps the processes in which an answer runs apart from everything else. */
export interface Seal {
  readonly start: StartHost;
  /** Where they find the test server, as `host:port`. */
  readonly address: string;
  /** A folder that they can read, and only we can write. */
  readonly folder: string;
  /** From now on, they may ask for the workflow tasks of these queues, and of no others. */
  admit(queues: readonly string[]): void;
  /** The answer's client may start runs whose ids begin with this session's name. */
  admitSession(session: string): void;
  /** The answer may complete the activity with this task token from outside of it. */
  admitActivity(token: Uint8Array): void;
  /**
   * They may do as they like with this server, which is there for the answer's own tests.
   *
   * @param address as this process knows it
   * @returns where they find it
   */
  lend(address: string): Promise<string>;
}
