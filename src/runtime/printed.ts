/** Of what an answer prints, so many characters are kept from its beginning. */
const KEPT_FIRST = 16 * 1024;
/** As many from its end. */
const KEPT_LAST = 48 * 1024;

/** What an answer printed: all of it, or its two ends. */
export class Printed {
  #first = '';
  #last = '';
  #bytes = 0;

  add(text: string): void {
    this.#bytes += Buffer.byteLength(text);
    const room = KEPT_FIRST - this.#first.length;
    this.#first += text.slice(0, room);
    this.#last = (this.#last + text.slice(room)).slice(-KEPT_LAST);
  }

  forget(): void {
    this.#first = '';
    this.#last = '';
    this.#bytes = 0;
  }

  get text(): string {
    return `${this.#first}${this.#last}`;
  }

  /** How many there were in all. */
  get bytes(): number {
    return this.#bytes;
  }
}
