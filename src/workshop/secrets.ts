import { createHash, randomBytes, randomInt, timingSafeEqual } from 'node:crypto';

/** No letter that is taken for another one when it is read off a wall. */
const LETTERS = '23456789ABCDEFGHJKMNPQRSTUVWXYZ';
/** So many letters are 39 bits: at five thousand tries a minute, nobody guesses them in a week. */
const CODE_LENGTH = 8;
/** Wrong codes that are heard from one address in a minute; a whole room may share one. */
const WRONG_TRIES = 60;
/** And from all addresses together: who has many of them gets no further. */
const WRONG_IN_ALL = 5000;
const WINDOW_MS = 60_000;

/** The code that lets people in: `K7QM-3XRD`. */
export function newCode(): string {
  const letters = Array.from({ length: CODE_LENGTH }, () => LETTERS[randomInt(LETTERS.length)]);
  return `${letters.slice(0, 4).join('')}-${letters.slice(4).join('')}`;
}

/** What nobody can guess: 128 bits, as a program passes it on. */
export function newToken(): string {
  return randomBytes(16).toString('base64url');
}

/** What is kept of a token, so that who reads the file can't use it. */
export function tokenHash(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

/** Whether two secrets are the same, in a time that tells nothing. */
export function isSame(one: string, other: string): boolean {
  return timingSafeEqual(
    createHash('sha256').update(one).digest(),
    createHash('sha256').update(other).digest(),
  );
}

/** A code as it was meant, however it was typed. */
export function codeOf(typed: string): string {
  return typed.toUpperCase().replaceAll(/[^A-Z0-9]/g, '');
}

/** Counts wrong tries, and makes who has many of them wait. Right ones cost nothing. */
export class Tries {
  #wrong = new Map<string, number>();
  #all = 0;
  #until = 0;

  /** Whether another try from there is heard. */
  isHeard(address: string): boolean {
    const now = Date.now();
    if (now > this.#until) {
      this.#wrong = new Map();
      this.#all = 0;
      this.#until = now + WINDOW_MS;
    }
    return (this.#wrong.get(address) ?? 0) < WRONG_TRIES && this.#all < WRONG_IN_ALL;
  }

  wrong(address: string): void {
    this.#wrong.set(address, (this.#wrong.get(address) ?? 0) + 1);
    this.#all += 1;
  }
}

/** Lets so much through in a time, and not more: a seat's events. */
export class Allowance {
  readonly #most: number;
  readonly #each: number;
  readonly #left = new Map<number | string, { left: number; at: number }>();

  /**
   * @param most at once
   * @param perSecond afterwards
   */
  constructor(most: number, perSecond: number) {
    this.#most = most;
    this.#each = perSecond / 1000;
  }

  takes(of: number | string, many: number): boolean {
    const now = Date.now();
    const { left, at } = this.#left.get(of) ?? { left: this.#most, at: now };
    const present = Math.min(this.#most, left + (now - at) * this.#each);
    const enough = present >= many;
    this.#left.set(of, { left: enough ? present - many : present, at: now });
    return enough;
  }
}
