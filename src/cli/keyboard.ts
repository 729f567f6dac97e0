import { emitKeypressEvents } from 'node:readline';

interface Press {
  readonly name?: string;
  readonly sequence?: string;
  readonly ctrl?: boolean;
}

/** The keys of the terminal, one by one as they are pressed. */
export class Keyboard {
  readonly #closed = Promise.withResolvers<void>();
  readonly #press: (text: string | undefined, key: Press) => void;
  readonly #end = (): void => this.#closed.resolve();

  /**
   * @param onKey is told the key: `n`, `+`, `up`, `return`, `escape`, `ctrl-c`; and what it types
   */
  constructor(onKey: (key: string, text: string | undefined) => void) {
    this.#press = (text, { name, sequence, ctrl = false }) =>
      onKey(ctrl ? `ctrl-${name ?? ''}` : (name ?? text ?? sequence ?? ''), text);
  }

  /** Resolves when the terminal is gone. */
  get closed(): Promise<void> {
    return this.#closed.promise;
  }

  open(): void {
    const { stdin } = process;
    emitKeypressEvents(stdin);
    stdin.setRawMode(true);
    stdin.on('keypress', this.#press).once('end', this.#end).resume();
  }

  /** Leaves the keys to others. */
  close(): void {
    const { stdin } = process;
    stdin.off('keypress', this.#press).off('end', this.#end).pause();
    stdin.setRawMode(false);
  }
}
