import { randomUUID } from 'node:crypto';
import type { temporal } from '@temporalio/proto';
import { protocol } from './protocol.ts';
import { Refusal, unless, type Reason } from './refusal.ts';

type TaskQueue = temporal.api.taskqueue.v1.ITaskQueue;

const { TASK_QUEUE_KIND_STICKY: STICKY, TASK_QUEUE_KIND_UNSPECIFIED: UNSPECIFIED } =
  protocol.enums.v1.TaskQueueKind;
const { TASK_QUEUE_KIND_NORMAL: NORMAL } = protocol.enums.v1.TaskQueueKind;
/** Between a session and the workflow id that the answer chose: see `own-client.ts`. */
const SEPARATOR = '~';

/** What the judge lets a sandbox have to do with, at the moment. */
export class Admission {
  #queues: ReadonlySet<string> = new Set();
  /** Those that were admitted before: Workers that are ending still ask for their tasks. */
  readonly #past = new Set<string>();
  readonly #sessions = new Set<string>();
  readonly #activities = new Set<string>();
  #over = new AbortController();
  /**
   * The test server (1.38) tells sticky task queues from others by nothing but their names. With
   * names of its own, a sandbox reaches no queue but those that it has made since `admit`.
   */
  #own = '';

  /** Admits these task queues, and nothing that was admitted before. */
  admit(queues: readonly string[]): void {
    this.#over.abort();
    this.#over = new AbortController();
    for (const queue of this.#queues) this.#past.add(queue);
    this.#queues = new Set(queues);
    this.#own = `sticky-${randomUUID()}-`;
    this.#sessions.clear();
    this.#activities.clear();
  }

  admitSession(session: string): void {
    if (session === '' || session.includes(SEPARATOR)) throw new TypeError('No name of a session.');
    this.#sessions.add(session);
  }

  announceActivity(token: Uint8Array): void {
    this.#activities.add(keyOf(token));
  }

  /** Raised when what is admitted now is no longer. */
  get over(): AbortSignal {
    return this.#over.signal;
  }

  /** The queue to poll at the server for one that the Worker wants to poll. */
  polled(queue: TaskQueue | null | undefined): TaskQueue {
    if (queue?.kind === STICKY) return this.sticky(queue);
    return this.normal(queue);
  }

  /** @throws Refusal unless it is an admitted queue */
  normal(queue: TaskQueue | null | undefined): TaskQueue {
    const { name = '', kind = UNSPECIFIED } = queue ?? {};
    this.#check(name, 'queue');
    unless(kind === UNSPECIFIED || kind === NORMAL, 'queue');
    return { name, kind };
  }

  /** @throws Refusal unless it is sticky, belongs to an admitted queue and is none itself */
  sticky(queue: TaskQueue | null | undefined): TaskQueue {
    const { name, normalName, kind } = queue ?? {};
    unless(kind === STICKY && !!name && !this.#queues.has(name), 'sticky');
    this.#check(normalName, 'sticky');
    return { name: this.#own + name, kind, normalName };
  }

  #check(queue: string | null | undefined, reason: Reason): asserts queue is string {
    const name = queue ?? '';
    if (!this.#queues.has(name)) throw new Refusal(this.#past.has(name) ? 'void' : reason);
  }

  hasSession(workflowId: string | null | undefined): boolean {
    const [session, ...rest] = (workflowId ?? '').split(SEPARATOR);
    return rest.length > 0 && this.#sessions.has(session ?? '');
  }

  hasActivity(token: Uint8Array): boolean {
    return this.#activities.has(keyOf(token));
  }
}

/** Bytes as what sets and maps can hold. */
export function keyOf(token: Uint8Array): string {
  return Buffer.from(token).toString('base64');
}
