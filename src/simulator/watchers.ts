/** Those who wait until something is so. */
export class Watchers {
  readonly #looks = new Set<() => void>();

  /**
   * Resolves when something is so, now or at a later look.
   *
   * @param atOnce is called at that very look: what waits for the promise goes on a little later
   */
  until(isSo: () => boolean, atOnce: () => void = () => {}): Promise<void> {
    return new Promise((resolve) => {
      const look = () => {
        if (!isSo()) return;
        this.#looks.delete(look);
        atOnce();
        resolve();
      };
      this.#looks.add(look);
      look();
    });
  }

  look(): void {
    for (const look of this.#looks) look();
  }
}
