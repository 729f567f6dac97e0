import { AnswerHost, type HostLost } from './answer-host.ts';
import { HERE, type HostPlace, type StartHost } from './host-process.ts';
import type { HostBundle, HostCalls } from './host-protocol.ts';
import type { OwnCode } from './own-code.ts';

/** The answer host where runs happen. When its process is lost, another takes its place. */
export class WorkingHost {
  readonly #own: OwnCode;
  readonly #place: HostPlace;
  readonly #start: StartHost | undefined;
  #host: AnswerHost;
  #bundle: HostBundle | undefined;
  #closing = false;
  /** Why the process that is there now is lost, if it is. */
  lost: HostLost | undefined;
  /** Is called when a process is lost that nobody has killed or ended. */
  onLost: (error: HostLost) => void = () => undefined;

  /**
   * @param own the answer's code for Node: it is loaded beside the workflows, and asked by the host
   * @param place what its processes are told of where they are
   * @param start how they are started
   */
  constructor(own: OwnCode, place = HERE, start?: StartHost) {
    this.#own = own;
    this.#place = place;
    this.#start = start;
    this.#host = this.#begin();
  }

  get silent(): boolean {
    return this.#host.silent;
  }

  get output(): AnswerHost['output'] {
    return this.#host.output;
  }

  call<Name extends keyof HostCalls>(name: Name, ...args: Parameters<HostCalls[Name]>) {
    return this.#host.call(name, ...args);
  }

  /** Makes ready for the next answer. */
  renew(): void {
    if (!this.#host.alive) this.#host = this.#begin();
    this.#host.forgetOutput();
  }

  /**
   * Loads an answer.
   *
   * @returns why it cannot be loaded
   * @throws HostLost
   */
  async load(bundle: HostBundle): ReturnType<OwnCode['load']> {
    this.#bundle = bundle;
    await this.#host.call('load', bundle);
    return this.#own.load(this.#host, bundle);
  }

  /** Kills the process, and has another one take over what it had loaded. */
  async replace(): Promise<{ killed: number; next: number }> {
    const dead = this.#host;
    const next = (this.#host = this.#begin());
    await dead.kill();
    if (this.#bundle) await this.load(this.#bundle);
    return { killed: dead.pid, next: next.pid };
  }

  async end(): Promise<void> {
    this.#closing = true;
    await this.#host.end();
  }

  /** One listener for all runs: a host outlives many of them. */
  #begin(): AnswerHost {
    const host = new AnswerHost(this.#place, this.#own, this.#start);
    this.lost = undefined;
    host.lost.catch((error: HostLost) => {
      if (this.#closing || host !== this.#host) return;
      this.lost = error;
      this.onLost(error);
    });
    return host;
  }
}
