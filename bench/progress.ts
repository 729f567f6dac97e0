const WIDTH = 80;
const INDENT = 12;

/** Says what is being measured, and each time as it comes. */
export class Progress {
  readonly #write: (text: string) => void;
  #column = 0;

  constructor(write: (text: string) => void) {
    this.#write = write;
  }

  /** Begins a part of the bench. */
  begin(name: string): void {
    this.end();
    this.#put(name.padEnd(INDENT));
  }

  /** One measurement, in milliseconds. */
  took(milliseconds: number): void {
    const text = `${(milliseconds / 1000).toFixed(2)} `;
    if (this.#column + text.length > WIDTH) {
      this.end();
      this.#put(' '.repeat(INDENT));
    }
    this.#put(text);
  }

  /** A line that somebody else has to say. */
  line(text: string): void {
    this.end();
    this.#write(`${text}\n`);
  }

  /** Ends the line that the times stand on. */
  end(): void {
    if (this.#column === 0) return;
    this.#column = 0;
    this.#write('\n');
  }

  #put(text: string): void {
    this.#column += text.length;
    this.#write(text);
  }
}
