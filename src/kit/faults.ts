import type { Fault } from './world.ts';

/** The service refuses, every time: nothing happens, and a repetition would not help. */
export function fails(type: string, message: string): Fault {
  return async () => ({ kind: 'failed', failure: { type, message, retryable: false } });
}

/** The first attempts fail before anything happens; a repetition helps. */
export function flaky(type: string, message: string, { times }: { times: number }): Fault {
  return async ({ attempt }, act) =>
    attempt > times ? act() : { kind: 'failed', failure: { type, message, retryable: true } };
}

/** The service does its work, but its answer is an error: nobody knows that it worked. */
export function failsAfterEffect(type: string, message: string): Fault {
  return async (_, act) => {
    await act();
    return { kind: 'failed', failure: { type, message, retryable: false } };
  };
}

/** The service is down for so many milliseconds, counted from the first request. */
export function down({ for: length }: { for: number }): Fault {
  let since: number | undefined;
  return async ({ startedAt }, act) => {
    since ??= startedAt;
    if (startedAt - since >= length) return act();
    const message = 'the service is down';
    return { kind: 'failed', failure: { type: 'Unavailable', message, retryable: true } };
  };
}

/** The Worker dies in the first attempt: before the service heard of it, or after it worked. */
export function dies(moment: 'before the effect' | 'after the effect'): Fault {
  return async ({ attempt }, act) => {
    if (attempt > 1) return act();
    if (moment === 'after the effect') await act();
    return { kind: 'lost' };
  };
}

/** The service takes so many virtual milliseconds, before it does its work or after. */
export function late(
  { by }: { by: number },
  moment: 'before the effect' | 'after the effect' = 'before the effect',
): Fault {
  return async (task, act, world) => {
    if (moment === 'before the effect') await world.passTime(task, by);
    const reply = await act();
    if (moment === 'after the effect') await world.passTime(task, by);
    return reply;
  };
}

/** Only the first so many attempts meet the fault. */
export function firstAttempts(times: number, fault: Fault): Fault {
  return async (task, act, world) => (task.attempt > times ? act() : fault(task, act, world));
}

/** A door in front of a service: shut, until the check opens it. */
export class Door {
  readonly #way = Promise.withResolvers<void>();

  get opened(): Promise<void> {
    return this.#way.promise;
  }

  readonly fault: Fault = async (_, act) => {
    await this.opened;
    return act();
  };

  open(): void {
    this.#way.resolve();
  }
}
