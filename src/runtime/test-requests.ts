/** What the answer's tests ask the server for, and have no answer to yet. */
import { intercept } from './intercept.ts';

/** Requests that the server answers when a Worker has done something. */
const WAITS = new Set([
  'executeMultiOperation',
  'pollWorkflowExecutionUpdate',
  'queryWorkflow',
  'updateWorkflowExecution',
]);

/** The book of a client's open requests. */
export class TestRequests {
  #waiting = 0;
  #others = 0;

  /** @param service the client's own, all of whose functions are noted */
  constructor(service: object) {
    for (const name of Object.keys(service)) {
      intercept(service, [name], (send, asked) => this.#note(waits(name, asked), send(asked)));
    }
  }

  /** Whether somebody waits for what a Worker would do, and for nothing else of the server's. */
  get onlyForWorkers(): boolean {
    return this.#waiting > 0 && this.#others === 0;
  }

  async #note<T>(isWaiting: boolean, answer: Promise<T>): Promise<T> {
    const change = (by: 1 | -1) => {
      if (isWaiting) this.#waiting += by;
      else this.#others += by;
    };
    change(1);
    try {
      return await answer;
    } finally {
      change(-1);
    }
  }
}

function waits(name: string, asked: object): boolean {
  return WAITS.has(name) || (name === 'getWorkflowExecutionHistory' && 'waitNewEvent' in asked);
}
